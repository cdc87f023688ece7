"""What comes back after a decline says what was asked, and what became of the words."""

from __future__ import annotations

import pytest

from comments import moderation, revisions
from comments.models import Status
from comments.panel import again, cards

pytestmark = pytest.mark.django_db


def decline(client, comment):
    client.post(f"/admin/queue/{comment.pk}/decline/", {"next": "/admin/queue/"})


def test_what_was_declined_twice_is_compared_with_the_later_one(signed_in, carol, held):
    for words in ("Second wording", "Third wording"):
        decline(signed_in(carol), held)
        held.refresh_from_db()
        revisions.edit(held, words)
        held.refresh_from_db()
    page = signed_in(carol).get("/admin/queue/").content.decode()
    assert "<del>Second</del>" in page
    assert "<ins>Third</ins>" in page


def test_what_was_never_declined_says_nothing_of_it(signed_in, carol, held):
    assert "Sent again" not in signed_in(carol).get("/admin/queue/").content.decode()


def test_what_was_sent_again_unchanged_says_so(signed_in, carol, held):
    decline(signed_in(carol), held)
    writer = frozenset({moderation.Asker.WRITER})
    moderation.moderate([held.pk], Status.PENDING, by=None, capacities=writer)
    assert "Nothing was changed in it." in signed_in(carol).get("/admin/queue/").content.decode()


def test_what_a_moderator_holds_again_was_not_sent_again(signed_in, carol, held):
    decline(signed_in(carol), held)
    moderation.moderate([held.pk], Status.PENDING, by=carol)
    held.refresh_from_db()
    assert again.sent_again([held], cards.latest_events([held])) == {}


def test_nothing_is_asked_where_nothing_came_back(held, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert again.sent_again([held], {}) == {}


def test_it_names_the_decision_it_comes_from(signed_in, carol, held):
    decline(signed_in(carol), held)
    held.refresh_from_db()
    held = revisions.edit(held, "Other words")
    found = again.sent_again([held], cards.latest_events([held]))[held.pk]
    assert (found.rule, found.words, found.asked) == (None, "", False)
    assert [piece.kind for piece in found.pieces if piece.kind == "new"]
