"""The form on the receipt."""

from __future__ import annotations

from hashlib import blake2b

from django import forms
from django.utils.translation import gettext_lazy as _

from comments.forms import BodyField
from comments.models import Comment, Revision
from comments.submission import MAX_LENGTH


class EditForm(forms.Form):
    body = BodyField(label=_("Your response"))
    # Which wording the writer had before them. A page from before that is still open says nothing, and is believed.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        # No maxlength: a browser would cut what is pasted, without a word.
        self.fields["body"].widget.attrs["data-limit"] = MAX_LENGTH


def form_of(comment: Comment, proposed: Revision | None) -> EditForm:
    body = wording(comment, proposed)
    return EditForm(initial={"body": body, "seen": mark(body)})


def wording(comment: Comment, proposed: Revision | None) -> str:
    """What its writer last made of it."""
    return proposed.body if proposed else comment.body


def mark(body: str) -> str:
    return blake2b(body.encode(errors="replace"), digest_size=8).hexdigest()


def seen_anew(form: EditForm, present: str) -> EditForm:
    """The same text once more, by a writer who has been told of the present wording."""
    again = EditForm({"body": form.data.get("body", ""), "seen": mark(present)})
    again.is_valid()
    return again
