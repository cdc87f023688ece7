"""A PostgreSQL of a test's own, which it may stop and start: nobody else's is touched."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port

WHO = "postgres"  # the server does not run as root


class Cluster:
    def __init__(self, directory: Path, tools: Path) -> None:
        self.data, self.tools, self.port = directory / "data", tools, free_port()
        self.url = f"postgres://colloquy@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        self._run("initdb", "-D", str(self.data), "-U", "colloquy", "-A", "trust", "-E", "UTF8", "--no-sync")
        said = f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n"
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(said)

    def start(self) -> None:
        self._ctl("start", "-l", str(self.data / "log"), "-t", "120")

    def stop(self, mode: str = "immediate") -> None:
        self._ctl("stop", "-m", mode, "-t", "120")

    def _ctl(self, *words: str) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", *words)

    def _run(self, program: str, *words: str) -> None:
        as_who = ["runuser", "-u", WHO, "--"] if os.geteuid() == 0 else []
        command = [*as_who, str(self.tools / program), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd="/")


@contextmanager
def own_postgres() -> Iterator[Cluster]:
    """Started. In a place of its own: what pytest makes belongs to whoever runs it alone."""
    directory = Path(tempfile.mkdtemp(prefix="colloquy-postgres-"))
    cluster = Cluster(directory, _tools())
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam(WHO)
            os.chown(directory, owner.pw_uid, owner.pw_gid)
        cluster.make()
        cluster.start()
        yield cluster
    finally:
        if (cluster.data / "postmaster.pid").exists():
            cluster.stop()
        shutil.rmtree(directory)


def _tools() -> Path:
    places = [Path(found).parent] if (found := shutil.which("initdb")) else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "pg_ctl").exists():
            return place
    if os.environ.get("CI"):
        raise AssertionError("no initdb on this machine")
    pytest.skip("no initdb here")
