"""blog/queues.py: a task reaches one worker; one that dies leaves it to the next."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from redis import Redis

from blog import jobs, queues
from tests.engines import ENGINES, environment_of, new_database, run_on
from tests.redis import kill, own_redis
from tests.serving import END_SECONDS, until
from tests.source import ROOT

TOIL = ("-m", "tests.blog.toil")
SOON = 5  # seconds on a loaded machine; without a task it would never come
START_SECONDS = 20


class TestTasksInTheDatabase:
    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch, db):
        monkeypatch.setattr(queues, "LOOK_SECONDS", 0.01)
        monkeypatch.setitem(jobs._works, "sweep", lambda: self.done.append(1))
        self.done: list[int] = []
        self.queue = queues.DatabaseQueue()

    def a_task(self, **fields) -> DBTaskResult:
        task = DBTaskResult.objects.get(pk=jobs.do.using(queue_name="sweep").enqueue("sweep").id)
        DBTaskResult.objects.filter(pk=task.pk).update(**fields)
        return task

    def test_it_does_one_at_a_time(self):
        self.a_task(), self.a_task()
        assert self.queue.work(threading.Event())
        assert self.done == [1]
        assert self.queue.work(threading.Event())
        assert not self.queue.work(threading.Event())
        assert self.done == [1, 1]

    def test_a_look_that_finds_nothing_is_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            self.queue.work(threading.Event())

    def test_whoever_writes_first_has_it(self, monkeypatch):
        task = self.a_task()
        seen = DBTaskResult.objects.filter(pk=task.pk)
        others = queues.DatabaseQueue()
        monkeypatch.setattr(queues._rows().ready().__class__, "first", lambda _rows: DBTaskResult.objects.get())
        assert others._claim()
        assert self.queue._claim() is None
        assert len(seen.get().worker_ids) == 1

    def test_what_a_dead_worker_left_is_taken_up_when_its_time_is_over(self):
        late, fresh = timezone.now() - queues.LEASE * 2, timezone.now()
        dead = self.a_task(status="RUNNING", started_at=late, worker_ids=["a"])
        living = self.a_task(status="RUNNING", started_at=fresh, worker_ids=["b"])
        self.queue.tidy()
        assert DBTaskResult.objects.get(pk=dead.pk).status == "READY"
        assert DBTaskResult.objects.get(pk=living.pk).status == "RUNNING"

    def test_a_task_that_ends_every_worker_is_given_up(self):
        late = timezone.now() - queues.LEASE * 2
        self.a_task(status="RUNNING", started_at=late, worker_ids=["a"] * queues.MOST_TRIES)
        self.queue.tidy()
        assert DBTaskResult.objects.get().status == "FAILED"

    def test_what_is_over_is_forgotten_and_a_failure_can_be_read_for_a_week(self):
        hours = timezone.now() - timedelta(hours=2)
        self.a_task(status="SUCCESSFUL", finished_at=hours)
        failed = self.a_task(status="FAILED", finished_at=hours)
        young = self.a_task(status="SUCCESSFUL", finished_at=timezone.now())
        assert self.queue.tidy() == 1
        assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {failed.pk, young.pk}


class Site:
    """Workers of their own on one database and one queue."""

    def __init__(self, url: str, directory: Path, **settings: str) -> None:
        self.url, self.directory, self.settings = url, directory, settings

    def run(self, job: str) -> None:
        run_on(self.url, *TOIL, job, str(self.directory), **self.settings)

    @contextmanager
    def worker(self, job: str) -> Iterator[subprocess.Popen[bytes]]:
        env = environment_of(self.url, **self.settings)
        process = subprocess.Popen([sys.executable, *TOIL, job, str(self.directory)], cwd=ROOT, env=env)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def has(self, mark: str, seconds: float = START_SECONDS) -> bool:
        return until((self.directory / mark).exists, seconds)


@pytest.fixture(scope="module", params=[*ENGINES, "redis"])
def place(request, tmp_path_factory) -> Iterator[tuple[str, str]]:
    """A database and a queue."""
    directory = tmp_path_factory.mktemp("queues")
    engine = "sqlite" if request.param == "redis" else request.param
    with new_database(engine, directory) as url, ExitStack() as stack:
        yield url, stack.enter_context(own_redis(directory)) if request.param == "redis" else ""


@pytest.fixture
def site(place, tmp_path) -> Site:
    url, redis = place
    return Site(url, tmp_path, TASKS_URL=redis)


def test_a_worker_begins_as_soon_as_it_is_asked(site):
    with site.worker("work"):
        site.run("ask")
        assert site.has("done")


def test_a_task_whose_worker_was_killed_is_done_by_the_next(site):
    site.run("ask")
    with site.worker("slow") as process:
        assert site.has("begun")
        process.kill()
        process.wait()
    assert not site.has("done", 0)
    # In the database it is taken up; in Redis whoever asks next is not held up by it.
    site.run("ask" if site.settings["TASKS_URL"] else "tidy")
    with site.worker("work"):
        assert site.has("done")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_is_told_to_end_finishes_the_task_in_hand(site, number):
    site.run("ask")
    with site.worker("slow") as process:
        assert site.has("begun")
        process.send_signal(number)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        (site.directory / "enough").touch()
        assert process.wait(END_SECONDS) == 0
    assert site.has("done", 0)


@pytest.mark.parametrize("trouble", ["flushed", "killed"])
def test_a_redis_in_trouble_costs_the_wait_until_the_next_look(tmp_path, trouble):
    with new_database("sqlite", tmp_path) as url, own_redis(tmp_path) as redis:
        site = Site(url, tmp_path, TASKS_URL=redis)
        with site.worker("live") as process:
            assert site.has("done")
            Redis.from_url(redis).flushall() if trouble == "flushed" else kill(redis)
            site.run("ask")  # fails nobody
            (tmp_path / "done").unlink()
            assert site.has("done")
            assert process.poll() is None
            process.terminate()
            assert process.wait(END_SECONDS) == 0
