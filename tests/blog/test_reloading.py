"""blog/reloading.py: new code while readers come and go, and nobody loses a request."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.client import HTTPException

import pytest

from blog import reloading
from blog.listening import LocalConnection
from tests.serving import END_SECONDS, START_SECONDS, kill_session, serving, session, until

CLIENTS = 4  # of each kind
NOTE_THE_START = (
    "import os, sys\nif sys.argv[1:2] == ['web']: open({note!r}, 'a').write(f'{version} {{sys.argv}}\\n')\n"
)
CANNOT_START = "import os, sys\nif '--check' in sys.argv: os.write(2, b'It is broken.'), os._exit(1)\n"


class Readers:
    """Some keep their connection open, some make a new one each time. What they got is counted.

    A connection that was silent for longer than a leaving process waits may be closed just as its reader asks again;
    then they ask once more on a new one, as every browser and proxy does (RFC 9112, 9.3.1). Whoever fails there has lost.
    """

    def __init__(self, place):
        self.place, self.got, self.is_over = place, Counter(), threading.Event()
        kept = [threading.Thread(target=self.read, args=({},)) for _ in range(CLIENTS)]
        self.threads = kept + [
            threading.Thread(target=self.read, args=({"Connection": "close"},)) for _ in range(CLIENTS)
        ]

    def read(self, headers):
        connection = LocalConnection(self.place)
        connection.timeout = 60
        while not self.is_over.is_set():
            try:
                was_open = connection.sock is not None
                self.got[self.status(connection, headers)] += 1
            except ConnectionRefusedError:  # nobody listens: nothing of ours was taken
                return
            except (OSError, HTTPException) as error:
                connection.close()
                self.got[repr(error)] += not (was_open and isinstance(error, ConnectionError))

    def status(self, connection, headers):
        connection.request("GET", "/healthz", headers={"Host": "localhost", **headers})
        response = connection.getresponse()
        response.read()
        return response.status

    @contextmanager
    def reading(self):
        for thread in self.threads:
            thread.start()
        try:
            yield
        finally:
            self.is_over.set()
            for thread in self.threads:
                thread.join()


def web_processes(server):
    return {pid for pid in session(server.pid) if pid != server.pid}


def is_renewed(server, before):
    return not before & web_processes(server) and len(web_processes(server)) == len(before)


@pytest.mark.parametrize("kind", ["port", "file"])
def test_a_reload_loses_no_request_and_brings_new_code(prepared, port, tmp_path, kind):
    note, place = tmp_path / "note", str(tmp_path / "site.sock")
    (tmp_path / "sitecustomize.py").write_text(NOTE_THE_START.format(note=str(note), version=1))
    options = ["--socket", place] if kind == "file" else []
    with serving({**prepared, "PYTHONPATH": str(tmp_path)}, port, command="web", options=options) as server:
        readers, before = Readers(place if options else ("127.0.0.1", port)), web_processes(server)
        (tmp_path / "sitecustomize.py").write_text(NOTE_THE_START.format(note=str(note), version=2))
        with readers.reading():
            os.kill(server.pid, signal.SIGHUP)
            assert until(lambda: is_renewed(server, before), START_SECONDS)
        assert set(+readers.got) == {200}
        assert [line.split()[0] for line in note.read_text().splitlines()] == ["1", "2", "2"]  # the second is the trial


def test_an_end_under_load_answers_whoever_was_heard(prepared, port):
    with serving(prepared, port, command="web") as server:
        readers = Readers(("127.0.0.1", port))
        with readers.reading():
            time.sleep(1)
            os.kill(server.pid, signal.SIGTERM)
            assert server.wait(END_SECONDS) == 0
        # What waited for a process when the last one ended was taken by nobody, as if it had been refused.
        assert set(+readers.got) - {repr(ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET)))} == {
            200
        }


def test_what_could_not_start_is_not_reloaded(prepared, port, tmp_path):
    with serving({**prepared, "PYTHONPATH": str(tmp_path)}, port, command="web") as server:
        before = web_processes(server)
        (tmp_path / "sitecustomize.py").write_text(CANNOT_START)
        os.kill(server.pid, signal.SIGHUP)
        said = next(line for line in server.stdout if "Not reloaded" in line)
        assert "all goes on as before: It is broken." in said
        assert web_processes(server) == before
        kill_session(server.pid)


def test_the_background_worker_is_renewed_as_well(prepared, port):
    with serving(prepared, port, workers=1) as server:
        assert until(lambda: len(web_processes(server)) == 2, START_SECONDS)
        before = web_processes(server)
        os.kill(server.pid, signal.SIGHUP)
        assert until(lambda: is_renewed(server, before), START_SECONDS)
        os.kill(server.pid, signal.SIGTERM)
        assert until(lambda: not session(server.pid), END_SECONDS)


def test_it_starts_with_what_it_was_started_with(monkeypatch):
    """What `.env` added since is read again; what an earlier reload handed over is not handed over twice."""
    monkeypatch.setenv("ONLY_FROM_ENV_FILE", "1")
    found = reloading.first_environment()
    assert found["PATH"] == os.environ["PATH"]
    assert "ONLY_FROM_ENV_FILE" not in found
    assert not [name for name in found if name.startswith(("LISTEN_", reloading.FORMER))]


def test_a_child_that_does_not_listen_is_killed():
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(300)
    time.sleep(0.2)
    reloading.end([child], 0.3)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
