"""A flood is a few cards and a number, cleared by one act and brought back by one."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from comments import check
from comments.bulk_acts import working
from comments.models import Act, BulkAct, Comment, Status
from comments.panel import alike, queue
from comments.panel.scope import scope
from comments.panel.selection import Selection
from comments.submission import Sending, submit
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def limits(settings):
    settings.COMMENT_FLOOD_SECONDS, settings.COMMENT_RATE_LIMIT = 15, 60


def waits(post, likeness: str = "", minutes: int = 0, **fields) -> Comment:
    moment = NOW - timedelta(days=1) + timedelta(minutes=minutes)
    return a_comment(post, status=Status.PENDING, likeness=likeness, submitted_at=moment, **fields)


def page(user, **choices) -> queue.QueuePage:
    return queue.page(scope(user), Selection(**choices), shows_addresses=True)


@pytest.fixture
def flooded(post) -> list[Comment]:
    """Seven alike, and a person's comment among them and after them."""
    made = [waits(post, "flood", minutes=number) for number in range(7)]
    return [*made, waits(post, minutes=3, name="Ellen"), waits(post, "other", minutes=30, name="Ines")]


def test_of_what_is_alike_the_first_few_are_shown_and_told_how_many_there_are(flooded, carol):
    found = page(carol).comments
    assert [comment.name for comment in found] == ["Bob", "Bob", "Bob", "Ellen", "Ines"]
    assert [comment.alike for comment in found] == [7, 7, 7, 0, 1]


def test_when_the_first_few_are_decided_the_next_come_up(flooded, carol):
    Comment.objects.filter(pk__in=[comment.pk for comment in flooded[:3]]).update(status=Status.SPAM)
    found = page(carol).comments
    assert [comment.pk for comment in found if comment.name == "Bob"] == [comment.pk for comment in flooded[3:6]]


def test_all_that_is_alike_is_a_view_of_its_own(flooded, carol):
    found = page(carol, like=flooded[5].pk).comments
    assert [comment.pk for comment in found] == [comment.pk for comment in flooded[:7]]
    assert page(carol, like=flooded[7].pk).comments == []


def test_a_narrowed_view_folds_nothing_away(flooded, carol, post):
    assert len(page(carol, post=post.pk).comments) == 9


def test_what_stands_below_others_articles_is_neither_counted_nor_in_the_way(flooded, mallory):
    own = [waits(a_post(mallory), "flood", minutes=50 + number) for number in range(4)]
    found = page(mallory).comments
    assert [comment.pk for comment in found] == [comment.pk for comment in own[:3]]
    assert {comment.alike for comment in found} == {4}


def test_pages_go_on_behind_what_was_folded_away(post, carol, monkeypatch):
    monkeypatch.setattr(queue, "LOOK", 5)
    for number in range(12):
        waits(post, "flood", minutes=number)
    last = waits(post, minutes=40, name="Ellen")
    names, edge = [], ""
    for _ in range(4):
        shown = page(carol, after=edge)
        names += [comment.name for comment in shown.comments]
        if not (edge := shown.next):
            break
    assert names == ["Bob", "Bob", "Bob", "Ellen"]
    back = page(carol, before=queue._edge(last))
    assert back.comments == []
    assert back.previous


def test_counting_stops_at_the_limit(post, carol, monkeypatch):
    monkeypatch.setattr(queue, "COUNT_LIMIT", 4)
    for number in range(7):
        waits(post, "flood", minutes=number)
    assert {comment.alike for comment in page(carol).comments} == {5}


def test_the_card_leads_to_all_of_them(flooded, carol, signed_in):
    shown = signed_in(carol).get("/admin/queue/").content.decode()
    assert f'<a href="/admin/queue/?like={flooded[0].pk}">7 like this</a>' in shown
    assert "1 like this" not in shown


@pytest.mark.parametrize(
    ("count", "query", "says"),
    [
        (7, "", "<span>4 of them are folded away</span>"),
        (4, "", "<span>1 of them is folded away</span>"),
        (3, "", None),
        (7, "?text=Buy", None),
    ],
)
def test_the_card_says_how_many_of_them_are_folded_away(count, query, says, post, carol, signed_in):
    for number in range(count):
        waits(post, "flood", minutes=number)
    shown = signed_in(carol).get(f"/admin/queue/{query}").content.decode()
    assert says in shown if says else "folded away" not in shown


def flood(posts: int, addresses: int, comments: int) -> list[Comment]:
    """From so many addresses, each time a little different, under one limit for each address."""
    where, sent = [a_post() for _ in range(posts)], []
    for number in range(comments):
        text = (
            f"Casino bonus {number} for you: https://win{number // 2 % 4}.casino.example/{number}"
            if number % 2
            else (f"Win {number} dollars now with this one simple trick, number {number}")
        )
        sending = Sending(where[number % posts], text, name=f"Winner {number}", network=f"address-{number % addresses}")
        sent.append(submit(sending).comment)
    return sent


def cleared(client, comment: Comment) -> Act:
    """By one act, as the page of the dry run sends it."""
    shown = client.get("/admin/queue/bulk/", {"like": comment.pk, "act": "spam"})
    found = shown.context["found"]
    asked = {"act": "spam", "query": urlencode({"like": comment.pk}), "until": found.until, "total": found.total}
    client.post(
        "/admin/queue/bulk/begin/", {**asked, "asked_at": shown.context["asked_at"], "key": shown.context["key"]}
    )
    working.work_off_all()
    return Act.objects.get(pk=shown.context["key"])


def rehearse(client, addresses: int, comments: int) -> None:
    ellen = submit(
        Sending(a_post(), "I have had this pain since my childhood.", name="Ellen", network="ellens")
    ).comment
    flood(5, addresses, comments)
    shown = client.get("/admin/queue/").context["page"].comments
    assert ellen.pk in [comment.pk for comment in shown]
    assert len(shown) == 1 + 5 * alike.SHOWN
    acts = []
    while alike_ones := [one for one in client.get("/admin/queue/").context["page"].comments if one.alike > 1]:
        acts.append(cleared(client, alike_ones[0]))
    assert Comment.objects.filter(status=Status.SPAM).count() == comments
    assert [one.pk for one in client.get("/admin/queue/").context["page"].comments] == [ellen.pk]
    client.post("/admin/queue/undo/", {"act": acts[0].pk})
    working.work_off_all()
    assert Comment.objects.filter(status=Status.PENDING).count() == 1 + acts[0].comment_count
    assert not check.miscounted()
    assert not BulkAct.objects.filter(state=BulkAct.State.OWED).exists()


@pytest.fixture
def unhurried(settings):
    """A flood does not wait; what limits one address is tested elsewhere."""
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_RATE_LIMIT = 0
    return settings


def test_a_flood_leaves_the_queue_usable(carol, signed_in, unhurried):
    rehearse(signed_in(carol), addresses=30, comments=300)


@pytest.mark.rehearsal
def test_a_flood_of_ten_thousand_from_a_thousand_addresses_does_too(carol, signed_in, unhurried):
    rehearse(signed_in(carol), addresses=1000, comments=10_000)
