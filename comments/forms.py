"""The reply form."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from blog import markup

from .models import Comment, Discussion
from .submission import MAX_LENGTH

if TYPE_CHECKING:
    from accounts.models import User

NAME_LENGTH = 80
FAR_TOO_LONG = 20 * MAX_LENGTH  # to clean more takes as long as a page, and it is refused in any case
KEY_GENERATION = 1  # raised to make every form that is open somewhere ask once more
_BESIDE_THE_TEXT = '{% include "comments/_beside_the_text.html" %}'
_CARE_SLOTS = '{% include "comments/_care_slots.html" %}'
_MADE_UP_NAME = '{% include "comments/_made_up_name.html" %}'
_TOKEN, _PARENT = "token-goes-here", "1234567890123"


def token_for(post_id: int) -> str:
    """The form's token: bound to the discussion alone, so that the page stays the same bytes for all."""
    return salted_hmac("comments.form", f"{post_id}:{KEY_GENERATION}", algorithm="sha256").hexdigest()[:32]


def is_token_for(post_id: int, token: str) -> bool:
    return constant_time_compare(token, token_for(post_id))


class BodyField(forms.CharField):
    """Text of many lines: NUL and the like are dropped, and "too long" says by how much. One far too long stays as it is."""

    widget = forms.Textarea(attrs={"rows": 7, "dir": "auto"})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value or "") or ""
        return text if len(text) > FAR_TOO_LONG else markup.clean_text(text).strip("\n")

    def validate(self, value: str) -> None:
        if not value.strip():
            raise forms.ValidationError(_("Write something first, then send it."), code="required")
        if len(value) > MAX_LENGTH:
            raise forms.ValidationError(
                _("Your reply has %(length)d characters, and %(limit)d fit. Please shorten it by %(over)d."),
                code="too_long",
                params={"length": len(value), "limit": MAX_LENGTH, "over": len(value) - MAX_LENGTH},
            )


class LineField(forms.CharField):
    """One line: control and direction characters are dropped, spaces folded."""

    def to_python(self, value: Any) -> str:
        return markup.clean_line(super().to_python(value or "") or "", self.max_length or NAME_LENGTH)


@dataclass(frozen=True)
class Terms:
    """What the form asks for and offers in a discussion, to one kind of reader."""

    requires_identity: bool = True
    is_careful: bool = False
    may_rest: bool = False
    can_mail: bool = False
    is_member: bool = False


def terms(discussion: Discussion, user: User | None, *, may_rest: bool) -> Terms:
    """A guest is mailed at the address they type, an account only at one that is proven."""
    return Terms(
        requires_identity=discussion.defaults.requires_identity,
        is_careful=discussion.is_careful,
        may_rest=may_rest,
        can_mail=settings.EMAIL_CONFIGURED and (user is None or user.has_proven_address),
        is_member=user is not None,
    )


class ReplyForm(forms.Form):
    focus = ""  # the field to go on with
    body = BodyField(
        label=_("Your reply"),
        help_text=_("You can use **bold**, *italics*, > for a quotation and - for a list. Links become links."),
    )
    name = LineField(
        label=_("Name"),
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": NAME_LENGTH, "dir": "auto"}),
        error_messages={"required": _("Tell us what to call you. A first name will do.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Give an e-mail address. It will not be published."),
            "invalid": _("Enter a whole e-mail address, such as name@example.org."),
        },
    )
    website = forms.CharField(
        label=_("Website"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
        error_messages={"max_length": _("A website address of up to 200 characters fits here.")},
    )
    remember = forms.BooleanField(
        label=_("Save my name, e-mail and website in this browser for the next time"),
        help_text=_("Kept on this device only. Leave it off on a shared one."),
        required=False,
    )
    mail_me = forms.BooleanField(
        label=_("Mail me a private link to this response"),
        help_text=_(
            "With it you can change it or take it back, from any device. Prove the address, and we also tell you when it is decided and answered."
        ),
        required=False,
    )
    follow = forms.ChoiceField(
        label=_("Mail me about other responses"),
        choices=Comment.Follows.choices,
        required=False,
        error_messages={"invalid_choice": _("Choose one of these.")},
    )
    rests = forms.BooleanField(
        label=_("Let it rest for 15 minutes before anybody reads it"),
        help_text=_("Until then it is yours alone: change it, take it back, or hand it in earlier."),
        required=False,
    )
    # Named so that people's browsers leave it alone and machines do not.
    subject = forms.CharField(label=_("Leave this field empty"), required=False, max_length=500)
    parent = forms.CharField(required=False, widget=forms.HiddenInput)
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    # Seconds from the first letter to sending, if a script says so: a hint for those who decide, and nothing else.
    typed = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-typed": True}))

    def __init__(self, *args: Any, terms: Terms | None = None, **kwargs: Any) -> None:
        self.terms = terms or Terms()
        self.base_fields = _fields(self.terms)  # type: ignore[misc]  # which `Form` copies
        super().__init__(*args, **kwargs)

    @cached_property
    def helper(self) -> FormHelper:
        """For crispy forms. What is sent and taken is never shown again."""
        return _helper(self.fields, self.terms.is_careful)

    def clean_website(self) -> str:
        website = markup.clean_line(self.cleaned_data["website"], 200)
        if not website:
            return ""
        href = markup.safe_href(website if "://" in website else f"https://{website}")
        if not href or "." not in href:
            raise forms.ValidationError(
                _("Enter a web address such as example.org, or leave this empty."), code="invalid"
            )
        return href

    def clean_mail_me(self) -> bool:
        if self.cleaned_data["mail_me"] and self._lacks_address():
            raise forms.ValidationError(_("Give an address for it, or take the tick away."), code="no_address")
        return self.cleaned_data["mail_me"]

    def clean_follow(self) -> str:
        if self.cleaned_data["follow"] and self._lacks_address():
            raise forms.ValidationError(_("Give an address for it, or choose “nothing else”."), code="no_address")
        return self.cleaned_data["follow"]

    def _lacks_address(self) -> bool:
        return "email" in self.fields and not self.data.get("email", "").strip()

    def clean_subject(self) -> str:
        if self.cleaned_data["subject"]:
            raise forms.ValidationError(_("Please empty this field, then send it again."), code="honeypot")
        return ""

    def clean_parent(self) -> int | None:
        parent = self.cleaned_data["parent"].strip()
        if not parent:
            return None
        if not (parent.isascii() and parent.isdigit() and len(parent) <= 18):
            raise forms.ValidationError(
                _(
                    "The comment you were answering is no longer here. Send your text as a comment of its own, if you like."
                ),
                code="parent",
            )
        return int(parent)

    def clean_typed(self) -> int | None:
        typed = self.cleaned_data["typed"]
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else None

    def mark_first_error(self) -> None:
        """Put the focus where the first thing to mend is, or where `focus` says, with scripts and without."""
        visible = [field.name for field in self.visible_fields()]
        wrong = [name for name in visible if self.errors.get(name) or name == self.focus]
        for name in (wrong or visible)[:1]:
            self.fields[name].widget.attrs["autofocus"] = True


class Fields(dict[str, forms.Field]):
    """Of all forms of the same terms. Each form has its own of what a form changes: a field, its widget, and that one's attributes.

    Django copies whatever a field holds, choices and messages included, which is a tenth of what it costs to take a comment.
    """

    def __deepcopy__(self, _memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: _own(field) for name, field in self.items()}


def _own(field: forms.Field) -> forms.Field:
    own, own.widget = _alike(field), _alike(field.widget)
    own.widget.attrs = {**own.widget.attrs}
    return own


def _alike(thing: Any) -> Any:
    alike = object.__new__(type(thing))
    alike.__dict__.update(thing.__dict__)
    return alike


@lru_cache(maxsize=32)
def _fields(terms: Terms) -> Fields:
    fields = Fields(deepcopy(ReplyForm.base_fields))
    # No maxlength: a browser would cut what is pasted, without a word.
    fields["body"].widget.attrs["data-limit"] = MAX_LENGTH
    if terms.is_member:
        for name in ("name", "email", "website", "remember", "subject"):
            del fields[name]
        fields["mail_me"].label = _("Mail me when this is decided, and when somebody answers")
        fields["mail_me"].help_text = ""
    elif not terms.requires_identity:
        fields["name"].required = fields["email"].required = False
    for name, is_offered in (("rests", terms.may_rest), ("mail_me", terms.can_mail), ("follow", terms.can_mail)):
        if not is_offered:
            del fields[name]
    return fields


def blank_html(post_id: int, parent: Comment | None, asked: Terms) -> SafeString:
    """The empty form as every anonymous reader gets it: rendered once, then only addressed."""
    html = _blank(asked, bool(parent), get_language() or "")
    html = html.replace(_TOKEN, token_for(post_id))
    return markup.trusted(html.replace(_PARENT, str(parent.pk) if parent else ""))


@lru_cache(maxsize=32)
def _blank(asked: Terms, has_parent: bool, language: str) -> str:
    form = ReplyForm(initial={"token": _TOKEN, "parent": _PARENT if has_parent else ""}, terms=asked)
    return str(render_crispy_form(form))


def _helper(fields: Collection[str], is_careful: bool) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    boxes = [
        Div(Field(name), css_class="mb-3 wide") for name in ("rests", "mail_me", "follow", "remember") if name in fields
    ]
    who = _who_you_are(is_careful) if "name" in fields else []
    beside = [HTML(_BESIDE_THE_TEXT), *([HTML(_CARE_SLOTS)] if is_careful else [])]
    helper.layout = Layout("parent", "token", "typed", Field("body", wrapper_class="wide"), *beside, *who, *boxes)
    helper.form_error_title = ""
    helper.form_show_errors = True
    return helper


def _who_you_are(is_careful: bool) -> list[Field | Div]:
    name = Div(Field("name", wrapper_class=""), HTML(_MADE_UP_NAME), css_class="mb-3 made-up")
    return [
        name if is_careful else Field("name"),
        Field("email"),
        Field("website", wrapper_class="wide"),
        Div(Field("subject", autocomplete="off", tabindex="-1"), css_class="hidden", aria_hidden="true"),
    ]
