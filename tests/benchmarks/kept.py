"""Pages through the production server against nginx with the same bytes in a file; what the server weighs and how it starts.

Everything on one machine and in one run: wrk, nginx, both web processes and the worker share its cores, as the
two that are compared do in turn.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from tests.benchmarks.databases import Site
from tests.deploy.proxies import listens
from tests.ports import free_port
from tests.serving import END_SECONDS, START_SECONDS, kill_session, session, until
from tests.source import ROOT

CONNECTIONS = 64
ROUNDS = 5  # in turn, so that what else the machine does meets both
BROTLI = {"Accept-Encoding": "br"}
LOOKS = 50  # a second, of one reader
SO_TIMESTAMPNS = 35  # of Linux; Python has no name for it

NGINX = """
daemon off; worker_processes {workers}; pid {place}/pid; error_log {place}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; server {{ listen 127.0.0.1:{port}; root {place}/pages;
  location / {{ default_type text/html; add_header Content-Encoding br; }} }} }}
"""


@contextmanager
def started(site: Site, command: str = "web") -> Iterator[int]:
    port = free_port()
    words = [sys.executable, "manage.py", command, "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(words, cwd=ROOT, env=site.env, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        assert until(lambda: listens(port), START_SECONDS), words
        yield port
    finally:
        process.terminate()
        until(lambda: process.poll() is not None, END_SECONDS)
        kill_session(process.pid)
        process.wait()


@contextmanager
def nginx(body: bytes) -> Iterator[str]:
    """The address of a file with these bytes. Raises `FileNotFoundError` where there is no nginx."""
    port = free_port()
    with TemporaryDirectory(prefix="colloquy-nginx-") as place:
        os.chmod(place, 0o755)
        (Path(place) / "pages").mkdir()
        (Path(place) / "pages" / "page").write_bytes(body)
        (Path(place) / "conf").write_text(NGINX.format(place=place, port=port, workers=os.cpu_count()))
        program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
        process = subprocess.Popen([program, "-c", f"{place}/conf"])
        try:
            address = f"http://127.0.0.1:{port}/page"
            assert until(lambda: is_there(address), START_SECONDS)
            yield address
        finally:
            process.terminate()
            process.wait()


def is_there(address: str) -> bool:
    try:
        return bool(got(address) or True)
    except OSError:
        return False


def got(address: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(address, headers=BROTLI), timeout=START_SECONDS) as response:
        return response.read()


def wrk(address: str, seconds: float, connections: int = CONNECTIONS) -> float:
    """Requests a second; the first ones fill what is kept in each process."""
    for _time in range(20):
        got(address)
    words = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, int(seconds))}s", "-H", "Accept-Encoding: br", address]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found, said
    return float(found[1])


def against_a_file(site: Site, path: str, seconds: float) -> dict[str, float]:
    """Medians of requests a second in turn: of the page from `serve`, and of its bytes from nginx."""
    with started(site) as port:
        address = f"http://localhost:{port}{path}"
        body = got(address)
        with nginx(body) as file:
            rounds = [(wrk(address, seconds), wrk(file, seconds)) for _round in range(ROUNDS)]
    ours, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(one / other for one, other in rounds)
    return {"ours": ours, "nginx": theirs, "ratio": ratio, "bytes": len(body)}


def in_turn(site: Site, paths: dict[str, str], seconds: float) -> dict[str, float]:
    """Medians of requests a second of several kept pages, in turn."""
    with started(site) as port:
        rounds = [
            {name: wrk(f"http://localhost:{port}{path}", seconds) for name, path in paths.items()}
            for _round in range(ROUNDS)
        ]
    return {name: statistics.median(found[name] for found in rounds) for name in paths}


def weight(site: Site, path: str, requests: int) -> dict[str, float]:
    """Megabytes (PSS: shared pages counted once) of the server, its web processes and the worker, as requests pass."""
    with started(site, "serve") as port:
        address = f"http://localhost:{port}{path}"
        leader = next(pid for pid in pids() if f"--port\0{port}\0" in command_of(pid))
        until(lambda: len(session(leader)) >= 4, START_SECONDS)
        told, passed = {}, 0
        for part in (0.1, 1.0):
            while passed < requests * part:
                passed += int(wrk(address, 2) * 2)
            told["first" if part < 1 else "last"] = sum(pss(pid) for pid in session(leader))
    return {**told, "requests": passed}


def pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def pss(pid: int) -> float:
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found[1]) / 1000 if found else 0.0


def start(site: Site, path: str) -> float:
    """Seconds from the command to the first page, at best of three: the first start after an install also compiles."""
    times = []
    for _time in range(3):
        began = time.perf_counter()
        with started(site) as port:
            got(f"http://localhost:{port}{path}")
            times.append(time.perf_counter() - began)
    return min(times)


def visible(site: Site, path: str, times: int) -> list[float]:
    """Milliseconds from the commit of an approval in one process until another shows it, for each of `times`."""
    with started(site) as port:
        address = f"http://localhost:{port}{path}"
        # The first page of a process loads its templates, and one reader alone may never meet the second process.
        wrk(address, 1)
        words = [sys.executable, "-m", "tests.benchmarks.approving", str(times)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        found = []
        with subprocess.Popen(words, cwd=ROOT, env=site.env, **pipes) as approver:  # type: ignore[call-overload]
            for line in approver.stdout:
                pk, committed = json.loads(line)
                while f'id="comment-{pk}"'.encode() not in plain(address):
                    pass
                found.append((time.time() - committed) * 1000)
                approver.stdin.write("\n")
                approver.stdin.flush()
    return found


def plain(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=START_SECONDS) as response:
        return response.read()


def paced(address: str, goes_on: Callable[[], bool], seconds: float) -> list[float]:
    """Milliseconds of each look of a reader, `LOOKS` of them a second."""
    end, taken = time.monotonic() + seconds, []
    while time.monotonic() < end and goes_on():
        began = time.monotonic()
        taken.append(arrival(address))
        time.sleep(max(0.0, 1 / LOOKS - (time.monotonic() - began)))
    return taken


def arrival(address: str) -> float:
    """Milliseconds until the last byte of an answer was in the reader's socket, as the kernel dates it.

    When the reader gets a processor, to read it, is not the server's doing: readers have machines of their own.
    Raises `RuntimeError` for an answer that is none.
    """
    parts, began, arrived, told = urlsplit(address), time.time_ns(), 0, b""
    with socket.create_connection((parts.hostname, parts.port), START_SECONDS) as reader:
        reader.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        lines = f"GET {parts.path} HTTP/1.1", f"Host: {parts.hostname}", "Accept-Encoding: br", "Connection: close"
        reader.sendall("\r\n".join((*lines, "", "")).encode())
        while True:
            data, beside, _flags, _sender = reader.recvmsg(1 << 16, 1 << 8)
            if not data:
                break
            told = told or data
            dates = [date for level, kind, date in beside if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS)]
            for seconds, nanoseconds in (struct.unpack("@ll", date) for date in dates):
                arrived = seconds * 10**9 + nanoseconds
    if b" 200 " not in told[:16]:
        raise RuntimeError(told[:100])
    return ((arrived or time.time_ns()) - began) / 1e6  # the first socket that asks for dates may be given none


def p99(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.99)] if taken else float("nan")
