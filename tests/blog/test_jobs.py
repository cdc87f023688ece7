"""blog/jobs.py: asking for background work never costs its caller anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from blog import jobs, queues
from blog.mail import outbox


@pytest.fixture(autouse=True)
def _not_quiet(monkeypatch):
    monkeypatch.setitem(jobs._quiet, "until", 0.0)


@pytest.fixture
def queue(monkeypatch):
    """Counts what it is asked; a test may break it."""

    class Broken(queues.DatabaseQueue):
        asked = 0

        def awaits(self, name: str) -> bool:
            self.asked += 1
            raise DatabaseError("database or disk is full")

    broken = Broken()
    monkeypatch.setattr(queues, "chosen", lambda: broken)
    return broken


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """As if what is written within it were committed: what was to happen then happens."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def waiting() -> list[str]:
    return list(DBTaskResult.objects.filter(status="READY").values_list("queue_name", flat=True))


@pytest.mark.django_db
def test_work_is_asked_for_once_the_transaction_is_committed(committed):
    with committed(), transaction.atomic():
        jobs.enqueue("letters")
        assert waiting() == []
    assert waiting() == ["letters"]


@pytest.mark.django_db
def test_what_is_rolled_back_asks_for_nothing(committed):
    with committed(), transaction.atomic():
        jobs.enqueue("letters")
        transaction.set_rollback(True)
    assert waiting() == []


@pytest.mark.django_db
def test_a_hundred_letters_ask_once(committed):
    for n in range(100):
        with committed():
            outbox.owe("note", f"{n}@example.org")
    with committed():
        jobs.enqueue("news")
    assert waiting() == ["letters", "news"]


@pytest.mark.django_db
def test_what_was_begun_may_be_asked_for_again(committed):
    """It may have looked already."""
    with committed():
        jobs.enqueue("letters")
    DBTaskResult.objects.update(status="RUNNING")
    with committed():
        jobs.enqueue("letters")
    assert waiting() == ["letters"]


@pytest.mark.django_db
def test_a_queue_that_fails_fails_nobody_and_is_left_alone_for_a_while(queue, caplog, committed):
    with committed():
        letter = outbox.owe("note", "ellen@example.org")
    assert letter.pk
    assert "waits for a worker's next look: database or disk is full" in caplog.text
    with committed():
        jobs.enqueue("letters")
    assert queue.asked == 1


@pytest.mark.django_db
def test_a_task_does_what_was_registered(monkeypatch):
    done = []
    monkeypatch.setitem(jobs._works, "sweep", lambda: done.append("swept"))
    jobs.do.call("sweep")
    assert done == ["swept"]


@pytest.mark.django_db
def test_work_that_nobody_registered_is_no_error():
    """A task of an older version of the code."""
    jobs.do.call("forgotten")


def test_a_letter_for_later_asks_for_nothing_now(django_capture_on_commit_callbacks, db):
    with django_capture_on_commit_callbacks() as asked:
        outbox.owe("note", "ellen@example.org", due_at=timezone.now() + timedelta(minutes=5))
    assert asked == []
