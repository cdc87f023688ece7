"""Acts on many comments are worked off once, whatever dies, stops or comes in between."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from blog import jobs
from comments import check, moderation, revisions
from comments.bulk_acts import working
from comments.models import Act, Assignment, BulkAct, Comment, Event, Status
from tests.builders import a_comment, a_post, a_user, an_owner, carol

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return carol()


@pytest.fixture
def held():
    posts = [a_post(), a_post()]
    return [a_comment(posts[i % 2], status="pending", name="Bob").pk for i in range(6)]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(working, "BATCH", 2)
    monkeypatch.setattr(working, "AT_ONCE", 0)


def spam(user, **fields) -> BulkAct:
    highest = max(Comment.objects.values_list("pk", flat=True), default=0)
    defaults = {"to_status": "spam", "query": "", "until": highest, "total": 6}
    return working.owe(BulkAct(user=user, **{**defaults, **fields}))


def statuses() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


def test_all_that_match_are_moved_as_one_act(user, held):
    bulk = spam(user, reason="A wave.")
    assert statuses() == ["pending"] * 6
    assert working.work_off_all() == 1
    assert statuses() == ["spam"] * 6
    act = Act.objects.get()
    assert (act.pk, act.comment_count, act.reason, act.actor) == (bulk.pk, 6, "A wave.", user)
    bulk.refresh_from_db()
    assert (bulk.state, bulk.left, working.done(bulk)) == ("done", {}, 6)
    assert not check.miscounted()


def test_only_what_the_filter_says_is_moved(user, held):
    other = a_comment(a_post(), status="pending", name="Ellen", email="ellen@example.org")
    spam(user, query="person=Bob", until=other.pk)
    working.work_off_all()
    assert statuses() == [*["spam"] * 6, "pending"]


def test_what_comes_later_is_left_alone(user, held):
    spam(user)
    a_comment(a_post(), status="pending", name="Bob")
    working.work_off_all()
    assert statuses() == [*["spam"] * 6, "pending"]


def test_what_somebody_decided_or_a_writer_changed_since_is_left_alone(user, held):
    spam(user, query="status=all")
    moderation.moderate([held[0]], Status.APPROVED, by=an_owner())
    Comment.objects.filter(pk=held[1]).update(edited_at=timezone.now())
    working.work_off_all()
    assert statuses() == ["approved", "pending", *["spam"] * 4]


def test_what_a_writer_changed_silently_is_not_published_unread(user, held):
    spam(user, to_status="approved")
    revisions.edit(Comment.objects.get(pk=held[0]), "Buy cheap watches.")
    assert Comment.objects.get(pk=held[0]).edited_at is None
    working.work_off_all()
    assert statuses() == ["pending", *["approved"] * 5]


def test_what_a_writer_changes_while_it_runs_is_not_published_unread(user, held, monkeypatch):
    bulk = spam(user, to_status="approved")
    do = working._do

    def changed_just_before(bulk, keys):
        if held[3] in keys:
            revisions.edit(Comment.objects.get(pk=held[3]), "Buy cheap watches.")
        return do(bulk, keys)

    monkeypatch.setattr(working, "_do", changed_just_before)
    working.work_off_all()
    bulk.refresh_from_db()
    assert (statuses().count("approved"), Comment.objects.get(pk=held[3]).status) == (5, "pending")
    assert bulk.left == {"reworded": 1}


def test_what_cannot_be_moved_is_counted_by_its_reason(user, held):
    Comment.objects.filter(pk=held[0]).update(status="withdrawn")
    bulk = spam(user, query="status=all")
    working.work_off_all()
    bulk.refresh_from_db()
    assert (bulk.left, working.done(bulk), bulk.state) == ({"forbidden": 1}, 5, "done")


def test_a_small_one_is_done_at_once(user, held, monkeypatch):
    monkeypatch.setattr(working, "AT_ONCE", 10)
    assert spam(user).state == "done"
    assert statuses() == ["spam"] * 6


def test_a_large_one_is_asked_of_a_worker(user, held, monkeypatch):
    asked = []
    monkeypatch.setattr(jobs, "enqueue", asked.append)
    spam(user)
    assert asked == [working.WORK]


class Killed(BaseException):
    """What ends a process."""


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_a_worker_that_dies_loses_and_doubles_nothing(user, held, monkeypatch, batch):
    bulk = spam(user)
    original, calls = moderation.moderate, []

    def dies(*args, **kwargs):
        calls.append(args)
        outcome = original(*args, **kwargs)
        if len(calls) == batch:
            raise Killed
        return outcome

    monkeypatch.setattr(moderation, "moderate", dies)
    with pytest.raises(Killed):
        working.work_off(bulk.pk)
    monkeypatch.setattr(moderation, "moderate", original)
    assert not working.work_off(bulk.pk)  # in the hands of who died
    BulkAct.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert working.work_off(bulk.pk)
    assert statuses() == ["spam"] * 6
    assert Event.objects.filter(act=bulk.pk).count() == 6
    assert Act.objects.get().comment_count == 6
    assert not check.miscounted()


def test_two_workers_are_never_at_one(user, held, monkeypatch):
    bulk = spam(user)
    original, seen = moderation.moderate, []

    def another_tries(*args, **kwargs):
        seen.append(working.work_off(bulk.pk))
        return original(*args, **kwargs)

    monkeypatch.setattr(moderation, "moderate", another_tries)
    assert working.work_off(bulk.pk)
    assert seen == [False] * 3


def test_stopping_ends_it_after_the_batch_in_hand(user, held, monkeypatch):
    bulk = spam(user)
    original = moderation.moderate

    def somebody_stops(*args, **kwargs):
        working.stop(bulk)
        return original(*args, **kwargs)

    monkeypatch.setattr(moderation, "moderate", somebody_stops)
    working.work_off(bulk.pk)
    assert sorted(statuses()) == [*["pending"] * 4, *["spam"] * 2]
    assert BulkAct.objects.get().state == "stopped"
    assert working.work_off_all() == 0
    assert not working.stop(bulk)


def test_a_piece_of_it_can_be_done_at_a_time(user, held):
    bulk = spam(user)
    assert working.work_off(bulk.pk, seconds=0)
    assert statuses().count("spam") == 2
    working.work_off(bulk.pk, seconds=0)
    working.work_off(bulk.pk, seconds=60)
    assert statuses() == ["spam"] * 6
    assert BulkAct.objects.get().state == "done"


def test_what_is_skipped_at_every_piece_is_passed_by(user, held):
    Comment.objects.filter(pk__in=held[:4]).update(status="withdrawn")
    bulk = spam(user, query="status=all")
    for _ in range(4):
        working.work_off(bulk.pk, seconds=0)
    bulk.refresh_from_db()
    assert (bulk.state, bulk.left) == ("done", {"forbidden": 4})
    assert statuses() == [*["withdrawn"] * 4, "spam", "spam"]


def test_undoing_puts_each_back_to_what_it_was(user, held):
    Comment.objects.filter(pk=held[0]).update(status="declined")
    first = spam(user, query="status=all")
    working.work_off_all()
    undo = working.owe(BulkAct(user=user, undoes=first.pk, total=6))
    working.work_off_all()
    assert statuses() == ["declined", *["pending"] * 5]
    assert Act.objects.get(pk=undo.pk).undoes_id == first.pk
    assert Act.objects.get(pk=first.pk).undone_at is not None


def test_who_lost_the_right_meanwhile_decides_nothing_more(user, held):
    spam(user)
    user.groups.clear()
    working.work_off_all()
    assert statuses() == ["pending"] * 6


def test_it_reaches_no_further_than_who_asked(held):
    lena = a_user("lena", is_staff=True)
    post = Comment.objects.get(pk=held[0]).discussion_id
    Assignment.objects.create(user=lena, post_id=post)
    spam(lena)
    working.work_off_all()
    assert statuses() == ["spam", "pending"] * 3


@pytest.mark.parametrize(("age", "claimed", "is_one"), [(1, False, False), (10, False, True), (10, True, False)])
def test_what_no_worker_takes_is_neglected(user, held, age, claimed, is_one):
    bulk = spam(user)
    now = timezone.now()
    bulk.asked_at, bulk.claimed_until = now - timedelta(seconds=age), now + timedelta(minutes=1) if claimed else None
    bulk.save(update_fields=["asked_at", "claimed_until"])
    assert working.is_neglected(bulk) is is_one


def test_a_key_that_is_not_there_is_nobodys():
    assert not working.work_off(uuid.uuid4())
