"""A text as it will stand on the page, made by the renderer itself: nothing is stored, nothing is counted.

Without a script the form's second button sends the same fields to the same address and the page comes
again, with the rendered text above the filled form. A script asks for that part alone.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.safestring import SafeString

from blog import markup

from .forms import ReplyForm
from .models import Comment

PART = "X-Part"  # a header of our own: another site's page cannot send it without being asked first
OF_THE_TEXT = {"body", "parent"}


def is_asked(request: HttpRequest) -> bool:
    return "preview" in request.POST


def is_part(request: HttpRequest) -> bool:
    """Does a script ask, which has the rest of the page already?"""
    return is_asked(request) and request.headers.get(PART) == "preview"


def forgive(form: ReplyForm) -> None:
    """Who is still writing is not blamed for fields that come later."""
    for name in form.errors.keys() - OF_THE_TEXT:
        del form.errors[name]


def rendered(source: str) -> SafeString:
    """What sending would store as the comment's HTML. `source` has passed the form, so its length is bounded."""
    return markup.trusted(markup.comment_html(source, Comment.Markup.MARKDOWN))
