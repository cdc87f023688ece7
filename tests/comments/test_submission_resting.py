"""Letting a comment rest: who may, and that it is nobody else's until it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comments import moderation, revisions, submission, threads
from comments.models import Comment, Defaults, Discussion, Event, Status
from comments.panel import queue
from comments.panel.scope import scope
from comments.receipts import standing
from comments.submission import REST, Sending, may_rest, submit
from comments.threads import Viewer
from tests.builders import a_comment, a_post, a_user, alice, an_owner, carol

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offered(settings):
    settings.COMMENT_FLOOD_SECONDS = 0
    Defaults.objects.update_or_create(pk=1, defaults={"care_mode": True, "cooling_off": True})


@pytest.fixture
def post():
    return a_post()


@pytest.fixture
def resting(post):
    return send(post)


def send(post, **fields):
    given = {"body": "Not yet.", "name": "Ellen", "email": "ellen@example.org", "rests": True, **fields}
    return submit(Sending(post, **given)).comment


def test_it_rests_for_a_quarter_of_an_hour_and_then_waits(resting):
    assert resting.status == Status.PENDING
    assert abs(resting.rests_until - timezone.now() - REST) < timedelta(seconds=10)
    assert not Comment.objects.waiting().exists()
    with time_machine.travel(timezone.now() + REST + timedelta(seconds=1)):
        assert Comment.objects.waiting().get() == resting


def test_it_rests_only_where_that_was_asked_for(post):
    assert send(post, rests=False).rests_until is None


@pytest.mark.parametrize("off", [{"care_mode": False}, {"cooling_off": False}])
def test_it_rests_only_where_the_owner_offers_it(post, off):
    Defaults.objects.update(**off)
    assert send(post).rests_until is None


def test_an_article_may_go_its_own_way(post):
    Discussion.objects.create(post=post, care=Discussion.Care.OFF)
    assert send(post).rests_until is None


def test_members_may_let_theirs_rest_and_staff_have_nothing_to_wait_for(post):
    discussion = threads.discussion_of(post)
    assert may_rest(None, discussion)
    assert may_rest(a_user("bob"), discussion)
    assert not may_rest(post.author, discussion)
    assert send(post, user=post.author).rests_until is None
    assert send(post, user=post.author, body="Again.").status == Status.APPROVED


def test_it_is_on_no_page_of_the_panel(post, resting):
    for user in (carol(), an_owner(), post.author):
        theirs = scope(user)
        assert queue.waiting(theirs).count() == 0
        assert set(queue.counts(theirs, user).values()) == {0}
        for status in (Status.PENDING, queue.ALL):
            assert queue.page(theirs, queue.Selection(status=status), shows_addresses=True).comments == []
        assert queue.one(theirs, resting.pk) is None


def test_only_its_writer_finds_it_on_the_article(post, resting):
    discussion = threads.discussion_of(post)

    def seen(viewer):
        return [row.pk for row in threads.page(discussion, 1, viewer).rows]

    assert seen(Viewer()) == []
    assert seen(Viewer(is_moderator=True)) == []
    assert seen(Viewer(own=frozenset({resting.pk}))) == [resting.pk]
    assert seen(Viewer(own=frozenset({resting.pk}), is_moderator=True)) == [resting.pk]
    with time_machine.travel(timezone.now() + REST + timedelta(seconds=1)):
        assert seen(Viewer(is_moderator=True)) == [resting.pk]


def test_it_stands_before_nobody_in_the_queue(post, resting):
    later = a_comment(post, status=Status.PENDING)
    assert standing.place_in_queue(later) == 1


@pytest.mark.parametrize("to", [Status.APPROVED, Status.DECLINED, Status.SPAM, Status.REMOVED])
@pytest.mark.parametrize("who", [carol, an_owner, alice])
def test_staff_cannot_decide_what_they_cannot_see(who, to):
    user = who()
    resting = send(a_post(user))
    other = a_comment(resting.discussion.post, status=Status.PENDING)
    outcome = moderation.moderate([resting.pk, other.pk], to, by=user)

    assert outcome.changed == [other.pk]
    assert [(skipped.comment_id, skipped.why) for skipped in outcome.skipped] == [(resting.pk, "forbidden")]
    resting.refresh_from_db()
    assert resting.status == Status.PENDING


def test_no_capacity_but_the_writers_reaches_it(resting):
    outcome = moderation.moderate([resting.pk], Status.APPROVED, by=None, capacities=frozenset(moderation.Asker))
    assert [skipped.why for skipped in outcome.skipped] == ["forbidden"]
    assert not Event.objects.exists()


def test_its_writer_takes_it_back(resting):
    writer = frozenset({moderation.Asker.WRITER})
    outcome = moderation.moderate([resting.pk], Status.WITHDRAWN, by=None, capacities=writer)
    assert outcome.changed == [resting.pk]


def test_nobody_answers_it(post, resting):
    with pytest.raises(submission.Refused):
        submission.answer(resting, "Seen!", by=carol())
    with pytest.raises(submission.Refused):
        send(post, parent_id=resting.pk, body="Seen!", rests=False)


def test_what_is_changed_while_it_rests_leaves_no_trace(resting):
    Comment.objects.filter(pk=resting.pk).update(submitted_at=timezone.now() - timedelta(hours=3))
    changed = revisions.edit(resting, "Better so.")

    assert (changed.body, changed.edited_at, changed.revisions.count()) == ("Better so.", None, 0)
