"""The page of one comment: everything that was decided, and what stands around it."""

from __future__ import annotations

import pytest

from comments import moderation
from comments.models import Status
from comments.panel import history
from tests.builders import a_comment

pytestmark = pytest.mark.django_db


def test_it_tells_every_decision_with_its_reason_and_what_was_taken_back(held, carol, signed_in):
    act = moderation.moderate([held.pk], Status.DECLINED, by=carol, reason="Too sharp.").act
    moderation.undo(act, by=carol)
    moderation.moderate([held.pk], Status.APPROVED, by=carol)
    assert [(line.event.to_status, line.is_undone) for line in history.lines(held)] == [
        ("declined", True),
        ("pending", False),
        ("approved", False),
    ]
    page = signed_in(carol).get(f"/admin/queue/{held.pk}/").content.decode()
    assert "Too sharp." in page
    assert "(taken back)" in page.replace("<em>", "").replace("</em>", "")


def test_it_shows_the_thread_above_and_the_direct_replies(post, carol, signed_in):
    root = a_comment(post, name="Root")
    parent = a_comment(post, root, name="Parent", status=Status.REMOVED)
    comment = a_comment(post, parent, name="Middle")
    reply = a_comment(post, comment, name="Reply")
    a_comment(post, reply, name="Deeper")
    a_comment(post, root, name="Elsewhere")
    assert [neighbour.comment.name for neighbour in history.above(comment)] == ["Root", "Parent"]
    assert [neighbour.comment.name for neighbour in history.below(comment)] == ["Reply"]
    page = signed_in(carol).get(f"/admin/queue/{comment.pk}/").content.decode()
    assert "Removed" in page
    assert f'href="/comments/{comment.pk}/"' in page


def test_the_last_decision_is_undone_from_here(held, carol, signed_in):
    act = moderation.moderate([held.pk], Status.SPAM, by=carol).act
    page = signed_in(carol).get(f"/admin/queue/{held.pk}/").content.decode()
    assert "Undo the last decision" in page
    assert str(act) in page


def test_undo_says_how_many_comments_it_concerns(held, post, carol, signed_in):
    moderation.moderate([held.pk, a_comment(post).pk], Status.SPAM, by=carol)
    page = signed_in(carol).get(f"/admin/queue/{held.pk}/").content.decode()
    assert "with the 2 comments it was made for" in page


def test_an_author_of_another_article_finds_no_such_comment(held, mallory, signed_in):
    assert signed_in(mallory).get(f"/admin/queue/{held.pk}/").status_code == 404


def test_the_page_costs_the_same_in_a_long_thread(post, carol, signed_in, django_assert_max_num_queries):
    parent = a_comment(post)
    for _ in range(60):
        a_comment(post, parent)
    comment = parent
    for _ in range(60):
        comment = a_comment(post, comment)
    client = signed_in(carol)
    client.get("/admin/queue/?status=all")  # the first page in a minute notes who looks
    for shown in (parent, comment):
        with django_assert_max_num_queries(17):
            page = client.get(f"/admin/queue/{shown.pk}/").content.decode()
        assert page.count("<li><p>") == history.NEIGHBOURS
