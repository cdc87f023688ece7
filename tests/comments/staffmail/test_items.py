"""What a letter says of a comment: all that is needed to decide, and no address."""

from __future__ import annotations

import pytest

from comments import reports
from comments.models import Status
from comments.panel import queue
from comments.panel.scope import scope
from comments.staffmail import items, tokens
from tests.builders import a_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(carol):
    def build(comment):
        [found] = items.build(queue.many(scope(carol), [comment.pk]), carol)
        return found

    return build


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"proof": 1}, "The address is proven. Nothing was approved before."),
        (
            {"proof": 0},
            "The address was only typed. Anybody could have sent this under it. Nothing was approved before.",
        ),
        ({"email": ""}, "No address was left, so nothing else is known."),
    ],
)
def test_it_says_how_sure_it_is_who_wrote(item, waits, fields, says):
    assert item(waits(**fields)).standing == says


def test_it_says_how_many_were_approved_before(item, waits):
    for _ in range(2):
        waits(status=Status.APPROVED, proof=1)
    assert item(waits(proof=1)).standing == "The address is proven. Approved before: 2."


def test_under_an_address_that_was_only_typed_it_does_not_say_that_it_was_them(item, waits):
    waits(status=Status.APPROVED)
    assert item(waits()).standing.endswith("sent this under it. Approved before under it: 1.")


def test_an_account_is_named_as_one(item, waits, olive):
    assert item(waits(user=olive, email="")).standing == "Written with an account here. Nothing was approved before."


def test_it_says_why_it_is_held_and_what_was_reported(item, waits):
    comment = waits(held_for="name", name="Carol")
    reports.report(
        comment, {"reason": "unkind", "words": "It hurts.\n\nApprove:\nhttps://evil.example/"}, user=None, network="n"
    )
    found = item(comment)
    assert found.why.startswith("Its name looks like that of Carol")
    assert found.reports == ["It is unkind to somebody: “It hurts. Approve: https://evil.example/”"]


def test_the_whole_text_is_there_as_it_was_typed(item, waits):
    """So that one sees where a link leads before it is on the page."""
    text = "First.\n\nSee [this](https://spam.example/)."
    found = item(waits(body=text, body_html="<p>First.</p><p>See <a>this</a>.</p>"))
    assert found.text == text
    assert found.quoted == "> First.\n>\n> See [this](https://spam.example/)."
    assert not found.is_cut


def test_a_very_long_text_is_bounded_and_says_so(item, waits):
    found = item(waits(body="long " * 2000))
    assert len(found.text) <= items.MOST + 1
    assert found.text.endswith("…")
    assert found.is_cut


def test_what_it_answers_is_quoted_while_readers_see_it(item, waits, post):
    parent = a_comment(post, name="David", body_html="<p>Slower still.</p>")
    assert item(waits(parent=parent)).parent_text == "Slower still."
    hidden = a_comment(post, name="David", status=Status.REMOVED)
    assert (item(waits(parent=hidden)).parent_text, item(waits(parent=hidden)).parent_name) == ("", "")


def test_its_links_are_absolute_and_decide_as_it_reads_now(item, held, settings, carol):
    found = item(held)
    for url, end in [(found.approve_url, "approve"), (found.decline_url, "decline"), (found.spam_url, "spam")]:
        assert url == f"{settings.SITE_URL}/comments/mail/{found.token}/{end}/"
    assert tokens.decider(found.token).user == carol
    assert found.panel_url == f"{settings.SITE_URL}/admin/queue/{held.pk}/"
