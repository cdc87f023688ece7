"""No page of readers reads all comments, and none of the panel's does: told by the plans of all that it asks."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts.models import User
from comments import links, reading
from comments.models import Comment
from tests.builders import a_user, an_owner
from tests.plans import a_crowd, plans, reads_all

pytestmark = pytest.mark.django_db

# SQLite never looks at what its tables hold unless somebody tells it to, so both must do.
KNOWN = [True, False] if connection.vendor == "sqlite" else [True]

# Whose comments an author decides on is a join. Who knows how many rows there are plans it by that: here are too few to tell.
STAFF = [*((is_known, "olive") for is_known in KNOWN), *((False, "alice") for is_known in KNOWN if not is_known)]

READERS = {
    "article": "{article}",
    "article's last page": "{article}comment-page-2/",
    **{f"in the order {order}": f"{{article}}?order={order}" for order in reading.Order.values},
    "newest, last page": "{article}comment-page-2/?order=newest",
    "since a moment": "{article}?since=2020-01-01T00:00:00Z",
    "permalink": "/comments/3/",
    "permalink of a hidden one": "/comments/7/",
    "thread": "/comments/1/thread/",
    "form on a page of its own": "/comments/on/{post}/?parent=3",
    "how many are new": "/comments/on/{post}/count/?since=2020-01-01T00:00:00Z",
    "front page": "/",
    "month": "{month}",
    "articles' feed": "/feed/",
    "responses' feed": "/comments/feed/",
    "article's feed": "{article}feed/",
    "sitemap": "/sitemap.xml",
    "receipt": "/comments/receipt/{receipt}/",
    "account": "/accounts/",
    "account's copy": "/accounts/export/json/",
}
PANEL = {
    "front": "/admin/",
    "queue": "/admin/queue/",
    **{f"queue: {status}": f"/admin/queue/?status={status}" for status in ("approved", "spam", "removed", "reported")},
    "queue of an article": "/admin/queue/?status=approved&post={post}",
    "queue, words": "/admin/queue/?q=kettle",
    "queue, likely spam last": "/admin/queue/?sort=likely-last",
    "a comment": "/admin/queue/50/",
    "a network": "/admin/queue/people/n3/",
    "an account": "/admin/queue/people/u{member}/",
    "record": "/admin/queue/record/",
    "blocks": "/admin/queue/blocks/",
    "waiting": "/admin/waiting/",
    "articles": "/admin/posts/post/",
    "discussions": "/admin/comments/discussion/",
    "people": "/admin/accounts/user/",
    "article": "{article}",
}
# Every comment, the newest first: the walk along the keys ends with a page.
EVERYTHING = {"queue: all": "/admin/queue/?status=all"}
WALKED = ("comments_comment_pkey", "SCAN comments_comment")


@pytest.fixture(params=KNOWN, ids=lambda is_known: "analysed" if is_known else "as it is on a site")
def names(request):
    """What addresses are made of."""
    discussion = a_crowd(is_analysed=request.param)
    member = a_user("dora")
    Comment.objects.filter(pk__in=[2, 302]).update(user=member, role="")
    article = discussion.post.get_absolute_url()
    receipt = links.token(links.RECEIPT, Comment.objects.get(pk=3))
    month = article[: article.index(discussion.post.slug)]
    return {"article": article, "month": month, "post": discussion.pk, "receipt": receipt, "member": member.pk}


def guilty(client, pages, names):
    """Pages that read all comments, with what they asked."""
    for name, address in pages.items():
        answers = []
        asked = list(
            plans(lambda address=address, answers=answers: answers.append(client.get(address.format(**names))))
        )
        assert answers[0].status_code in {200, 302, 403, 404}, (name, answers[0].status_code)
        yield from ((name, line, sql) for sql, plan in asked for line in plan if reads_all(line))


def test_no_page_of_readers_reads_all_comments(client, names):
    assert list(guilty(client, {k: v for k, v in READERS.items() if not v.startswith("/accounts/")}, names)) == []


def test_no_page_of_a_member_reads_all_comments(client, names):
    client.force_login(User.objects.get(pk=names["member"]))
    assert list(guilty(client, READERS, names)) == []


@pytest.mark.parametrize(("names", "username"), STAFF, indirect=["names"])
def test_no_page_of_the_panel_reads_all_comments(client, names, username):
    an_owner()
    client.force_login(User.objects.get(username=username))
    assert list(guilty(client, PANEL, names)) == []


def test_the_list_of_everything_walks_along_the_keys_and_joins_afterwards(client, names):
    client.force_login(an_owner())
    walks = [line for _name, line, _sql in guilty(client, EVERYTHING, names)]
    assert len(walks) <= 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans an IN and an EXISTS alike")
def test_no_feed_collects_all_articles_first(client, names):
    for name in ("responses' feed", "article's feed"):
        asked = list(plans(lambda name=name: client.get(READERS[name].format(**names))))
        assert [line for _sql, plan in asked for line in plan if "posts_post" in line]
        assert [line for _sql, plan in asked for line in plan if "LIST SUBQUERY" in line] == [], name


def test_a_scan_under_another_name_is_seen(names):
    rows = Comment.objects.filter(pk__in=Comment.objects.filter(body__contains="needle").values("parent"))
    assert [line for _sql, plan in plans(lambda: list(rows)) for line in plan if reads_all(line)]
