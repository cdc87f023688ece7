"""What a view of the queue is narrowed to, and that no combination reads every comment."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from blog.posts.models import Tag
from comments import reports
from comments.models import Comment, Status
from comments.panel import queue
from comments.panel.narrowing import ALL, REPORTED
from comments.panel.scope import scope
from comments.panel.selection import Selection
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db


def names(user, *, shows_addresses=True, **choices) -> set[str]:
    rows = Selection(status=ALL, **choices).rows(scope(user), shows_addresses=shows_addresses)
    return set(rows.values_list("name", flat=True))


def page(user, query) -> str:
    client = Client()
    client.force_login(user)
    return unescape(client.get(f"/admin/queue/{query}").content.decode())


@pytest.fixture
def crowd(post):
    """Four people who are told apart by something each."""
    a_comment(post, name="Ellen", email="ellen@example.org", body="Peas and tea", website="https://peas.example")
    a_comment(post, name="David", email="david@example.net", body="A kettle", body_html='<p><a href="/x">A</a></p>')
    a_comment(post, name="Jürgen Ärmel", email="", body="ÜBER ALLES NACHGEDACHT")
    a_comment(post, name="Member", email="", user=a_user("bob"), body="Hello")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("PEAS", {"Ellen"}),
        ("peas.example", {"Ellen"}),
        ("david@example", {"David"}),
        ("bob@example.org", {"Member"}),
        ("Jürgen", {"Jürgen Ärmel"}),
        ("jÜRGEN", {"Jürgen Ärmel"}),
        ("über alles", {"Jürgen Ärmel"}),
        ("e", {"Ellen", "David", "Jürgen Ärmel", "Member"}),
        ("100%", set()),
        ("_", set()),
    ],
)
def test_one_box_searches_text_name_address_and_website(words, expected, crowd, carol):
    assert names(carol, q=words) == expected


@pytest.mark.parametrize("words", ["david@example", "example.net", "bob@example.org"])
def test_who_sees_no_addresses_finds_nobody_by_one_in_the_box(words, crowd, carol):
    assert names(carol, q=words, shows_addresses=False) == set()
    assert Selection(status=ALL, q=words).count(scope(carol)) == 0


def test_the_box_does_not_promise_addresses_to_who_sees_none(post, carol, alice):
    assert "Words, name, address or website" in page(carol, "")
    assert "Words, name or website" in page(alice, "")


@pytest.mark.parametrize(("answer", "expected"), [("yes", {"David"}), ("no", {"Ellen", "Jürgen Ärmel", "Member"})])
def test_links_part_the_comments_in_two(answer, expected, crowd, carol):
    assert names(carol, link=answer) == expected


def test_a_tag_stands_for_its_articles(post, carol, crowd):
    grief = Tag.objects.create(name="Grief and tea", slug="grief")
    other = a_post()
    other.tags.add(grief)
    a_comment(other, name="Nora")
    assert names(carol, tag="grief") == {"Nora"}


def test_age_is_told_in_days(post, carol):
    for days in (1, 10, 100):
        a_comment(post, name=f"{days}", submitted_at=timezone.now() - timedelta(days=days, hours=1))
    assert names(carol, older=10) == {"10", "100"}
    assert names(carol, newer=10) == {"1"}
    assert names(carol, older=5, newer=50) == {"10"}


@pytest.mark.parametrize("rule", [value for value in Comment.HeldFor.values if value])
def test_why_something_is_held_narrows(rule, crowd, post, carol):
    a_comment(post, name="Held", held_for=rule)
    assert names(carol, rule=rule) == {"Held"}


def test_narrowings_are_joined(crowd, carol, post):
    assert names(carol, q="e", link="yes", post=post.pk, newer=1) == {"David"}
    assert names(carol, q="e", link="yes", post=post.pk + 1) == set()


def test_what_was_reported_waits_in_a_view_of_its_own(post, carol):
    shown, held = a_comment(post), a_comment(post, status=Status.PENDING)
    for comment in (shown, held):
        reports.report(comment, {"reason": "spam", "words": ""}, user=None, network="n")
    found = queue.page(scope(carol), Selection(status=REPORTED), shows_addresses=True)
    assert found.comments == [shown, held]
    assert queue.counts(scope(carol), carol)[REPORTED] == 2


def test_an_address_and_a_selection_are_the_same():
    chosen = Selection(status=ALL, q="a&b", tag="", rule="name", link="no", older=3, newer=40)
    query = chosen.as_query()
    assert query == "?status=all&q=a%26b&rule=name&link=no&older=3&newer=40"
    assert Selection.of(QueryDict(query[1:]).dict()) == chosen


@pytest.mark.parametrize("status", [Status.PENDING, Status.APPROVED, ALL])
def test_looking_stops_and_goes_on_where_it_stopped(status, post, carol, monkeypatch):
    monkeypatch.setattr(queue, "LOOK", 10)
    now = timezone.now()
    for i in range(25):
        a_comment(
            post,
            status=Status.APPROVED if status == ALL else status,
            body="a needle" if i in {2, 13, 14, 24} else "hay",
            submitted_at=now + timedelta(seconds=i // 2),
        )
    found, edge, steps = [], "", []
    while True:
        at = queue.page(scope(carol), Selection(status=status, q="needle", after=edge), shows_addresses=True)
        found += at.comments
        steps.append(at.looked_through)
        if not at.next:
            break
        edge = at.next
    assert steps == [10, 10, 0]
    wanted = list(Comment.objects.filter(body="a needle").order_by("submitted_at", "pk"))
    assert found == (wanted if status == Status.PENDING else wanted[::-1])


@pytest.mark.parametrize("status", [Status.PENDING, Status.APPROVED])
def test_looking_back_finds_the_same(status, post, carol, monkeypatch):
    monkeypatch.setattr(queue, "LOOK", 10)
    now = timezone.now()
    for i in range(25):
        body = "a needle" if i in {2, 13, 14} else "hay"
        a_comment(post, status=status, body=body, submitted_at=now + timedelta(seconds=i))
    last = Comment.objects.order_by("pk" if status == Status.APPROVED else "-pk")[0]
    found, edge = [], queue._edge(last)
    while edge:
        at = queue.page(scope(carol), Selection(status=status, q="needle", before=edge), shows_addresses=True)
        found = at.comments + found
        edge = at.previous
    assert [comment.body for comment in found] == ["a needle"] * 3


def test_a_page_that_found_nothing_so_far_leads_on(post, carol, monkeypatch):
    monkeypatch.setattr(queue, "LOOK", 3)
    for _ in range(8):
        a_comment(post, status=Status.PENDING)
    found = page(carol, "?q=needle")
    assert "Nothing here matches so far." in found
    assert "3 comments were looked through for this page. There are more." in found
    assert "Look further" in found


@pytest.mark.parametrize(
    "choices",
    [{"q": "x"}, {"text": "x"}, {"person": "Bob"}, {"article": "x"}, {"tag": "x"}, {"rule": "name"}, {"link": "no"}],
)
def test_whatever_only_reading_tells_is_bounded(choices):
    assert Selection(**choices).looks_through
    assert Selection(status=ALL, **choices).looks_through


@pytest.mark.parametrize(
    "choices", [{}, {"post": 3}, {"person": "bob@example.org"}, {"older": 3}, {"status": REPORTED, "q": "x"}]
)
def test_what_an_index_finds_is_not(choices):
    assert not Selection(**choices).looks_through
