"""The letters that say what is new, written when they are sent from what is true and wanted then."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from blog import markup
from blog.mail.composing import Draft, composes
from blog.mail.models import Letter

from . import mailing, telling, wishes
from .inbox import addresses
from .models import Comment, Subscription
from .telling import ANSWERED, NEWS
from .wishes import Wish

Scope = Subscription.Scope
WORDS = 120  # of a comment that stand in the letter: enough to know what was said, and a reason to come
WORDS_BEFORE = 30  # of what it answers

_WHY = {
    Scope.REPLIES: _lazy("This came because you asked to be told about your response."),
    Scope.THREAD: _lazy("This came because you follow this thread."),
    Scope.DISCUSSION: _lazy("This came because you follow this discussion."),
    Scope.AUTHOR: _lazy("This came because you follow what the author writes here."),
}


@composes(ANSWERED, _lazy("Word of an answer"))
def answered(letter: Letter) -> Draft | None:
    return _written(letter)


@composes(NEWS, _lazy("Word of a new response"))
def news(letter: Letter) -> Draft | None:
    return _written(letter)


def _written(letter: Letter) -> Draft | None:
    """None where it cannot be read any more, or its reader has had enough of it meanwhile."""
    rows = Comment.objects.select_related("discussion__post", "discussion__defaults", "user", "parent__user")
    comment = rows.filter(pk=letter.about).first()
    if comment is None or not telling.can_be_told(comment):
        return None
    wish = wishes.Follower.at(letter.to).wish(comment)
    return _draft(comment, wish) if wish else None


def _draft(comment: Comment, wish: Wish) -> Draft:
    title = comment.discussion.post.title
    subject = _("%(who)s answered you") if wish.scope == Scope.REPLIES else _("%(who)s on “%(title)s”")
    token = mailing.token_of(wish.reader)
    answering = addresses.headers(comment, wish.reader)
    context = {
        "is_answer": wish.scope == Scope.REPLIES,
        "name": wish.reader.name,
        "who": comment.name,
        "title": title,
        "words": markup.excerpt(comment.body_html, WORDS),
        "before": _before(comment),
        "comment_url": mailing.permalink(comment),
        "can_reply": bool(answering),
        "why": _WHY[Scope(wish.scope)],
        "settings_url": mailing.preferences(wish.reader),
        "mute_url": mailing.absolute(reverse("comments:mail-mute", args=[token, comment.pk])),
    }
    end = mailing.absolute(reverse("comments:mail-unfollow", args=[token, comment.pk]))
    headers = {**mailing.threading(comment), **mailing.one_click(end), **answering}
    return Draft(subject % {"who": comment.name, "title": title}, "comments/mail/news", context, headers)


def _before(comment: Comment) -> dict[str, str]:
    """What it answers, as far as readers can see that."""
    parent = comment.parent
    if parent is None or not parent.is_shown:
        return {}
    return {"who": parent.name, "words": markup.excerpt(parent.body_html, WORDS_BEFORE)}
