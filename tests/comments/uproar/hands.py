"""Workers, forked from a process that is warm, which may be killed at any point of their work.

At a query: before or after the database answered, the same one for the same seed. At a moment: wherever they are then.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, connections

from blog import queues, worker

SHORT, LONG = 0.3, 30.0  # seconds that a worker waits for the mail server: one that stalls, and any other
LONGEST = 60  # seconds that one round may take


@dataclass(frozen=True)
class Plan:
    """`query`, `moment` (seconds): when to die, 0 for never. `by_task`: does what it was asked for, and then looks."""

    query: int = 0
    is_answered: bool = False
    moment: float = 0.0
    by_task: bool = False

    @property
    def is_deadly(self) -> bool:
        return bool(self.query or self.moment)


@dataclass
class Hand:
    pid: int
    plan: Plan
    ends_at: float
    status: int | None = None

    @property
    def is_whole(self) -> bool:
        """It did all that there was to do."""
        return self.status == 0


def started(plans: list[Plan], port: int, patience: float) -> list[Hand]:
    connections.close_all()
    sys.stdout.flush()
    return [_start(plan, port, patience) for plan in plans]


def ended(crew: list[Hand]) -> list[Hand]:
    """Once all of them have ended, in whatever way. Raises where one failed by itself, or never ends."""
    end = time.monotonic() + LONGEST
    while waiting := [hand for hand in crew if hand.status is None]:
        for hand in waiting:
            if hand.ends_at and time.monotonic() >= hand.ends_at:
                os.kill(hand.pid, signal.SIGKILL)
                hand.ends_at = 0.0
            pid, status = os.waitpid(hand.pid, os.WNOHANG)
            if pid:
                hand.status = os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            raise RuntimeError("a worker does not come to its end")
        time.sleep(0.002)
    if failed := [hand for hand in crew if hand.status not in {0, -signal.SIGKILL}]:
        raise RuntimeError(f"a worker failed by itself: {failed}")
    return crew


def _start(plan: Plan, port: int, patience: float) -> Hand:
    pid = os.fork()
    if pid:
        return Hand(pid, plan, time.monotonic() + plan.moment if plan.moment else 0.0)
    status = 1
    try:
        status = _work(plan, port, patience)
    except BaseException:  # whatever it was, this process must not go on as its parent would
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _work(plan: Plan, port: int, patience: float) -> int:
    """0, or 2 where something went wrong that nobody had arranged."""
    errors = _errors()
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = port, patience
    if plan.query:
        connection.execute_wrappers.append(_deadly(plan))
    if plan.by_task:
        while queues._rows().ready().exists():
            queues.chosen().work(worker.jobs.ended)
    worker.look()
    return 2 if errors else 0


def _deadly(plan: Plan) -> Any:
    asked = 0

    def execute(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == plan.query and not plan.is_answered:
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(sql, params, many, context)
        if asked == plan.query:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return execute


def _errors() -> list[logging.LogRecord]:
    """What is logged as an error, or as trouble with the database, from now on."""
    records: list[logging.LogRecord] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.ERROR or record.name in {"blog.worker", "blog.jobs"}:
                records.append(record)

    logging.getLogger().addHandler(Listening())
    return records
