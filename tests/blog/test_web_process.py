"""blog/web_process.py: how a web process begins, and how it takes its leave."""

from __future__ import annotations

import asyncio
import os
from types import SimpleNamespace

import pytest

from blog.front import Front
from blog.web_process import DEAF_SECONDS, Closing, WebProcess, is_here
from tests.serving import until
from tests.site import environment, run

LEFT_ALONE = """
import django, os, sys, threading, time
django.setup()
from blog.web_process import end_with_main
main = os.fork()
if main == 0:
    if os.fork() == 0:
        threading.Thread(target=end_with_main, args=(os.getppid(),), daemon=True).start()
        sys.stdout.write(str(os.getpid())); sys.stdout.flush(); os.close(1)
        time.sleep(300)
    time.sleep(300)
time.sleep(1.5)
os.kill(main, 9)
"""

GROWN_UP = """
import django, gc, os, sys
django.setup()
from blog import web_process
web_process.application(os.getppid(), os.pipe()[1], 0)
looked_through = len(gc.get_objects())
sys.stdout.write(f"{looked_through} {gc.get_freeze_count()}")
sys.stdout.flush()
os._exit(0)
"""


class Protocol:
    """What granian hands over, and what was said to it."""

    def __init__(self, *chunks):
        self.chunks, self.answers = chunks, []

    async def __aiter__(self):
        for chunk in self.chunks:
            yield chunk

    def response_bytes(self, status, headers, body):
        self.answers.append((status, headers, body))

    def response_empty(self, status, headers):
        self.answers.append((status, headers))


def site(environ, start_response):
    start_response("200 OK", [("X-Length", environ.get("CONTENT_LENGTH", ""))])
    return [environ["wsgi.input"].read()]


def ask(process, *chunks):
    headers = {"host": "blog.example", "content-length": str(sum(map(len, chunks)))}
    told = {"http_version": "1.1", "server": "127.0.0.1:8000", "client": "127.0.0.1:4711", "scheme": "http"}
    scope = SimpleNamespace(method="POST", path="/", query_string="", headers=headers, **told)
    protocol = Protocol(*chunks)

    async def answer():
        await process.__rsgi__(scope, protocol)

    asyncio.run(answer())
    return protocol.answers


@pytest.fixture
def process():
    readable, writable = os.pipe()
    yield WebProcess(Front(site, 2), writable)
    os.close(readable)
    os.close(writable)


def test_what_is_asked_last_is_answered_and_told_to_be_the_last(process):
    assert ask(process, b"ab") == [(200, [("x-length", "2")], b"ab")]
    process.leave()
    assert ask(process, b"abc") == [(200, [("x-length", "3"), ("connection", "close")], b"abc")]


def test_an_answer_without_a_body_is_the_last_as_well():
    protocol = Protocol()
    Closing(protocol).response_empty(204, [("a", "b")])
    assert protocol.answers == [(204, [("a", "b"), ("connection", "close")])]


def test_a_young_process_is_deaf_until_it_was_asked_something(process):
    assert process.is_deaf()
    process.loop = asyncio.new_event_loop()
    assert process.is_deaf()
    ask(process)
    assert not process.is_deaf()


def test_an_older_process_hears(process):
    process.loop = asyncio.new_event_loop()
    process.born -= DEAF_SECONDS
    assert not process.is_deaf()


def test_it_ends_with_the_main_process_however_that_ended(tmp_path):
    done = run("-c", LEFT_ALONE, env=environment(tmp_path, DJANGO_SETTINGS_MODULE="blog.settings"))
    assert until(lambda: not os.path.exists(f"/proc/{int(done.stdout)}"), 30)


def test_what_is_loaded_at_the_start_is_not_looked_through_for_rubbish_again(tmp_path):
    """Each time, all readers of the process would wait for it."""
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="blog.settings")
    looked_through, left_alone = map(int, run("-c", GROWN_UP, env=env).stdout.split())

    assert left_alone > 100_000
    assert looked_through < left_alone / 10


@pytest.mark.parametrize("host", ["", None, "localhost", "127.0.0.1", "/run/postgresql"])
def test_a_database_of_this_machine_is_not_waited_for(host):
    assert is_here({"HOST": host})


@pytest.mark.parametrize("host", ["db", "10.0.0.7", "postgres.example.org"])
def test_one_of_another_machine_is(host):
    assert not is_here({"HOST": host})
