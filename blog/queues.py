"""Where tasks wait for a worker: a table of the database, or Redis where TASKS_URL names one.

Both only make work prompt. What is owed stands in rows of its own, so a task that is lost costs the
wait until the worker's next look, and one that comes twice finds nothing to do.
"""

from __future__ import annotations

import logging
import threading
import uuid
from contextlib import suppress
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone

logger = logging.getLogger("blog.queues")

LOOK_SECONDS = 1.0  # one query on an index of what is ready, which is as good as empty
LEASE = timedelta(minutes=10)  # a task that runs longer is in nobody's hands any more
MOST_TRIES = 3  # a task that ends its worker each time
KEPT_DONE = timedelta(hours=1)
KEPT_FAILED = timedelta(days=7)  # so that somebody can read why


class DatabaseQueue:
    def line(self, name: str) -> str:
        """The name of the queue that work of this name waits in."""
        return name

    def answers(self) -> bool:
        return _rows().filter(status="READY").count() >= 0

    def awaits(self, name: str) -> bool:
        """Asked for already, and begun by nobody: who begins it later sees all that is owed now."""
        return _rows().filter(status="READY", queue_name=name).exists()

    def length(self, most: int) -> float | None:
        """How many tasks nobody has begun, counted up to `most`; None while nobody can say."""
        return float(_rows().filter(status="READY").order_by().values("pk")[:most].count())

    def begun(self, name: str) -> None:
        """A row that is claimed is not ready any more."""

    def work(self, ended: threading.Event) -> bool:
        """Do the next task. False where none came for a moment."""
        task = self._claim()
        if task is None:
            ended.wait(LOOK_SECONDS)
            return False
        self._worker.run_task(task)
        return True

    def tidy(self) -> int:
        """Take up what a dead worker left, and forget what is over. Returns how many tasks were forgotten."""
        now = timezone.now()
        for task in _rows().filter(status="RUNNING", started_at__lt=now - LEASE):
            status = "READY" if len(task.worker_ids) < MOST_TRIES else "FAILED"
            same = _rows().filter(pk=task.pk, status="RUNNING", started_at=task.started_at)
            same.update(status=status, finished_at=None if status == "READY" else now)
        done = _rows().filter(status="SUCCESSFUL", finished_at__lt=now - KEPT_DONE).delete()[0]
        return done + _rows().filter(status="FAILED", finished_at__lt=now - KEPT_FAILED).delete()[0]

    def _claim(self) -> Any:
        """A compare-and-set. The library's own worker locks all of an SQLite database for every look."""
        task = _rows().ready().first()
        if task is None:
            return None
        task.worker_ids = [*task.worker_ids, self._worker.worker_id]
        task.status, task.started_at = "RUNNING", timezone.now()
        same = _rows().filter(pk=task.pk, status="READY")
        taken = same.update(status=task.status, started_at=task.started_at, worker_ids=task.worker_ids)
        return task if taken else None

    @cached_property
    def _worker(self) -> Any:
        from django_tasks_db.management.commands.db_worker import Worker

        return Worker(
            queue_names=["*"],
            interval=LOOK_SECONDS,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=uuid.uuid4().hex,
            excluded_queue_names=[],
        )


class RedisQueue:
    def line(self, name: str) -> str:
        """All in one: more of them would have to be set up one by one."""
        return "default"

    def answers(self) -> bool:
        from redis.exceptions import RedisError

        try:
            return bool(self._redis.ping())
        except RedisError:
            return False

    def awaits(self, name: str) -> bool:
        """Redis may forget that it was begun, but not for longer than a minute."""
        return not self._redis.set(self._key(name), 1, nx=True, ex=60)

    def length(self, most: int) -> float | None:
        from redis.exceptions import RedisError

        try:
            return float(min(most, self._queue.count))
        except RedisError:
            return None

    def begun(self, name: str) -> None:
        self._redis.delete(self._key(name))

    def work(self, ended: threading.Event) -> bool:
        """Redis itself waits for the next one, for a second. While it is away, the worker's looks are all there is."""
        from django_tasks_rq import Job
        from redis.exceptions import RedisError
        from rq.exceptions import DequeueTimeout

        try:
            found = self._queue.dequeue_any([self._queue], 1, connection=self._redis, job_class=Job)
            if found is not None:
                self._worker.execute_job(*found)
        except DequeueTimeout:
            return False
        except RedisError as error:
            logger.warning("Tasks wait for Redis: %s", error)
            ended.wait(LOOK_SECONDS * 5)
            return False
        return found is not None

    def tidy(self) -> int:
        """Redis drops what is over by itself; what a dead worker left, its registry of started jobs takes up."""
        from redis.exceptions import RedisError

        with suppress(RedisError):
            self._worker.clean_registries()
        return 0

    def _key(self, name: str) -> str:
        return f"colloquy:asked:{settings.SITE_URL}:{name}"

    @property
    def _redis(self) -> Any:
        return self._queue.connection

    @cached_property
    def _queue(self) -> Any:
        import django_rq
        from django_tasks_rq import Job

        return django_rq.get_queue("default", job_class=Job)

    @cached_property
    def _worker(self) -> Any:
        from django_tasks_rq import Job
        from rq import SimpleWorker

        return SimpleWorker([self._queue], connection=self._redis, job_class=Job)


def chosen() -> DatabaseQueue | RedisQueue:
    return _redis_queue if settings.TASKS_URL else _database_queue


def _rows() -> Any:
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.filter(backend_name="default")


_database_queue, _redis_queue = DatabaseQueue(), RedisQueue()
