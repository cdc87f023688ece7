"""Changing one's own words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import moderation, revisions
from comments.models import Comment, Revision, Status
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


def stored(comment):
    return Comment.objects.get(pk=comment.pk)


def test_a_fresh_change_of_a_held_one_is_silent(post):
    comment = a_comment(post, status=Status.PENDING)
    revisions.edit(comment, "Better put.")
    assert (stored(comment).body, stored(comment).edited_at) == ("Better put.", None)
    assert not Revision.objects.exists()
    assert stored(comment).is_reworded_since(comment.submitted_at)
    assert not stored(comment).is_reworded_since(timezone.now())


def test_a_late_change_keeps_the_earlier_wording(post):
    comment = a_comment(post, status=Status.PENDING, body="As first put.")
    Comment.objects.update(submitted_at=timezone.now() - timedelta(minutes=16))
    revisions.edit(comment, "Better put.")
    assert stored(comment).edited_at
    assert [(r.state, r.body) for r in Revision.objects.all()] == [("earlier", "As first put.")]


def test_a_change_of_a_shown_one_waits_and_the_earlier_wording_stands(post):
    comment = a_comment(post, body="As approved.")
    revisions.edit(comment, "Buy cheap watches.")
    assert stored(comment).body == "As approved."
    assert revisions.proposed(comment).body == "Buy cheap watches."


def test_changing_again_replaces_the_change_that_waits(post):
    comment = a_comment(post, body="As approved.")
    revisions.edit(comment, "Second.")
    revisions.edit(comment, "Third.")
    assert [r.body for r in Revision.objects.all()] == ["Third."]


def test_changing_back_takes_the_change_back(post):
    comment = a_comment(post, body="As approved.")
    revisions.edit(comment, "Second.")
    revisions.edit(comment, "As approved.")
    assert not Revision.objects.exists()


def test_accepting_puts_it_on_the_page_and_keeps_the_earlier(post, client):
    comment = a_comment(post, body="As approved.", body_html="<p>As approved.</p>")
    revisions.edit(comment, "Clearer now.")
    assert revisions.accept(revisions.proposed(comment), by=carol())
    page = client.get(post.get_absolute_url()).content.decode()
    assert "Clearer now." in page
    assert "As approved." not in page
    assert "edited" in page
    assert Revision.objects.get().state == Revision.State.EARLIER


def test_declining_leaves_the_page_as_it_is(post):
    comment = a_comment(post, body="As approved.")
    revisions.edit(comment, "Worse.")
    assert revisions.decline(revisions.proposed(comment), by=carol())
    assert stored(comment).body == "As approved."
    assert revisions.proposed(comment) is None


def test_what_changed_while_a_moderator_looked_is_not_accepted(post):
    comment = a_comment(post)
    revisions.edit(comment, "Harmless.")
    seen = revisions.proposed(comment)
    revisions.edit(comment, "Harmful.")
    assert not revisions.accept(seen, by=carol())
    assert "Harmful." not in stored(comment).body


def test_a_declined_one_that_is_changed_waits_again(post):
    comment = a_comment(post, status=Status.PENDING)
    moderation.moderate([comment.pk], Status.DECLINED, by=carol())
    revisions.edit(comment, "Said more kindly.")
    assert stored(comment).status == Status.PENDING


@pytest.mark.parametrize("status", [Status.SPAM, Status.REMOVED, Status.WITHDRAWN])
def test_what_was_taken_away_cannot_be_changed(post, status):
    comment = a_comment(post, status=status, body="As it was.")
    with pytest.raises(revisions.CannotEditError):
        revisions.edit(comment, "New.")
    assert stored(comment).body == "As it was."


def test_a_change_is_made_safe(post):
    comment = a_comment(post, status=Status.PENDING)
    revisions.edit(comment, "<script>alert(1)</script>ok\x00")
    assert "<script" not in stored(comment).body_html
    assert "\x00" not in stored(comment).body


def test_a_new_wording_is_counted_anew():
    comment = a_comment(a_post(), body="One.", body_html="<p>One.</p>")
    revisions.edit(comment, "One, two, three.")
    assert revisions.accept(revisions.proposed(comment), by=carol())
    comment = Comment.objects.select_related("discussion").get(pk=comment.pk)
    assert (comment.word_count, comment.discussion.word_count) == (3, 3)
