"""blog/front.py: whoever is slow waits alone."""

from __future__ import annotations

import asyncio
import http.client
import io
import os
import resource
import signal
import socket
import threading
import time
from collections import Counter
from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from blog import front
from blog.server import GRACE_SECONDS
from blog.web_process import DEAF_SECONDS
from tests.serving import END_SECONDS, serving, session, until

EACH = 200  # connections of each kind
SLOW_HEADERS = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
SLOW_BODY = (  # with a cookie as if from a form of the site, so that Django does read it
    b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nCookie: csrftoken=" + b"a" * 32 + b"\r\n\r\n"
)
SLOW_READER = b"GET /static/site/fonts/literata-italic.woff2 HTTP/1.1\r\nHost: localhost\r\n\r\n" * 40


def ask(port, method="GET", path="/", body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, {"Host": "localhost", **(headers or {})})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def slow_connection(port, said):
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", port))
    connection.sendall(said)
    return connection


@pytest.fixture(scope="module")
def _many_files():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def seconds_of_five(port):
    """How long an ordinary reader waits, five times, the shortest first."""
    times = []
    for _ in range(5):
        began = time.monotonic()
        assert ask(port)[0] == 200
        times.append(time.monotonic() - began)
    return sorted(times)


@pytest.mark.rehearsal
@pytest.mark.usefixtures("_many_files")
def test_an_ordinary_reader_is_served_beside_six_hundred_slow_ones(prepared, port):
    with serving(prepared, port) as server, ExitStack() as open_connections:
        calm = seconds_of_five(port)  # next to nothing, unless the machine has others to serve
        kinds = [slow_connection(port, said) for said in (SLOW_HEADERS, SLOW_BODY, SLOW_READER) for _ in range(EACH)]
        for connection in kinds:
            open_connections.enter_context(connection)
        is_over = threading.Event()

        def drip():
            while not is_over.wait(0.5):
                for connection in kinds[: 2 * EACH]:
                    connection.send(b"x")

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            time.sleep(2)
            times = seconds_of_five(port)
        finally:
            is_over.set()
            dripping.join()
        assert times[2] < 1 + 4 * calm[4]
        os.kill(server.pid, signal.SIGTERM)
        assert until(lambda: not session(server.pid), GRACE_SECONDS + END_SECONDS)


def test_what_comes_whole_reaches_the_site_as_before(prepared, port):
    with serving(prepared, port, workers=1):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert ask(port, "POST", "/accounts/login/", "login=bob", form)[0] == 403  # no CSRF token: it was read
        assert ask(port, "HEAD") == (200, b"")
        assert ask(port, path="/static/site/tokens.css")[0] == 200
        assert ask(port, path="/no%20such/%C3%A9/")[0] == 404
        assert ask(port, "POST", "/", "x", {"Content-Length": str(30 * 1024 * 1024)})[0] == 413


class Sender:
    """What granian hands over: the parts of a body as they come, and the place for the answer."""

    def __init__(self, parts, pause=0.0):
        self.parts, self.pause, self.answer = parts, pause, None

    async def __aiter__(self):
        for part in self.parts:
            await asyncio.sleep(self.pause)
            yield part

    def response_bytes(self, status, headers, body):
        self.answer = status, dict(headers), body

    def response_file(self, status, headers, path):
        self.answer = status, dict(headers), path


def run(site, sender, **headers):
    items = [(name.replace("_", "-"), value) for name, value in {"host": "blog.example", **headers}.items()]
    told = {"http_version": "1.1", "server": "127.0.0.1:8000", "client": "[2001:db8::7]:4711", "scheme": "http"}
    scope = SimpleNamespace(method="POST", path="/é", query_string="a=%20b", headers=dict(items), **told)
    asyncio.run(front.Front(site, 2).__rsgi__(scope, sender))
    return sender.answer


def echo(environ, start_response):
    start_response("200 OK", [("X-Length", environ.get("CONTENT_LENGTH", ""))])
    return [environ["wsgi.input"].read()]


def test_a_body_reaches_the_site_whole():
    assert run(echo, Sender([b"a", b"bc"]), content_length="3") == (200, {"x-length": "3"}, b"abc")


def test_a_body_without_a_length_gets_the_one_it_has():
    assert run(echo, Sender([b"a", b"bc"]), transfer_encoding="chunked") == (200, {"x-length": "3"}, b"abc")


def test_a_body_that_does_not_come_in_time_is_given_up(monkeypatch):
    monkeypatch.setattr(front, "BODY_SECONDS", 0.2)
    began = time.monotonic()
    assert run(echo, Sender([b"x"] * 1000, pause=0.02), content_length="1000")[0] == 408
    assert time.monotonic() - began < 15


def test_a_large_body_has_time_in_proportion(monkeypatch):
    monkeypatch.setattr(front, "BODY_SECONDS", 1)
    assert run(echo, Sender([b"x" * front.SLOWEST] * 10, pause=0.2), content_length=str(10 * front.SLOWEST))[0] == 200


def test_a_body_that_ends_early_is_no_request():
    assert run(echo, Sender([b"ab"]), content_length="3")[0] == 400


def test_a_body_that_grows_too_large_is_given_up(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert run(echo, Sender([b"x" * 6] * 2), transfer_encoding="chunked")[0] == 413


def test_a_body_that_says_it_is_too_large_is_left_to_the_site_unread(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert run(echo, Sender([b"x" * 11]), content_length="11") == (200, {"x-length": "11"}, b"")


def at_the_same_time(site, requests, **told):
    """The answers of one process to so many requests at once."""
    scope = {"http_version": "1.1", "server": "127.0.0.1:8000", "client": "127.0.0.1:4711", "scheme": "http"}
    scope |= {"method": "POST", "path": "/", "query_string": "", "headers": {"host": "blog.example"}}
    senders = [Sender([]) for _request in range(requests)]

    async def all_of_them():
        process = front.Front(site, 4, **told)
        await asyncio.gather(*(process.__rsgi__(SimpleNamespace(**scope), sender) for sender in senders))

    asyncio.run(all_of_them())
    return [sender.answer[0] for sender in senders]


def test_quick_requests_are_answered_one_after_the_other():
    """Two threads in Python at once would both be late."""
    here, most = 0, 0

    def site(environ, start_response):
        nonlocal here, most
        here += 1
        most = max(most, here)
        time.sleep(0.002)  # in which another thread could begin
        here -= 1
        return echo(environ, start_response)

    assert at_the_same_time(site, 20, long=END_SECONDS) == [200] * 20
    assert most == 1


def test_a_request_that_takes_long_holds_up_no_other():
    """Each waits until all are here; only so many threads can be."""
    together = threading.Barrier(4, timeout=END_SECONDS)

    def site(environ, start_response):
        together.wait()
        return echo(environ, start_response)

    assert at_the_same_time(site, 4) == [200] * 4


def test_the_thread_that_was_the_last_to_answer_is_the_next():
    """It has a connection to the database, and has put its statements into words."""
    threads = []
    together = threading.Barrier(4, timeout=END_SECONDS)  # all of them are there before it is looked at

    def site(environ, start_response):
        threads.append(threading.get_ident())
        if len(threads) <= 4:
            together.wait()
        return echo(environ, start_response)

    assert at_the_same_time(site, 40, long=0.3) == [200] * 40
    assert len(set(threads[:4])) == 4
    _thread, times = Counter(threads[-30:]).most_common(1)[0]
    assert times > 20  # all but those that a busy machine made wait


def test_a_thread_whose_answer_nobody_awaits_any_more_is_not_given_to_another():
    held = threading.Event()

    async def given_up():
        process = front.Front(echo, 2, long=0.01)
        forgotten = asyncio.ensure_future(process._run(held.wait, END_SECONDS))
        await asyncio.sleep(0.1)
        forgotten.cancel()
        await asyncio.wait({forgotten})
        free = process.threads.qsize()
        held.set()
        await process._run(bool)
        return free

    assert asyncio.run(given_up()) == 1


def test_the_site_is_told_what_the_standard_asks_for():
    told = {}

    def site(environ, start_response):
        told.update(environ)
        return echo(environ, start_response)

    run(site, Sender([]), x_forwarded_for="203.0.113.7")
    assert told["PATH_INFO"] == "/é".encode().decode("latin-1")
    assert (told["REMOTE_ADDR"], told["SERVER_NAME"], told["SERVER_PORT"]) == ("2001:db8::7", "127.0.0.1", "8000")
    assert (told["HTTP_HOST"], told["HTTP_X_FORWARDED_FOR"]) == ("blog.example", "203.0.113.7")


def test_headers_of_one_name_are_joined_and_false_friends_dropped():
    headers = [("cookie", "a=1"), ("cookie", "b=2"), ("x-a", "1"), ("x-a", "2"), ("x_forwarded_for", "10.0.0.1")]
    assert front.header_variables(headers) == {"HTTP_COOKIE": "a=1; b=2", "HTTP_X_A": "1,2"}


def test_a_large_file_is_sent_from_the_disk_and_a_small_one_at_once(tmp_path):
    for size, expected in ((front.IN_MEMORY + 1, str(tmp_path / "file")), (3, b"xxx")):
        (tmp_path / "file").write_bytes(b"x" * size)

        def site(environ, start_response):
            start_response("200 OK", [])
            return environ["wsgi.file_wrapper"]((tmp_path / "file").open("rb"))

        assert run(site, Sender([]))[2] == expected


def test_a_part_of_a_large_file_is_only_that_part(tmp_path):
    (tmp_path / "file").write_bytes(b"x" * front.IN_MEMORY + b"end")

    def site(environ, start_response):
        start_response("206 Partial Content", [])
        file = (tmp_path / "file").open("rb")
        file.seek(front.IN_MEMORY)
        return environ["wsgi.file_wrapper"](file)

    assert run(site, Sender([]))[2] == b"end"


def test_the_answer_is_closed_also_when_it_breaks():
    closed = []

    class Broken(io.BytesIO):
        def __next__(self):
            raise ZeroDivisionError

        def close(self):
            closed.append(True)

    def site(environ, start_response):
        start_response("200 OK", [])
        return Broken()

    with pytest.raises(ZeroDivisionError):
        run(site, Sender([]))
    assert closed


def test_a_request_that_is_under_way_is_answered_before_the_end(prepared, port):
    with serving(prepared, port, workers=1) as server:
        time.sleep(DEAF_SECONDS)
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(SLOW_BODY.replace(b"5000", b"2") + b"a")
            assert ask(port, path="/healthz")[0] == 200  # who came after it was served: it is under way
            time.sleep(0.5)
            os.kill(server.pid, signal.SIGTERM)
            time.sleep(1)
            connection.sendall(b"b")
            assert b" 403 " in connection.recv(65536)
        assert until(lambda: not session(server.pid), END_SECONDS)


class OneAfterTheOther:
    """A protocol whose body comes in chunks."""

    def __init__(self, chunks):
        self.chunks = chunks

    async def __aiter__(self):
        for chunk in self.chunks:
            yield chunk


def collected(room, *chunks):
    """Of the one whose chunks these are: what went wrong, if anything."""
    said = {"CONTENT_LENGTH": str(sum(map(len, chunks))), "CONTENT_TYPE": "multipart/form-data"}
    with room.share() as take, io.BytesIO() as body:
        try:
            asyncio.run(front.collect(OneAfterTheOther(chunks), body, said, take))
        except front.RefusedBodyError as refused:
            return refused.status
    return None


def test_all_bodies_together_find_only_so_much_room():
    """Or five hundred slow photographs would fill the disk."""
    room, large = front.Room(1024 * 1024), b"x" * (600 * 1024)
    with room.share() as take:
        assert take(len(large))
        assert collected(room, large) == 503
        assert collected(room, b"x" * 5000) is None  # a form is never in the way
    assert collected(room, large) is None
    assert room.left == 1024 * 1024
