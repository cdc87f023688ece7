"""A site of up to a million comments within minutes: a few articles through the ordinary door, the others their copies.

One article is hot, with a tenth of all comments; one has `FIFTY`; the rest are spread over a thousand. A
page of a discussion shows ten threads of five, so that every page of every size holds fifty comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import User
from blog.posts.models import Post, Tag
from comments import tally, tree
from comments.models import TREE_ID_BITS, Awaiting, Comment, Defaults, Discussion, Event, Status
from tests.builders import alice

ARTICLES = 1_000
HOT = 10  # one in so many comments is below the hot article
FIFTY = 50
THREAD = 5
THREADS_ON_A_PAGE = 10
WRITES = 20  # comments of one writer
TAGS = 20
LEAST_PENDING = 60  # more than a page of the queue holds, in the smallest site as well
WORDS = "It is the kettle again, and I do not know who has put it on; so I sat down and waited for the water. "


class Crowd(NamedTuple):
    hot: Post
    fifty: Post


def fill(comments: int) -> Crowd:
    author = alice()
    member = User.objects.create_user("dora", email="dora@example.org")
    Defaults.objects.update_or_create(pk=1, defaults={"roots_per_page": THREADS_ON_A_PAGE})
    hot, fifty, *rest = _articles(author)
    first = comments // HOT + 1
    _load(hot, _comments(range(1, first), author, member))
    _load(fifty, _comments(range(first, first + FIFTY), author))
    left = comments - comments // HOT - FIFTY
    each = max(1, left // len(rest))
    copies = rest[: left // each]
    pending = max(LEAST_PENDING, comments // 100)
    first += FIFTY
    _load(copies[0], _comments(range(first, first + each), author, hides=pending // len(copies)))
    _copy(copies[0], len(copies) - 1, each)
    if each < THREAD:
        _hide(copies[:pending])
    _settle()
    return Crowd(hot, fifty)


def _articles(author: User) -> list[Post]:
    """The hot one is older than what feeds and lists show first, as such an article is."""
    now = timezone.now()
    posts = Post.objects.bulk_create(
        Post(
            author=author,
            title=f"Article {n}",
            slug=f"article-{n}",
            body="<p>A paragraph to answer.</p>" * 5,
            body_html="<p>A paragraph to answer.</p>" * 5,
            status="published",
            published_at=now - timedelta(hours=60 if n == 0 else n),
        )
        for n in range(ARTICLES + 2)
    )
    tags = Tag.objects.bulk_create(Tag(name=f"Tag {n}", slug=f"tag-{n}") for n in range(TAGS))
    links = Post.tags.through
    links.objects.bulk_create(links(post=post, tag=tags[n % TAGS]) for n, post in enumerate(posts))
    return posts


def _load(post: Post, comments: Iterable[Comment]) -> None:
    made = list(comments)
    with tree.locked(post.pk) as discussion:
        tree.load(discussion, made)
    events = (
        Event(comment=comment, act=UUID(int=comment.pk), role="moderator", from_status="pending", to_status="approved")
        for comment in made
    )
    Event.objects.bulk_create(events, batch_size=5_000)


def _comments(keys: range, author: User, member: User | None = None, hides: int = 0) -> Iterator[Comment]:
    """Threads of a root, two replies to it and one to each; every second one ends with the author's word."""
    now = timezone.now()
    for number, key in enumerate(keys):
        place, thread = number % THREAD, number // THREAD
        is_answer = place == THREAD - 1 and thread % 2 == 0
        is_member = member is not None and not is_answer and number < WRITES
        is_hidden = place == 3 and thread < hides
        yield Comment(
            pk=key,
            parent_id=None if place == 0 else key - place if place < 3 else key - 2,
            status=Status.PENDING if is_hidden else Status.APPROVED,
            name=author.name if is_answer else f"Reader {key // WRITES}",
            email="" if is_answer or is_member else f"0-reader{key // WRITES}@example.org",
            user=author if is_answer else member if is_member else None,
            role=Comment.Role.AUTHOR if is_answer else "",
            network="" if is_answer else f"0-network-{key // WRITES}",
            fingerprint=f"0-{key}",
            body=f"{WORDS * 2}{key}",
            body_html=f"<p>{WORDS * 2}{key}</p>",
            submitted_at=now - timedelta(minutes=len(keys) - number, days=2),
        )


def _hide(posts: list[Post]) -> None:
    """Where an article has one comment, it is that one that waits."""
    for post in posts:
        with tree.locked(post.pk) as discussion:
            Comment.objects.filter(discussion=post.pk).update(status=Status.PENDING, shown_at=None)
            tally.recount(discussion)


def _copy(first: Post, copies: int, size: int) -> None:
    """The same discussion below the articles that follow, with keys, trees, people and moments of its own."""
    if copies < 1:
        return
    post, trees = f"{first.pk} + n.k", f"seed.tree_id + n.k * {1 << TREE_ID_BITS}"
    anew: dict[type[models.Model], tuple[str, dict[str, str]]] = {
        Discussion: ("post_id = {0}", {"post_id": post}),
        Comment: ("discussion_id = {0}", {
            "id": f"seed.id + n.k * {size}", "parent_id": f"seed.parent_id + n.k * {size}", "discussion_id": post, "tree_id": trees,
            "email": "CASE seed.email WHEN '' THEN '' ELSE n.k || substr(seed.email, 2) END",
            "network": "CASE seed.network WHEN '' THEN '' ELSE n.k || substr(seed.network, 2) END",
            "fingerprint": "n.k || substr(seed.fingerprint, 2)",
            "submitted_at": _earlier("submitted_at"), "shown_at": _earlier("shown_at"),
        }),
        Awaiting: ("root_id IN (SELECT id FROM comments_comment WHERE discussion_id = {0})", {
            "id": f"seed.id + n.k * {size}", "root_id": f"seed.root_id + n.k * {size}",
            "since": _earlier("since"), "last_at": _earlier("last_at"),
        }),
        Event: ("comment_id IN (SELECT id FROM comments_comment WHERE discussion_id = {0})", {
            "id": f"seed.id + n.k * {size}", "comment_id": f"seed.comment_id + n.k * {size}",
        }),
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        for model, (which, changed) in anew.items():
            names = [field.column for field in model._meta.concrete_fields]
            values = ", ".join(changed.get(name, f'seed."{name}"') for name in names)
            columns, table = ", ".join(f'"{name}"' for name in names), model._meta.db_table
            # names come from the models, values are numbers of ours
            cursor.execute(
                f"INSERT INTO {table} ({columns}) "
                f"WITH RECURSIVE n(k) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT k + 1 FROM n WHERE k < {copies}) "
                f"SELECT {values} FROM n CROSS JOIN {table} seed WHERE seed.{which.format(first.pk)}"
            )


def _earlier(column: str) -> str:
    """So many times 16 hours before the first article's, as each database reckons."""
    if connection.vendor == "postgresql":
        return f"seed.{column} - n.k * interval '16 hours'"
    return f"strftime('%Y-%m-%d %H:%M:%f', seed.{column}, (-16 * n.k) || ' hours') || '000'"


def _settle() -> None:
    """PostgreSQL looks at what it holds by itself before long; SQLite never does, and is measured as it is on a site."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment, Awaiting, Event]):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
