"""How this site writes down what happens: a line each, readable or JSON, without anybody in it, and never too many."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, TextIO

from blog import discretion

request_number: ContextVar[str] = ContextVar("request_number", default="")

SERVERS = {"serve", "web", "worker", "runserver"}  # other commands print something of their own
MOST_ALIKE = 10  # lines that say the same, in
SECONDS_ALIKE = 60.0
MOST_KINDS = 500  # told apart; who writes a new text each time is counted by its logger
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
ACCESS = "blog.access"  # a line for each request is what its owner asked for
SECURITY = "blog.security"  # who came in or failed to: see blog/membership/events.py


class ReadableLines(logging.Formatter):
    """For people: the moment, how bad it is, who says it, for which request, what."""

    def format(self, record: logging.LogRecord) -> str:
        number = request_number.get()
        about = f" [{number}]" if number else ""
        first = f"{moment(record)} {record.levelname} {record.name}{about}: {message(record)}"
        return "\n".join([first, *trace(record)])


class JsonLines(logging.Formatter):
    """For programs: one object a line."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {"time": moment(record), "level": record.levelname, "logger": record.name}
        if number := request_number.get():
            said["request_id"] = number
        said["message"] = message(record)
        said |= getattr(record, "access", {})
        if lines := trace(record):
            said["trace"] = lines
        return json.dumps(said, ensure_ascii=False)


class BoundedHandler(logging.StreamHandler[TextIO]):
    """Writes the first lines of a kind in each minute, and then how many more there were."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.kinds: dict[tuple[Any, ...], _Kind] = {}
        self.looked_at = 0.0

    @property
    def stream(self) -> TextIO:
        """Wherever it is now: a server's forks and tests put other ones there."""
        return sys.stdout if writes_to_stdout(self.formatter) else sys.stderr

    @stream.setter
    def stream(self, stream: TextIO) -> None:
        """Set once by the class this one is built on."""

    def emit(self, record: logging.LogRecord) -> None:
        now = time.monotonic()
        for sentence in self._about_the_past(now):
            super().emit(_summary(sentence))
        if record.name == ACCESS or self._kind_of(record, now).takes_one_more():
            super().emit(record)

    def _kind_of(self, record: logging.LogRecord, now: float) -> _Kind:
        key = kind_of(record)
        if key not in self.kinds and len(self.kinds) >= MOST_KINDS:
            key = (record.name, record.levelno)
        return self.kinds.setdefault(key, _Kind(record, now))

    def _about_the_past(self, now: float) -> Iterator[str]:
        if now - self.looked_at < 1:
            return
        self.looked_at = now
        for key in [key for key, kind in self.kinds.items() if now - kind.since >= SECONDS_ALIKE]:
            if sentence := self.kinds.pop(key).summary():
                yield sentence

    def close(self) -> None:
        for kind in self.kinds.values():
            if sentence := kind.summary():
                super().emit(_summary(sentence))
        self.kinds.clear()
        super().close()


class _Kind:
    def __init__(self, record: logging.LogRecord, now: float) -> None:
        self.name, self.line, self.since, self.count = record.name, message(record), now, 0

    def takes_one_more(self) -> bool:
        self.count += 1
        return self.count <= MOST_ALIKE

    def summary(self) -> str:
        more = self.count - MOST_ALIKE
        return f"{more} more like this, of {self.name}: {self.line}" if more > 0 else ""


def configuration(level: str, is_json: bool) -> dict[str, Any]:
    """What `LOGGING` is set to. Only our own loggers say more than warnings: libraries tell addresses and queries."""
    own = {name: {"level": level} for name in ("blog", "comments", "accounts")}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"blog.logs.{'JsonLines' if is_json else 'ReadableLines'}"}},
        "handlers": {"console": {"class": "blog.logs.BoundedHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": max(level, "WARNING", key=LEVELS.index)},
        "loggers": {
            **own,
            ACCESS: {"level": "INFO"},
            SECURITY: {"level": "INFO"},
            # Every 404 and 405 a robot causes would be a line; what broke is logged above this level.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "CRITICAL"},
            # A line for every task that went well.
            "rq.worker": {"level": "WARNING"},
            "django_tasks": {"level": "WARNING"},
            # Django's own handlers for these would write everything uncut.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


def message(record: logging.LogRecord) -> str:
    """What it says, with the errors in it in their own words."""
    if isinstance(record.args, tuple):
        said = tuple(discretion.words(one) if isinstance(one, BaseException) else one for one in record.args)
    else:
        said = record.args  # type: ignore[assignment]
    if isinstance(record.msg, BaseException):
        return discretion.error(record.msg)
    try:
        return discretion.line(str(record.msg) % said if said else str(record.msg))
    except (TypeError, ValueError):
        return discretion.line(str(record.msg))


def trace(record: logging.LogRecord) -> list[str]:
    return discretion.tracebacks(record.exc_info[1]) if record.exc_info else []


def moment(record: logging.LogRecord) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z"


def kind_of(record: logging.LogRecord) -> tuple[Any, ...]:
    """The same for lines that say the same about different things."""
    raised = record.exc_info[1] if record.exc_info else None
    where = discretion.place(raised.__traceback__) if raised else ""
    return record.name, record.levelno, str(record.msg)[:200], type(raised), where


def writes_to_stdout(formatter: logging.Formatter | None) -> bool:
    """Where programs gather the lines of a server; what another command prints stays its own."""
    is_command = sys.argv[0].endswith("manage.py") and not SERVERS.intersection(sys.argv[1:2])
    return isinstance(formatter, JsonLines) and not is_command


def _summary(sentence: str) -> logging.LogRecord:
    return logging.LogRecord("blog.logs", logging.WARNING, "", 0, sentence.replace("%", "%%"), (), None)
