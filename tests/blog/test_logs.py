"""The lines this site writes: readable or JSON, bounded, and about nobody."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import sys

import pytest

from blog import logs
from tests.site import environment, run


@pytest.fixture(params=["ReadableLines", "JsonLines"])
def handler(request, monkeypatch):
    """The handler of the settings, writing into a text."""
    handler = logs.BoundedHandler()
    handler.setFormatter(getattr(logs, request.param)())
    text = io.StringIO()
    monkeypatch.setattr(logs.BoundedHandler, "stream", text)
    handler.written = lambda: text.getvalue().splitlines()
    return handler


@pytest.fixture
def logger(handler):
    logger = logging.getLogger("tests.of.logs")
    logger.propagate = False
    logger.addHandler(handler)
    yield logger
    logger.removeHandler(handler)


def test_a_line_tells_moment_level_name_request_and_message(logger, handler):
    token = logs.request_number.set("0123456789abcdef")
    logger.warning("So it is, %s", "here")
    logs.request_number.reset(token)
    [line] = handler.written()
    for part in ("WARNING", "tests.of.logs", "0123456789abcdef", "So it is, here", "Z"):
        assert part in line


def test_json_is_one_object_a_line(monkeypatch):
    record = logging.LogRecord("a", logging.ERROR, "", 0, "First\nsecond", (), None)
    said = json.loads(logs.JsonLines().format(record))
    assert (said["level"], said["logger"], said["message"]) == ("ERROR", "a", "First\\nsecond")
    assert "request_id" not in said


def test_nobody_begins_a_line_of_their_own(logger, handler):
    logger.warning("Name: %s", "Bob\n2026-01-01T00:00:00Z CRITICAL root: all is lost\r\x1b[2J")
    assert len(handler.written()) == 1
    assert "\x1b" not in handler.written()[0]


def test_errors_in_a_message_and_below_it_are_told_in_their_own_words(logger, handler):
    try:
        raise ValueError("Key (email)=(bob@example.org), 'what bob wrote'")
    except ValueError as error:
        logger.exception("It failed: %s", error)
        logger.error(error)
    text = "\n".join(handler.written())
    assert "ValueError" in text
    assert "test_logs.py" in text
    assert "bob" not in text


@pytest.mark.parametrize(("said", "arguments"), [("Only %d of %s", ("one",)), ("%(a)s and 100 %", {"a": 1})])
def test_arguments_that_do_not_fit_cost_no_line(handler, said, arguments):
    handler.emit(logging.makeLogRecord({"msg": said, "args": arguments}))
    assert len(handler.written()) == 1


def test_the_same_line_ten_thousand_times_is_ten_lines_and_a_sum(logger, handler):
    for number in range(10_000):
        logger.warning("Trouble with %d", number)
    assert len(handler.written()) == logs.MOST_ALIKE
    handler.close()
    assert len(handler.written()) == logs.MOST_ALIKE + 1
    assert "9990 more like this, of tests.of.logs: Trouble with 0" in handler.written()[-1]


def test_after_a_minute_it_may_be_said_again_and_the_sum_is_told(logger, handler, monkeypatch):
    moments = iter([1000.0] * 15 + [1061.0])
    monkeypatch.setattr(logs.time, "monotonic", lambda: next(moments))
    for _ in range(16):
        logger.warning("Trouble")
    lines = handler.written()
    assert len(lines) == logs.MOST_ALIKE + 2
    assert "5 more like this" in lines[-2]


def test_what_is_said_differently_each_time_is_bounded_as_well(logger, handler):
    for number in range(logs.MOST_KINDS * 3):
        logger.warning(f"Trouble number {number}")
    assert len(handler.written()) <= logs.MOST_KINDS + logs.MOST_ALIKE
    assert len(handler.kinds) <= logs.MOST_KINDS + 1


def test_two_different_errors_do_not_hide_each_other(logger, handler):
    for kind in [ValueError] * 30 + [KeyError] * 30:
        try:
            raise kind("x")
        except Exception:
            logger.exception("Internal Server Error")
    starts = [line for line in handler.written() if "Internal Server Error" in line]
    assert len(starts) == 2 * logs.MOST_ALIKE


@pytest.mark.parametrize(
    ("words", "is_stdout"),
    [(["manage.py", "serve"], True), (["/bin/gunicorn", "blog.wsgi"], True), (["manage.py", "check_trees"], False)],
)
def test_what_a_command_prints_for_a_program_stays_free_of_lines(monkeypatch, words, is_stdout):
    monkeypatch.setattr(sys, "argv", words)
    assert logs.writes_to_stdout(logs.JsonLines()) is is_stdout
    assert not logs.writes_to_stdout(logs.ReadableLines())


def test_nothing_reaches_a_handler_of_somebody_else(settings):
    assert list(settings.LOGGING["handlers"]) == ["console"]
    assert settings.LOGGING["handlers"]["console"]["class"] == "blog.logs.BoundedHandler"
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []


@pytest.mark.parametrize("level", logs.LEVELS)
def test_libraries_never_say_more_than_warnings(level):
    """At DEBUG, they would tell queries with what is in them, and addresses with their keys."""
    told = logs.configuration(level, is_json=False)
    assert told["root"]["level"] in {"WARNING", "ERROR", "CRITICAL"}
    assert told["loggers"]["blog"]["level"] == level
    assert told["loggers"]["django"]["level"] == "WARNING"


@pytest.mark.parametrize(("name", "value"), [("LOG_LEVEL", "loud"), ("LOG_FORMAT", "xml")])
def test_a_word_that_cannot_be_meant_ends_the_start(tmp_path, name, value):
    done = run("manage.py", "check", env=environment(tmp_path, **{name: value}))
    assert done.returncode != 0
    assert f"{name} is '{value}'; it should be one of" in done.stderr
    assert "Traceback" not in done.stderr


BREAKING = """
import django, os, sys
sys.argv = ["manage.py", "web"]
django.setup()
from django.test import Client
from blog import health
def boom(): raise ValueError("Key (email)=(bob@example.org) of 'what bob wrote'")
health.database_answers = boom
client = Client(raise_request_exception=False, SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.9")
client.get("/readyz?q=bob", {"body": "what bob wrote"})
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_breaks_is_told_with_its_place_and_without_the_request(tmp_path, form):
    env = environment(tmp_path, LOG_FORMAT=form, DJANGO_SETTINGS_MODULE="blog.settings", LOG_LEVEL="debug")
    done = run("-c", BREAKING, env=env)
    text = done.stdout if form == "json" else done.stderr
    assert "Internal Server Error: /readyz" in text
    assert "ValueError: Key (email)=(…) of '…'" in text
    assert not [word for word in ("bob", "203.0.113.9", "sessionid") if word in done.stdout + done.stderr]
    if form == "json":
        assert [line for line in map(json.loads, text.splitlines()) if line["level"] == "ERROR"]
