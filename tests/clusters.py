"""A PostgreSQL of a test's own, alone or with a streaming replica, which it may stop and start. Never the machine's server."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from tests.ports import free_port

OWNER = "postgres"  # the server refuses to run as root
SETTINGS = (
    "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c shared_buffers=16MB -c hot_standby=on"
)


@dataclass
class Server:
    directory: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        log = self.directory.with_suffix(".log")
        _run("pg_ctl", "-D", self.directory, "-w", "-t", "120", "-l", log, "-o", f"-p {self.port} {SETTINGS}", "start")

    def stop(self, mode: str = "immediate") -> None:
        _run("pg_ctl", "-D", self.directory, "-m", mode, "-w", "-t", "120", "stop")

    def ask(self, sql: str) -> object:
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute(sql).fetchone()
            return row[0] if row else None


@contextmanager
def own_postgres() -> Iterator[Server]:
    """One that is started, and may be stopped and started again."""
    with _place() as place, _started(_made(place / "primary")) as server:
        yield server


@contextmanager
def primary_and_replica() -> Iterator[tuple[Server, Server]]:
    with _place() as place, _started(_made(place / "primary")) as primary:
        copy = "-R", "-X", "stream", "-c", "fast", "--no-sync"
        _run("pg_basebackup", "-d", primary.url, "-D", place / "replica", *copy)
        with _started(Server(place / "replica", free_port())) as replica:
            yield primary, replica


@contextmanager
def _place() -> Iterator[Path]:
    """Of its own: what pytest makes belongs to whoever runs it alone."""
    _programs()
    place = Path(mkdtemp(prefix="colloquy-clusters-"))
    if os.geteuid() == 0:
        shutil.chown(place, OWNER)
    try:
        yield place
    finally:
        shutil.rmtree(place)


def _made(directory: Path) -> Server:
    _run("initdb", "-D", directory, "-A", "trust", "-U", OWNER, "-E", "UTF8", "--no-sync")
    return Server(directory, free_port())


@contextmanager
def _started(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        if (server.directory / "postmaster.pid").exists():
            server.stop()


def _run(program: str, *words: object) -> None:
    become = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []
    command = [*become, str(_programs() / program), *map(str, words)]
    # Not into a pipe: the server that pg_ctl starts would keep it open.
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", timeout=300, check=False
    )
    assert done.returncode == 0, command


def _programs() -> Path:
    """Debian keeps them out of the path, by version."""
    found = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    if path := shutil.which("initdb"):
        found.append(Path(path).resolve().parent)
    for place in found:
        if all((place / name).exists() for name in ("initdb", "pg_ctl", "pg_basebackup")):
            return place
    if os.environ.get("CI"):
        raise RuntimeError("no PostgreSQL server to start here")
    pytest.skip("no PostgreSQL server to start here")
