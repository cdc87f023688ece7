"""An answer that is planned is published once, or comes back to its writer with the reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from blog import jobs, worker
from blog.posts.models import Post
from comments import moderation, revisions, submission
from comments.models import Awaiting, Comment, Draft, Event, Status
from comments.waiting import drafts, planning
from comments.waiting.drafts import Conflict, Writing
from tests.builders import a_comment

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def plan(alice, thread):
    def planned(comment=thread, body="Thank you.", user=alice, version=0):
        seen = moderation.as_seen(comment.status, comment.body_html)
        return planning.plan(Writing(user, comment, comment, body, version, seen), timezone.now() + HOUR)

    return planned


def come_due():
    Draft.objects.filter(publish_at__isnull=False).update(publish_at=timezone.now() - HOUR)


@pytest.mark.parametrize(
    ("after", "is_possible"),
    [(-HOUR, False), (0 * HOUR, False), (HOUR, True), (366 * 24 * HOUR, True), (367 * 24 * HOUR, False)],
)
def test_a_plan_lies_ahead_and_within_a_year(after, is_possible):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        assert planning.is_possible(now + after) is is_possible


def test_nothing_is_published_before_its_time(plan, thread):
    plan()
    assert planning.publish_due() == 0
    assert not thread.get_children().exists()


def test_it_is_published_at_its_time_as_if_written_then(plan, thread, alice):
    plan()
    come_due()
    began = timezone.now()
    assert planning.publish_due() == 1
    answer = Comment.objects.get(parent=thread)
    assert (answer.user, answer.role, answer.body, answer.status) == (alice, "author", "Thank you.", Status.APPROVED)
    assert answer.submitted_at >= began
    assert not Draft.objects.exists()
    assert not Awaiting.objects.exists()
    assert planning.publish_due() == 0


def test_it_approves_what_waited_for_approval(plan, held, alice):
    plan(held)
    come_due()
    assert planning.publish_due() == 1
    held.refresh_from_db()
    assert held.status == Status.APPROVED
    assert Event.objects.get().actor == alice


def test_it_follows_what_somebody_approved_meanwhile(plan, held, carol):
    plan(held)
    moderation.moderate([held.pk], Status.APPROVED, by=carol)
    come_due()
    assert planning.publish_due() == 1


def test_readers_are_owed_word_of_it_as_of_any_answer(plan, thread, settings):
    settings.EMAIL_CONFIGURED = True
    plan()
    come_due()
    planning.publish_due()
    assert Comment.objects.get(parent=thread).tell_at is not None


def removed(comment, alice, carol):
    moderation.moderate([comment.pk], Status.REMOVED, by=carol)


def held_again(comment, alice, carol):
    moderation.moderate([comment.pk], Status.PENDING, by=carol)


def reworded(comment, alice, carol):
    Comment.objects.filter(pk=comment.pk).update(body_html="<p>Something else.</p>")


def taken_off(comment, alice, carol):
    Post.objects.update(status=Post.Status.DRAFT)


def sent_away(comment, alice, carol):
    alice.groups.clear()


def left(comment, alice, carol):
    type(alice).objects.filter(pk=alice.pk).update(is_active=False)


def said_already(comment, alice, carol):
    submission.answer(comment, "Thank you.", by=alice)
    Comment.objects.filter(parent=comment).update(network="elsewhere")


def gone(comment, alice, carol):
    comment.discussion.delete()


REASONS = [
    (removed, "removed"),
    (held_again, "removed"),
    (reworded, "reworded"),
    (taken_off, "offline"),
    (sent_away, "rights"),
    (left, "rights"),
    (said_already, "refused"),
    (gone, "removed"),
]


@pytest.mark.parametrize(("happening", "trouble"), REASONS, ids=[happening.__name__ for happening, _why in REASONS])
def test_what_cannot_be_published_is_kept_with_the_reason(happening, trouble, plan, thread, alice, carol):
    plan()
    happening(thread, alice, carol)
    before = Comment.objects.count()
    come_due()
    assert planning.publish_due() == 0
    draft = Draft.objects.get()
    assert (draft.trouble, draft.publish_at, draft.body) == (trouble, None, "Thank you.")
    assert Comment.objects.count() == before
    assert draft.get_trouble_display()
    assert planning.publish_due() == 0


def test_a_writer_who_changed_a_waiting_comment_is_read_again_first(plan, held):
    plan(held)
    revisions.edit(held, "Something else, now.")
    come_due()
    assert planning.publish_due() == 0
    held.refresh_from_db()
    assert (held.status, Draft.objects.get().trouble) == (Status.PENDING, "reworded")


def test_one_that_breaks_holds_no_other_up(plan, thread, post, monkeypatch, caplog):
    plan(body="Breaks.")
    plan(a_comment(post), body="Works.")
    come_due()
    real = submission.answer

    def answer(comment, body, **more):
        if body == "Breaks.":
            raise RuntimeError("broken")
        return real(comment, body, **more)

    monkeypatch.setattr(submission, "answer", answer)
    assert planning.publish_due() == 1
    assert Draft.objects.get().trouble == "failed"
    assert "could not be published" in caplog.text


def test_a_crash_in_the_middle_leaves_the_plan_and_no_answer(plan, thread, monkeypatch):
    plan()
    come_due()

    def crash(*args, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(submission, "submit", crash)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        planning.publish_due()
    assert Draft.objects.get().publish_at is not None
    assert not thread.get_children().exists()


def test_a_plan_can_be_cancelled_and_the_text_stays(plan, alice, carol):
    draft = plan()
    assert not planning.cancel(carol, draft.pk)
    assert planning.cancel(alice, draft.pk)
    assert not planning.cancel(alice, draft.pk)
    come_due()
    assert planning.publish_due() == 0
    assert Draft.objects.get().body == "Thank you."


def test_a_plan_can_be_changed_until_then(plan, thread):
    draft = plan()
    assert plan(body="Thank you again.", version=draft.version).pk == draft.pk
    come_due()
    planning.publish_due()
    assert Comment.objects.get(parent=thread).body == "Thank you again."


def test_saving_goes_on_under_a_plan(plan, thread, alice):
    draft = plan()
    drafts.save(Writing(alice, thread, thread, "Thank you so much.", draft.version))
    come_due()
    planning.publish_due()
    assert Comment.objects.get(parent=thread).body == "Thank you so much."


def test_planning_again_after_trouble_forgets_the_trouble(plan, thread, carol):
    draft = plan()
    Draft.objects.update(trouble="reworded", publish_at=None)
    assert plan(version=draft.version).trouble == ""


def test_a_plan_over_another_windows_text_is_a_conflict(plan):
    plan(body="One")
    with pytest.raises(Conflict):
        plan(body="Other")
    assert Draft.objects.get().body == "One"


def test_whoever_saved_since_it_was_read_is_not_published_with_the_older_text(plan, thread, alice):
    draft = plan()
    come_due()
    stale = Draft.objects.select_related("user", "answers__discussion__post").get()
    drafts.save(Writing(alice, thread, thread, "Better words.", draft.version))
    assert planning._publish(stale) is False
    assert planning.publish_due() == 1
    assert Comment.objects.get(parent=thread).body == "Better words."


def test_a_worker_that_read_it_as_well_publishes_nothing(plan, thread):
    plan()
    come_due()
    same = Draft.objects.select_related("user", "answers__discussion__post", "answers__discussion__defaults").get()
    assert planning.publish_due() == 1
    assert planning._publish(same) is False
    assert Comment.objects.filter(parent=thread).count() == 1


def test_the_workers_look_publishes_what_is_due(plan, thread):
    plan()
    come_due()
    assert "planned answers" in jobs.works()
    worker.look()
    assert Comment.objects.filter(parent=thread).count() == 1


def test_a_look_that_finds_nothing_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert planning.publish_due() == 0
