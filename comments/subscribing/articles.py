"""New articles by mail: each goes out once, if its author ticks it, to everybody who asked for new ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from blog.mail import outbox, stopping
from blog.mail.composing import Draft, composes
from blog.mail.models import Letter, address_mark
from blog.posts import mailing as sending
from blog.posts.models import Post
from comments import digests, mailing
from comments.models import Subscription
from comments.people import silences
from comments.subscribing import beginning

ARTICLE = "article"
# Due one after the other, about as fast as mail servers take them without calling it a flood: so a letter that
# somebody waits for goes in between.
APART = timedelta(seconds=0.1)
Pace, ARTICLES = Subscription.Pace, Subscription.Scope.ARTICLES


def owe_articles() -> int:
    """Owe the letters of every article that is to be mailed now. Returns how many articles that were.

    Safe to repeat and to run twice at once, and to begin again after a crash: an address is owed an article once,
    and the article is noted as sent when all are owed.
    """
    return sum(_owe(post) for post in ready()) if settings.EMAIL_CONFIGURED else 0


def ready() -> QuerySet[Post]:
    """Wished for, published and untouched for as long as an author may take it back, and not sent yet."""
    settled = timezone.now() - timedelta(minutes=settings.MAIL_DELAY_MINUTES)
    wished = Post.objects.published().articles().filter(send_to_readers=True, sent_to_readers_at=None)
    return wished.filter(published_at__lte=settled, updated_at__lte=settled).order_by("published_at", "pk")


@sending.counts
def count_readers() -> int:
    """How many people would get an article now, at once or with the day's mail."""
    addresses = paces()
    return len(addresses) - len(stopping.stopped(map(address_mark, addresses)))


def paces() -> dict[str, str]:
    """How often each reader gets new articles, by their address. Who has an account says it there.

    Who is blocked gets none.
    """
    found = {**dict(_of_guests()), **dict(_of_accounts())}
    held = silences.all_of_them()
    return {to: pace for to, pace in found.items() if pace != Pace.NEVER and not held.holds_for(to)}


@composes(ARTICLE, _lazy("New article"))
def article(letter: Letter) -> Draft | None:
    """None for one that was taken off the site, or whose reader has ended it, meanwhile."""
    post = Post.objects.published().select_related("author").filter(pk=letter.about or 0, send_to_readers=True).first()
    reader = beginning.follower_at(letter.to, (ARTICLES,))
    if post is None or reader is None or silences.all_of_them().holds_for(letter.to, [reader]):
        return None
    context = {
        "title": post.title,
        "author": post.author.name,
        "words": post.description,
        "minutes": post.minutes_to_read,
        "post_url": mailing.absolute(post.get_absolute_url()),
        "preferences_url": mailing.preferences(reader),
    }
    end = mailing.absolute(reverse("comments:mail-unfollow-articles", args=[mailing.token_of(reader)]))
    return Draft(post.title, "comments/mail/article", context, mailing.one_click(end))


def _owe(post: Post) -> bool:
    """False where another worker noted it first, or the author took the wish back meanwhile."""
    found = paces()
    at_once = [address for address, pace in found.items() if pace == Pace.AT_ONCE]
    now = timezone.now()
    outbox.owe_many(_letter(post, address, now + n * APART) for n, address in enumerate(at_once))
    digests.owe((address for address, pace in found.items() if pace == Pace.DAILY), now)
    wished = Post.objects.filter(pk=post.pk, send_to_readers=True, sent_to_readers_at=None)
    return bool(wished.update(sent_to_readers_at=now, sent_to_readers=count_readers()))


def _letter(post: Post, address: str, due_at: datetime) -> Letter:
    key = f"{ARTICLE}:{post.pk}:{address_mark(address)}"
    return outbox.a_letter(ARTICLE, address, about=post.pk, due_at=due_at, key=key)


def _of_guests() -> Iterator[tuple[str, str]]:
    rows = Subscription.objects.filter(scope=ARTICLES, commenter__isnull=False)
    return rows.values_list("commenter__email", "pace").iterator()


def _of_accounts() -> Iterator[tuple[str, str]]:
    """Of those whose present address is proven."""
    rows = Subscription.objects.filter(scope=ARTICLES, user__is_active=True, user__emailaddress__verified=True)
    rows = rows.annotate(own=Lower("user__email"), proven=Lower("user__emailaddress__email")).filter(own=F("proven"))
    return rows.values_list("own", "pace").iterator()
