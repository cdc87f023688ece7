"""The same pages under granian, as `manage.py serve` has it, and under gunicorn, with wrk."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.databases import Site
from tests.deploy.proxies import listens
from tests.ports import free_port
from tests.serving import END_SECONDS, START_SECONDS, kill_session, until
from tests.source import ROOT

CONNECTIONS = 8
FIRST = 20
WORKERS, THREADS = 2, 4  # as many as `manage.py serve` has here
GUNICORN = [str(Path(sys.executable).parent / "gunicorn"), "--worker-class", "gthread", "--threads", str(THREADS)]
GUNICORN += ["--workers", str(WORKERS), "--log-level", "warning", "--bind"]


def under_granian(port: int) -> dict[str, list[str]]:
    serve = [sys.executable, "manage.py", "web", "--port", str(port), "--workers", str(WORKERS)]
    bare = [sys.executable, "-m", "tests.benchmarks.bare", str(port), str(WORKERS)]
    return {"site": serve, "bare": bare}


def under_gunicorn(port: int) -> dict[str, list[str]]:
    bind = [*GUNICORN, f"127.0.0.1:{port}"]
    return {"site": [*bind, "blog.wsgi:application"], "bare": [*bind, "tests.benchmarks.bare:application"]}


SERVERS = {"granian": under_granian, "gunicorn, gthread": under_gunicorn}


def per_second(site: Site, server: str, path: str, seconds: float) -> dict[str, float]:
    """Requests a second: of a site that does nothing, of a kept page, and of one that is made each time."""
    measured = {}
    with started(server, "bare", site) as port:
        measured["bare"] = wrk(f"http://localhost:{port}/", seconds)
    with started(server, "site", site) as port:
        measured["kept"] = wrk(f"http://localhost:{port}{path}", seconds)
        measured["made"] = wrk(f"http://localhost:{port}{path}?unknown=1", seconds)
    return measured


@contextmanager
def started(server: str, what: str, site: Site) -> Iterator[int]:
    port = free_port()
    command = SERVERS[server](port)[what]
    process = subprocess.Popen(command, cwd=ROOT, env=site.env, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        assert until(lambda: listens(port), START_SECONDS), command
        yield port
    finally:
        os.kill(process.pid, signal.SIGTERM)
        until(lambda: process.poll() is not None, END_SECONDS)
        kill_session(process.pid)
        process.wait()


def wrk(address: str, seconds: float) -> float:
    """Compressed, as browsers ask for it. The first requests load the site, in each process, and fill what is kept."""
    program = shutil.which("wrk")
    assert program, "no wrk here"
    for _ in range(FIRST):
        urllib.request.urlopen(address, timeout=START_SECONDS).close()
    command = [program, "-t1", f"-c{CONNECTIONS}", "-H", "Accept-Encoding: gzip", address]
    said = subprocess.run(
        [*command[:3], f"-d{int(seconds)}s", *command[3:]], capture_output=True, text=True, check=True
    )
    assert "Non-2xx" not in said.stdout, said.stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said.stdout)
    assert found, said.stdout
    return float(found[1])
