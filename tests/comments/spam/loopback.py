"""Akismet on this machine: answers, stalls, refuses, talks rubbish, and remembers what it was told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from tests.ports import free_port

THANKS = "Thanks for making the web a better place."


class Akismet(ThreadingHTTPServer):
    """`answer` to comment-check; `mood` how it behaves."""

    daemon_threads = True
    answer, mood = "false", "well"

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, str], dict[str, str]]] = []
        super().__init__(("127.0.0.1", free_port()), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/1.1/"

    @property
    def asked(self) -> list[str]:
        return [path.rpartition("/")[2] for path, _form, _headers in self.told]


class _Handler(BaseHTTPRequestHandler):
    server: Akismet

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(sent, keep_blank_values=True).items()}
        self.server.told.append((self.path, form, dict(self.headers)))
        getattr(self, f"be_{self.server.mood}")()

    def be_well(self) -> None:
        self.say(self.server.answer if self.path.endswith("comment-check") else THANKS)

    def be_rubbish(self) -> None:
        self.say("<html>maintenance</html>" + "x" * 100_000)

    def be_invalid(self) -> None:
        self.say("invalid", **{"X-akismet-debug-help": "We were unable to parse your blog URI"})

    def be_broken(self) -> None:
        self.say("no", code=503)

    def be_elsewhere(self) -> None:
        self.say("", code=302, Location="http://127.0.0.1:9/")

    def be_no_http(self) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    def be_gone(self) -> None:
        self.connection.close()

    def be_stalling(self) -> None:
        time.sleep(5)

    def be_trickling(self) -> None:
        """A byte now and then, so that no single wait is long."""
        try:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 200:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    def say(self, words: str, code: int = 200, **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(words)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(words.encode())

    def log_message(self, *_args: object) -> None:
        """Nothing on the screen."""

    def handle(self) -> None:
        with suppress(OSError, ValueError):  # whoever asked has hung up
            super().handle()


@contextmanager
def running() -> Iterator[Akismet]:
    server = Akismet()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
