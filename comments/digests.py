"""What is new, once a day in one letter, for those who asked for it so.

A day ends at `HOUR`, by the site's clock. The letter of a day is owed with the first thing that goes
into it, and written at its end from all that was told in those 24 hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from blog import markup
from blog.mail import outbox
from blog.mail.composing import Draft, composes
from blog.mail.models import Letter, address_mark
from blog.posts.models import Post

from . import following, mailing
from .models import Comment, Subscription
from .wishes import Follower, Wish

DIGEST = "digest"
HOUR = 7  # in the morning
MOST = 50  # responses that one letter names; the rest is counted
WORDS = 40  # of each


def owe(addresses: Iterable[str], now: datetime) -> None:
    """Owe the letter of the day to each of these, where it is not owed yet."""
    day = day_of(now)
    outbox.owe_many(outbox.a_letter(DIGEST, to, due_at=end_of(day), key=key_of(day, to)) for to in addresses)


def key_of(day: date, address: str) -> str:
    return f"{DIGEST}:{day.isoformat()}:{address_mark(address)}"


def day_in(key: str) -> date:
    """The day that a key names. Raises `ValueError` for one that names none."""
    return date.fromisoformat(key.split(":")[1])


def day_of(moment: datetime) -> date:
    """In the letter of which day something belongs that was told at this moment."""
    local = timezone.localtime(moment)
    return local.date() if local.time() < time(HOUR) else local.date() + timedelta(days=1)


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(HOUR)))


def hours_of(day: date) -> tuple[datetime, datetime]:
    """From when (included) until when (not) the letter of this day reports."""
    return end_of(day - timedelta(days=1)), end_of(day)


@composes(DIGEST, _lazy("What is new today"))
def digest(letter: Letter) -> Draft | None:
    """None where nothing of it can be read any more, or its reader has had enough of it meanwhile."""
    day = day_in(letter.key or "")
    follower = Follower.at(letter.to)
    items = [_item(comment, wish) for comment, wish in new_for(follower, day)]
    articles = [_article(post) for post in articles_for(follower, day)]
    if not items and not articles:
        return None
    reader = follower.readers[0]
    count = len(items)
    end = mailing.absolute(reverse("comments:mail-unfollow-daily", args=[mailing.token_of(reader)]))
    context = {
        "name": reader.name,
        "articles": articles,
        "discussions": [{"title": title, "rows": list(rows)} for title, rows in groupby(items[:MOST], _title)],
        "more": max(0, count - MOST),
        "settings_url": mailing.preferences(reader),
        "site_url": settings.SITE_URL,
    }
    return Draft(_subject(len(articles), count), "comments/mail/digest", context, mailing.one_click(end))


def new_for(follower: Follower, day: date) -> list[tuple[Comment, Wish]]:
    """What was told on this day and its reader wants, but for what they had a letter about; by discussion, in time."""
    since, until = hours_of(day)
    told = Comment.objects.shown().filter(told_at__gte=since, told_at__lt=until)
    places = Q(discussion__in={row.discussion_id for row in follower.rows if row.discussion_id})
    for reader in follower.readers:
        places |= Q(parent__in=following.written_by(reader).filter(wants_news=True).values("pk"))
    rows = told.filter(places).select_related("discussion__post", "discussion__defaults", "user", "parent__user")
    mark = address_mark(follower.address)
    wanted = [
        (comment, wish)
        for comment in rows.order_by("discussion_id", "told_at", "pk")
        if comment.discussion.post.is_published and (wish := follower.wish(comment))
    ]
    had = Letter.objects.filter(key__in=[f"news:{comment.pk}:{mark}" for comment, _why in wanted])
    known = set(had.values_list("about", flat=True))
    return [(comment, wish) for comment, wish in wanted if comment.pk not in known]


def articles_for(follower: Follower, day: date) -> list[Post]:
    """What was mailed to readers on this day, for who gets new articles daily."""
    since, until = hours_of(day)
    rows = Post.objects.published().articles().filter(sent_to_readers_at__gte=since, sent_to_readers_at__lt=until)
    if not follower.gets_articles_daily:
        return []
    found = rows.order_by("sent_to_readers_at", "pk")
    return [post for post in found if not follower.is_silenced(post.sent_to_readers_at)]


def _subject(articles: int, responses: int) -> str:
    new_articles = ngettext("%(count)d new article", "%(count)d new articles", articles) % {"count": articles}
    new_responses = ngettext("%(count)d new response", "%(count)d new responses", responses) % {"count": responses}
    if articles and responses:
        return _("%(articles)s, %(responses)s") % {"articles": new_articles, "responses": new_responses}
    return new_articles if articles else new_responses


def _article(post: Post) -> dict[str, Any]:
    return {"title": post.title, "words": post.description, "url": mailing.absolute(post.get_absolute_url())}


def _item(comment: Comment, wish: Wish) -> dict[str, Any]:
    return {
        "title": comment.discussion.post.title,
        "who": comment.name,
        "is_answer": wish.scope == Subscription.Scope.REPLIES,
        "words": markup.excerpt(comment.body_html, WORDS),
        "url": mailing.permalink(comment),
    }


def _title(item: dict[str, Any]) -> str:
    return item["title"]
