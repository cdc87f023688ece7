"""Most likely advertising last: everything once, in order, both ways."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import SpamScore, Status
from comments.panel import queue
from comments.panel.narrowing import LIKELY_LAST
from comments.panel.queue import PAGE_SIZE, Selection
from comments.panel.scope import scope
from tests.builders import a_comment

pytestmark = pytest.mark.django_db


def pending(post, number: int, likely: str = "", **fields):
    """As many that wait as there are letters: y looks like advertising, n does not, - was never looked at."""
    now = timezone.now()
    made = []
    for place in range(number):
        letter = likely[place % len(likely)] if likely else "-"
        moment = now + timedelta(seconds=place - (place % 3 == 2))
        comment = a_comment(post, status=Status.PENDING, submitted_at=moment, **fields)
        if letter != "-":
            SpamScore.objects.create(comment=comment, score=0.95 if letter == "y" else 0.2)
        made.append((comment, letter))
    return made


def page(user, **choices):
    return queue.page(scope(user), Selection(sort=LIKELY_LAST, **choices), shows_addresses=True)


def walk(user) -> list[list]:
    found = page(user)
    pages = [found.comments]
    while found.next:
        found = page(user, after=found.next)
        pages.append(found.comments)
    return pages


@pytest.mark.parametrize("likely", ["", "y", "n", "ny", "y-n", "yyyyyn", "nnnnny"])
@pytest.mark.parametrize("number", [1, PAGE_SIZE, 2 * PAGE_SIZE + 5])
def test_all_of_it_once_and_advertising_after_everything_else(likely, number, post, carol):
    made = pending(post, number, likely)
    expected = [c for c, letter in made if letter != "y"], [c for c, letter in made if letter == "y"]
    expected = [comment for part in expected for comment in sorted(part, key=lambda c: (c.submitted_at, c.pk))]
    pages = walk(carol)
    assert [comment for one in pages for comment in one] == expected
    assert all(len(one) == PAGE_SIZE for one in pages[:-1])


@pytest.mark.parametrize("likely", ["y", "ny", "nnnnny"])
def test_pages_lead_back_to_those_before(likely, post, carol):
    pending(post, 3 * PAGE_SIZE, likely)
    forwards, found = [], page(carol)
    while True:
        forwards.append(found)
        if not found.next:
            break
        found = page(carol, after=found.next)
    for before, here in itertools.pairwise(forwards):
        back = page(carol, before=here.previous)
        assert back.comments == before.comments
        assert back.previous == before.previous


def test_what_akismet_takes_for_advertising_comes_last_too(post, carol):
    (first, _), (second, _) = pending(post, 2)
    SpamScore.objects.create(comment=first, akismet="spam")
    assert page(carol).comments == [second, first]


def test_of_what_is_decided_nothing_is_put_off(post, carol):
    comments = [a_comment(post, status=Status.SPAM) for _ in range(3)]
    SpamScore.objects.create(comment=comments[2], score=0.95)
    assert not Selection(sort=LIKELY_LAST, status=Status.SPAM).is_likely_last
    assert page(carol, status=Status.SPAM).comments == comments[::-1]


def test_it_costs_three_queries_more_at_most(post, carol, django_assert_max_num_queries):
    pending(post, 2 * PAGE_SIZE, "ny")
    edge = page(carol).next
    with django_assert_max_num_queries(3):
        page(carol, after=edge)


def test_the_page_offers_it_and_leads_back_to_the_usual_order(post, carol, signed_in):
    pending(post, PAGE_SIZE + 1, "ny")
    client = signed_in(carol)
    usual = client.get("/admin/queue/").content.decode()
    assert 'href="/admin/queue/?sort=likely-last"' in usual
    other = client.get("/admin/queue/?sort=likely-last").content.decode()
    assert "What is most likely advertising comes last." in other
    assert "sort=likely-last&amp;after=" in other
    assert client.get("/admin/queue/?sort=rubbish").status_code == 200
