"""Reports to a service for errors: what arrives there, and what does not."""

from __future__ import annotations

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest

from blog import reporting
from tests.site import environment, run

BREAKING = """
import django, logging
django.setup()
import sentry_sdk
from django.test import Client
from blog import health
def boom():
    secret_variable = "held by a variable"
    raise ValueError("Key (email)=(bob@example.org) of 'what bob wrote'")
health.database_answers = boom
client = Client(raise_request_exception=False, SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.9")
client.cookies["name"] = "held by a cookie"
client.get("/readyz?token=held-by-the-address", {"body": "what bob wrote"})
logging.getLogger("blog").error("A letter to %s", "bob@example.org")
logging.getLogger("blog").warning("No error at all")
sentry_sdk.flush(20)
"""

READERS = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@pytest.fixture
def sink():
    """A service on loopback that keeps what it is sent."""

    class Sink(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.received.append(READERS[self.headers.get("Content-Encoding", "")](body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Sink)
    server.received = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def received(sink, tmp_path):
    dsn = f"http://key@127.0.0.1:{sink.server_port}/1"
    env = environment(tmp_path, SENTRY_DSN=dsn, DJANGO_SETTINGS_MODULE="blog.settings")
    done = run("-c", BREAKING, env=env)
    assert done.returncode == 0, done.stderr
    return sink.received


def test_the_place_arrives_and_nobody_with_it(received):
    events = [json.loads(one.splitlines()[2]) for one in received]
    assert len(events) == 2
    broke = next(event for event in events if "exception" in event)
    [error] = broke["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "Key (email)=(…) of '…'")
    assert {"readyz", "boom"} <= {frame["function"] for frame in error["stacktrace"]["frames"]}
    assert len(broke["tags"]["request_id"]) == 32
    assert broke["release"].startswith("colloquy@")
    everything = b"".join(received).decode()
    for private in (
        "bob",
        "held by",
        "held-by",
        "203.0.113.9",
        "cookie",
        "readyz?",
        "vars",
        "server_name",
        str(reporting.discretion.ROOT),
    ):
        assert private not in everything, private


def test_without_an_address_the_library_is_not_even_loaded(tmp_path):
    program = "import django, sys; django.setup(); sys.exit('sentry_sdk' in sys.modules)"
    done = run("-c", program, env=environment(tmp_path, SENTRY_DSN="", DJANGO_SETTINGS_MODULE="blog.settings"))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "dsn", ["errors.example.org", "https://errors.example.org/1", "https://s3cret@errors.example.org"]
)
def test_an_address_that_cannot_be_meant_ends_the_start_and_is_not_repeated(tmp_path, dsn):
    done = run("manage.py", "check", env=environment(tmp_path, SENTRY_DSN=dsn))
    assert done.returncode != 0
    assert "SENTRY_DSN should look like" in done.stderr
    assert "s3cret" not in done.stderr


def test_only_what_is_named_leaves_this_machine():
    event = {
        "event_id": "1", "request": {"url": "x"}, "user": {"id": 1}, "extra": {"a": 1}, "breadcrumbs": {"values": [1]},
        "contexts": {"trace": 1}, "modules": {"a": "1"}, "server_name": "here", "transaction": "/comments/receipt/abc/",
        "logentry": {"message": "To %s", "params": ["bob"], "formatted": "To bob"},
        "exception": {"values": [{"type": "E", "value": "a", "stacktrace": {"frames": [
            {"function": "f", "vars": {"a": "b"}, "context_line": "c", "abs_path": "/srv/site/blog/x.py", "lineno": 3}]}}]},
    }  # fmt: skip
    frame = {"filename": "blog/x.py", "function": "f", "lineno": 3}
    assert reporting.reduced(event) == {
        "event_id": "1",
        "logentry": {"message": "To %s"},
        "exception": {"values": [{"type": "E", "value": "a", "stacktrace": {"frames": [frame]}}]},
    }


def test_what_breaks_at_every_request_is_told_some_times_an_hour(monkeypatch):
    reporter = reporting.Reporter()
    sent = [reporter({"event_id": "1"}, {}) for _ in range(reporting.MOST_AN_HOUR + 10)]
    assert len([one for one in sent if one]) == reporting.MOST_AN_HOUR
    monkeypatch.setattr(reporting.time, "monotonic", lambda: reporter.since + 3601)
    assert reporter({"event_id": "1"}, {})


@pytest.mark.django_db
def test_the_privacy_page_tells_of_it_where_it_is_on(client, settings):
    assert "When something breaks" not in client.get("/privacy/").content.decode()
    settings.SENTRY_DSN = "https://s3cret@errors.example.org/1"
    page = client.get("/privacy/").content.decode()
    assert "errors.example.org" in page
    assert "the places in the program" in page
    assert "s3cret" not in page
