"""Which comments a page of the queue holds, in what order, and at what cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog.posts.models import Tag
from comments.models import Assignment, Comment, Discussion, Status
from comments.panel import queue
from comments.panel.queue import COUNT_LIMIT, PAGE_SIZE, Selection
from comments.panel.scope import scope
from tests.builders import a_comment, a_post, a_user, an_owner

pytestmark = pytest.mark.django_db

# With the table of the database as the cache, which is one of them. Whoever does not decide on all takes one more, to
# know on what. Saved views, comments by accounts and reports are asked for where there are any, with one query each.
MOST_QUERIES = {"owner": 9, "carol": 10, "alice": 11, "moderator of a tag": 11, "moderator of articles": 11, "both": 11}


def found(user, **choices) -> list[Comment]:
    return queue.page(scope(user), Selection(**choices), shows_addresses=True).comments


def walk(user, **choices) -> list[list[Comment]]:
    """All pages forwards."""
    page = queue.page(scope(user), Selection(**choices), shows_addresses=True)
    pages = [page.comments]
    while page.next:
        page = queue.page(scope(user), Selection(**choices, after=page.next), shows_addresses=True)
        pages.append(page.comments)
    return pages


def many(post, number, **fields) -> list[Comment]:
    now = timezone.now()
    # Every third one came in the same moment as the one before.
    return [a_comment(post, submitted_at=now + timedelta(seconds=i - (i % 3 == 2)), **fields) for i in range(number)]


def test_what_waits_longest_comes_first(post, carol):
    now = timezone.now()
    young = a_comment(post, status=Status.PENDING, submitted_at=now)
    old = a_comment(post, status=Status.PENDING, submitted_at=now - timedelta(days=2))
    a_comment(post)
    assert found(carol) == [old, young]


def test_of_what_is_decided_the_last_comes_first(post, carol):
    now = timezone.now()
    old = a_comment(post, submitted_at=now - timedelta(days=2))
    young = a_comment(post, submitted_at=now)
    assert found(carol, status=Status.APPROVED) == [young, old]


@pytest.mark.parametrize("status", Status)
def test_each_view_holds_its_status_alone(status, post, carol):
    comments = {state: a_comment(post, status=state) for state in Status}
    assert found(carol, status=status) == [comments[status]]
    assert len(found(carol, status=queue.ALL)) == len(Status)


@pytest.mark.parametrize("status", [Status.PENDING, Status.APPROVED, queue.ALL])
def test_pages_hold_everything_once_and_lead_back(status, post, carol):
    many(post, 2 * PAGE_SIZE + 3, status=Status.APPROVED if status == queue.ALL else status)
    pages = walk(carol, status=status)
    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 3]
    assert len({comment.pk for page in pages for comment in page}) == 2 * PAGE_SIZE + 3
    last = queue.page(scope(carol), Selection(status=status, after=queue._edge(pages[1][-1])), shows_addresses=True)
    middle = queue.page(scope(carol), Selection(status=status, before=last.previous), shows_addresses=True)
    assert middle.comments == pages[1]
    first = queue.page(scope(carol), Selection(status=status, before=middle.previous), shows_addresses=True)
    assert (first.comments, first.previous) == (pages[0], "")


def test_a_page_that_was_decided_away_leads_to_the_beginning(post, carol):
    client = Client()
    client.force_login(carol)
    (comment,) = many(post, 1, status=Status.PENDING)
    response = client.get(f"/admin/queue/?person=Bob&after={queue._edge(comment)}")
    assert (response.status_code, response["Location"]) == (302, "/admin/queue/?person=Bob")


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"person": "ellen"}, {"Ellen"}),
        ({"person": "ELLEN@example.org"}, {"Ellen"}),
        ({"person": "@example.net"}, {"David"}),
        ({"person": "50%"}, {"50% off"}),
        ({"person": "bob@example.org"}, {"Member"}),
        ({"text": "PEAS"}, {"David"}),
        ({"text": "_"}, set()),
        ({"article": "silence"}, {"Ellen", "David"}),
        ({"article": "silence", "text": "peas"}, {"David"}),
    ],
)
def test_a_view_is_narrowed_by_person_text_and_article(choices, expected, post, carol):
    member = a_user("bob")
    hour = a_post(title="The hour")
    a_comment(post, name="Ellen", email="ellen@example.org", body="Thank you")
    a_comment(post, name="David", email="david@example.net", body="There are peas")
    a_comment(hour, name="50% off", email="", body="Buy")
    a_comment(hour, name="Member", email="", user=member, body="Hello")
    assert {comment.name for comment in found(carol, status=Status.APPROVED, **choices)} == expected


def test_one_article_is_chosen_by_its_id(post, carol):
    here = a_comment(post, status=Status.PENDING)
    a_comment(a_post(), status=Status.PENDING)
    assert found(carol, post=post.pk) == [here]
    assert found(carol, post=2**63 - 1) == []


def test_who_sees_no_addresses_finds_nobody_by_one(post, alice):
    a_comment(post, status=Status.PENDING, name="Ellen", email="ellen@example.org")
    for person in ("ellen@example.org", "example.org"):
        assert queue.page(scope(alice), Selection(person=person), shows_addresses=False).comments == []


@pytest.mark.parametrize(
    "query",
    [
        "status=published",
        "post=x",
        "post=-1",
        f"post={'9' * 40}",
        "after=1",
        f"after={'9' * 40}-1",
        f"after={'9' * 17}-{'9' * 18}",
        "before=0-0",
        "after=<script>",
        f"text={'x' * 5000}",
        "article=%F0%9F%98%80%ED%A0%80",
        "status=pending&status=spam",
    ],
)
def test_nonsense_in_the_address_is_never_an_error(query, post, carol):
    a_comment(post, status=Status.PENDING)
    client = Client()
    client.force_login(carol)
    assert client.get(f"/admin/queue/?{query}", follow=True).status_code == 200


@pytest.mark.parametrize("name", ["person", "text", "article", "after", "status"])
def test_what_the_address_says_wrongly_is_not_applied(name):
    assert Selection.of({name: "a\x00b", "post": "3"}) == Selection(post=3)


def test_an_address_says_the_view_and_nothing_else():
    assert Selection().as_query() == "?"
    narrowed = Selection(status="spam", post=3, text="a&b", after="1-1")
    assert narrowed.as_query() == "?status=spam&post=3&text=a%26b"
    assert narrowed.as_query(after="2-2") == "?status=spam&post=3&text=a%26b&after=2-2"


def test_counts_tell_each_status(post, carol):
    for status in [Status.PENDING, Status.PENDING, Status.SPAM]:
        a_comment(post, status=status)
    counts = queue.counts(scope(carol), carol)
    assert (counts["pending"], counts["spam"], counts["approved"], counts["all"]) == (2, 1, 0, 3)


def test_counts_stop_at_their_limit(post, carol, monkeypatch):
    monkeypatch.setattr(queue, "COUNT_LIMIT", 2)
    for _ in range(4):
        a_comment(post)
    counts = queue.counts(scope(carol), carol)
    assert (counts["approved"], counts["all"]) == (3, 3)
    assert queue.said(3) == "2+"


def test_a_count_is_said_with_its_limit():
    assert [queue.said(n) for n in (0, COUNT_LIMIT, COUNT_LIMIT + 1)] == ["0", "1,000", "1,000+"]


def test_an_author_counts_and_sees_their_own_discussions_alone(post, alice, mallory):
    a_comment(post, status=Status.PENDING)
    a_comment(a_post(mallory), status=Status.PENDING)
    assert queue.counts(scope(alice), alice)["pending"] == 1
    assert {c.discussion_id for c in found(alice)} == {post.pk}


def somebody(who: str, alice, carol, posts):
    """Of each kind that comes to the queue."""
    if who in {"alice", "carol", "owner"}:
        return {"alice": alice, "carol": carol}.get(who) or an_owner()
    tag = Tag.objects.create(name="ward", slug="ward")
    for post in posts:
        post.tags.add(tag)
    user = alice if who == "both" else a_user("dan", is_staff=True)
    given = [{"post": post} for post in posts] if who == "moderator of articles" else [{"tag": tag}]
    for part in given:
        Assignment.objects.create(user=user, **part)
    return user


@pytest.mark.parametrize("who", MOST_QUERIES)
@pytest.mark.parametrize("query", ["", "?status=approved", "?status=all&post={post}&text=words"])
def test_a_page_takes_few_queries_however_full(who, query, request, settings, django_assert_max_num_queries):
    settings.EMAIL_CONFIGURED = True
    alice, carol = request.getfixturevalue("alice"), request.getfixturevalue("carol")
    posts = [request.getfixturevalue("post"), a_post(carol if who == "both" else alice)]
    user = somebody(who, alice, carol, posts)
    for i in range(PAGE_SIZE + 1):
        parent = a_comment(posts[i % 2], email=f"p{i}@example.org")
        a_comment(posts[i % 2], parent, status=Status.PENDING, email=f"q{i}@example.org")
    client = Client()
    client.force_login(user)
    client.get("/admin/queue/")  # the first page in a minute notes who looks
    with django_assert_max_num_queries(MOST_QUERIES[who]):
        page = client.get("/admin/queue/" + query.format(post=posts[0].pk)).content.decode()
    assert page.count("data-card") == PAGE_SIZE


def test_the_other_pages_of_the_panel_ask_once_how_much_waits(held, carol, django_assert_max_num_queries):
    client = Client()
    client.force_login(carol)
    with django_assert_max_num_queries(10) as asked:
        page = client.get("/admin/").content.decode()
    assert "1 comment waits for a decision" in page
    counted = [query["sql"] for query in asked.captured_queries if "comments_comment" in query["sql"]]
    assert ["comments_awaiting" in sql for sql in counted] == [
        True,
        *[False] * 3,
    ]  # what waits for her; the queue, reports, what was decided last


def test_looking_at_the_queue_makes_no_discussion(carol):
    a_post()
    client = Client()
    client.force_login(carol)
    client.get("/admin/queue/")
    assert not Discussion.objects.exists()
