"""A text as it will stand on the page, made by the renderer itself: nothing is stored, nothing is counted.

Without a script the form's second button sends the same fields to the same address and the page comes
again, with the rendered text above the filled form. A script asks for that part alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString

from blog import markup

from .care import pseudonyms
from .care.hints import replaced
from .care.known import known_words
from .care.notes import Notes, notes
from .forms import FAR_TOO_LONG, ReplyForm
from .models import Comment, Discussion
from .submission import MAX_LENGTH

PART = "X-Part"  # a header of our own: another site's page cannot send it without being asked first
REPLACE = "replace"  # a hint's button: the preview again, of the text without what the hint was about
OF_THE_TEXT = {"body", "parent"}


@dataclass(frozen=True)
class Shown:
    """A text as it will stand, and what is said beside it."""

    html: SafeString
    notes: Notes = field(default_factory=Notes)


def is_asked(request: HttpRequest) -> bool:
    return "preview" in request.POST or REPLACE in request.POST


def is_part(request: HttpRequest) -> bool:
    """Does a script ask, which has the rest of the page already?"""
    return is_asked(request) and request.headers.get(PART) == "preview"


def typed(request: HttpRequest, discussion: Discussion) -> QueryDict:
    """What was typed, with what a button of care mode changes about it."""
    given = request.POST
    if not discussion.is_careful or given.keys().isdisjoint({REPLACE, pseudonyms.FIELD}):
        return given
    changed = given.copy()
    if REPLACE in given and len(given.get("body", "")) <= FAR_TOO_LONG:
        body = markup.clean_text(given.get("body", ""))
        if len(body) <= MAX_LENGTH:
            changed["body"] = replaced(body, given[REPLACE], known_words(discussion))
    if pseudonyms.FIELD in given:
        changed["name"] = pseudonyms.made_up(discussion)
    return changed


def forgive(form: ReplyForm) -> None:
    """Who is still writing is not blamed for fields that come later."""
    for name in form.errors.keys() - OF_THE_TEXT:
        del form.errors[name]


def shown(source: str, discussion: Discussion) -> Shown:
    return Shown(rendered(source), notes(discussion, source))


def rendered(source: str) -> SafeString:
    """What sending would store as the comment's HTML. `source` has passed the form, so its length is bounded."""
    return markup.trusted(markup.comment_html(source, Comment.Markup.MARKDOWN))
