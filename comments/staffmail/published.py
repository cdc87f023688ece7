"""Telling the author of an article what is new below it. Who owes these letters is the fan-out, beside all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from blog import markup
from blog.mail.composing import Draft, composes
from blog.mail.models import Letter
from comments.mailing import absolute, threading
from comments.models import Comment, Status
from comments.readers import Reader
from comments.staffmail import answering, items, people
from comments.staffmail.letters import about

if TYPE_CHECKING:
    from accounts.models import User

KIND = "published"  # owed as `news:<comment>:<address mark>`, so that nobody has two letters about one comment


def recipients(comment: Comment) -> list[Reader]:
    """The article's author, where they want to hear of this comment: they did not write it nor let it in themselves."""
    author = comment.discussion.post.author
    is_wanted = (
        comment.is_shown
        and not comment.is_forgotten
        and author.is_active
        and author.has_proven_address
        and not people.wrote(author, comment)
        and people.wishes(author).published
        and not _decided(author, comment)
    )
    return [Reader(user=author)] if is_wanted else []


@composes(KIND, _lazy("Word of what is new below an article"))
def published(letter: Letter) -> Draft | None:
    rows = Comment.objects.select_related("discussion__post__author", "discussion__defaults", "parent", "user")
    comment = rows.filter(pk=letter.about).first()
    if comment is None or not comment.discussion.post.is_published:
        return None
    users = [reader.user for reader in recipients(comment) if reader.address.lower() == letter.to.lower()]
    return _written(comment, users[0]) if users and users[0] else None


def _written(comment: Comment, author: User) -> Draft:
    parent, title = comment.parent, comment.discussion.post.title
    reply_to = answering.address(comment, author)
    context = {
        **about(author),
        "who": comment.name,
        "title": title,
        "text": items.bounded(comment.body),
        "quoted": items.quoted(items.bounded(comment.body)),
        "parent_name": parent.name if parent and parent.is_shown else "",
        "parent_text": markup.excerpt(parent.body_html, items.PARENT_WORDS) if parent and parent.is_shown else "",
        "comment_url": absolute(reverse("comments:permalink", args=[comment.pk])),
        "takes_answers": bool(reply_to),
    }
    subject = _("%(who)s on your “%(title)s”") % {"who": comment.name, "title": title}
    return Draft(subject, "comments/mail/published", context, {**threading(comment), **answering.headers(reply_to)})


def _decided(author: User, comment: Comment) -> bool:
    """Was it this author who let it in, the last time?"""
    decision = comment.events.filter(to_status=Status.APPROVED).exclude(from_status=Status.APPROVED)
    return decision.order_by("-pk").values_list("actor", flat=True).first() == author.pk
