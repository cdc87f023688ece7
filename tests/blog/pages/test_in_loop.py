"""blog/pages/in_loop.py: several web processes, while others write. Nobody is shown what was true before they asked."""

from __future__ import annotations

import asyncio
import http.client
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from types import SimpleNamespace

import psycopg
import pytest

from blog.pages import in_loop
from blog.pages.asking import Key
from blog.pages.keeping import Kept, MadeOf, Store
from blog.pages.serving import Pages
from blog.pages.versions import Now
from tests.engines import ENGINES, new_database, run_on
from tests.ports import free_port
from tests.serving import serving
from tests.site import environment
from tests.source import ROOT

READERS = 6
CHANGES = 40

ARTICLE = """
from tests.builders import a_post
from datetime import datetime, timezone
print(a_post(slug="sleep", published_at=datetime(2026, 3, 1, tzinfo=timezone.utc)).pk)
"""

# Each line on standard input is a comment to write; what is printed was committed.
WRITER = """
import django; django.setup()
import sys
from blog.posts.models import Post
from tests.builders import a_comment
post = Post.objects.get(slug="sleep")
print("ready", flush=True)
for line in sys.stdin:
    a_comment(post, body_html=f"<p>{line.strip()}</p>")
    print(line.strip(), flush=True)
"""


@pytest.mark.parametrize("ends", ["hangs up", "waits too long"])
def test_who_waits_for_anothers_page_and_leaves_ends_it_for_nobody(ends, monkeypatch):
    monkeypatch.setattr(in_loop, "FLIGHT_SECONDS", 0.01 if ends == "waits too long" else 10)
    flight = Future()

    async def leave():
        waiting = asyncio.ensure_future(in_loop.landed(flight))
        await asyncio.sleep(0.05)
        waiting.cancel()
        return (await asyncio.gather(waiting, return_exceptions=True))[0]

    left = asyncio.run(leave())
    assert left is None if ends == "waits too long" else isinstance(left, asyncio.CancelledError)
    assert not flight.cancelled()
    flight.set_result(None)


class Source:
    """A PostgreSQL that has committed so often; its connection in the loop says the same, and counts what it is asked."""

    is_instant = False

    def __init__(self):
        self.commits, self.version, self.asked = 0, 0, []
        self.is_open = True

    def at(self):
        return Now(self.commits, (0, 0), {THING: self.version})

    async def moment(self):
        self.asked.append("moment")
        return self.commits if self.is_open else None

    async def now(self, things):
        self.asked.append("all")
        return self.at() if self.is_open else None


class ByThread:
    is_instant = False

    def __init__(self, source):
        self.source = source

    def moment(self):
        self.source.asked.append("thread")
        return self.source.commits

    def state_and(self, _things):
        return (0, 0), self.source.at().versions

    def connect(self):
        raise psycopg.OperationalError


THING = ("discussion", 7)
KEY = Key("blog.example", "", "/", "")


@pytest.fixture
def loop_and_source():
    """A page that rests on one discussion is kept, and the loop asks about it by itself."""
    source = Source()
    pages = Pages(ByThread(source), Store())
    made_of = MadeOf((0, 0), {THING: 0}, None, on_everything=False)
    pages.store.put(KEY, Kept([], b"words", '"1"', made_of, source.commits))
    loop = in_loop.PagesInLoop(pages, ask=None, run=None)
    loop.moment = source
    return loop, source


def looks(loop, source, *commits):
    """After each commit, which may change the page: is it still handed out, and what was asked?"""
    found = []
    for is_changed in commits:
        source.commits += 1
        source.version += is_changed
        page = asyncio.run(loop.kept(KEY))
        found.append((page is not None, tuple(source.asked)))
        source.asked.clear()
    return found


def test_a_page_is_handed_out_while_others_are_written_and_not_once_it_changed(loop_and_source):
    loop, source = loop_and_source
    assert looks(loop, source, False, False, False) == [
        (True, ("moment", "all")),
        (True, ("all",)),  # something is written all the time
        (True, ("all",)),
    ]
    assert looks(loop, source, True) == [(False, ("all",))]


def test_what_nobody_foresaw_leaves_nobody_waiting(loop_and_source, monkeypatch):
    loop, _source = loop_and_source

    async def broken(_keys):
        raise ZeroDivisionError

    monkeypatch.setattr(loop, "_right", broken)

    async def asked_by_several():
        return await asyncio.wait_for(asyncio.gather(*(loop.kept(KEY) for _reader in range(3))), 5)

    assert asyncio.run(asked_by_several()) == [None, None, None]
    assert not loop.is_asking


def test_where_nothing_was_committed_the_moment_is_enough(loop_and_source):
    loop, source = loop_and_source
    looks(loop, source, False)
    for asked in (["all"], ["moment"], ["moment"]):
        assert asyncio.run(loop.kept(KEY))
        assert source.asked == asked
        source.asked.clear()


def test_a_connection_that_broke_leaves_the_question_to_a_thread(loop_and_source):
    loop, source = loop_and_source
    source.is_open = False
    assert looks(loop, source, False) == [(True, ("moment", "thread"))]
    assert loop.moment is None
    assert looks(loop, source, True) == [(False, ("thread",))]


def test_too_much_to_ask_at_once_is_left_to_a_thread(loop_and_source, monkeypatch):
    loop, source = loop_and_source
    monkeypatch.setattr(in_loop, "MOST_IN_LOOP", 0)
    assert looks(loop, source, False) == [(True, ("moment", "thread"))]
    assert loop.moment is source


class Headers:
    """granian's: a name may stand there more than once."""

    def __init__(self, *lines):
        self.lines = lines

    def __contains__(self, name):
        return bool(self.get_all(name))

    def get_all(self, name):
        return [value for given, value in self.lines if given == name]

    def get(self, name, default=None):
        return next(iter(self.get_all(name)), default)


def key_of(*lines, peer="203.0.113.9:4711"):
    headers = Headers(("host", "blog.example"), *lines)
    return in_loop.key_of_scope(SimpleNamespace(method="GET", path="/", query_string="", client=peer, headers=headers))


@pytest.mark.parametrize(
    ("peer", "said", "scheme"),
    [
        ("10.0.0.2:4711", ["https"], "https"),
        ("[fd00::7]:4711", ["https"], "https"),
        ("", ["https"], "https"),  # through a socket file
        ("10.0.0.2:4711", ["https", "http"], "https,http"),  # the site believes neither
        ("203.0.113.9:4711", ["https"], ""),
        ("10.0.0.2:4711", [], ""),
    ],
)
def test_only_a_proxy_of_ours_says_by_which_scheme_a_page_is_kept(settings, peer, said, scheme):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "fd00::/8", "unix"]
    assert key_of(*(("x-forwarded-proto", each) for each in said), peer=peer).scheme == scheme


def test_only_a_request_with_one_host_names_a_kept_page():
    assert key_of().host == "blog.example"
    assert key_of(("host", "evil.example")) is None
    assert key_of(("host", "blog.example")) is None


class Reader(threading.Thread):
    """Reads the article all the time. `known` is what was committed before each look."""

    def __init__(self, port, written):
        super().__init__(daemon=True)
        self.port, self.written = port, written
        self.is_done, self.looks, self.misses = threading.Event(), 0, []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.is_done.is_set():
            known = self.written[-1] if self.written else None
            connection.request("GET", "/2026/03/sleep/", headers={"Host": "localhost"})
            page = connection.getresponse().read().decode()
            self.looks += 1
            if known and f"<p>{known}</p>" not in page:
                self.misses.append(known)


@pytest.fixture(params=ENGINES)
def place(request, tmp_path):
    with new_database(request.param, tmp_path) as url:
        env = environment(tmp_path, DATABASE_URL=url)
        subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=env, check=True, capture_output=True)
        run_on(url, "-c", "import django; django.setup()" + ARTICLE, DJANGO_SETTINGS_MODULE="blog.settings")
        yield env


def test_what_was_committed_before_a_reader_asked_is_on_the_page(place):
    port, written = free_port(), []
    words = [sys.executable, "-c", WRITER]
    env = {**place, "DJANGO_SETTINGS_MODULE": "blog.settings"}
    with (
        serving(place, port, workers=2, command="web"),
        subprocess.Popen(words, cwd=ROOT, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer,
    ):
        assert writer.stdout.readline() == "ready\n"
        readers = [Reader(port, written) for _reader in range(READERS)]
        for reader in readers:
            reader.start()
        for number in range(CHANGES):
            writer.stdin.write(f"word-{number}\n")
            writer.stdin.flush()
            written.append(writer.stdout.readline().strip())
            time.sleep(0.05)
        for reader in readers:
            reader.is_done.set()
            reader.join()
        writer.stdin.close()
    assert sum(reader.looks for reader in readers) > CHANGES
    assert [reader.misses for reader in readers] == [[]] * READERS
