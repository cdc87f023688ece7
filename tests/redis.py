"""A Redis of a test's own, which it may flush and kill."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError

from tests.serving import until


@contextmanager
def own_redis(directory: Path, url: str = "") -> Iterator[str]:
    """At a free address, or once more at that of one that was killed."""
    port = (urlsplit(url).port if url else None) or _free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(directory)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    try:
        assert until(lambda: _answers(url), 10)
        yield url
    finally:
        process.kill()
        process.wait()


def kill(url: str) -> None:
    with suppress(RedisError):
        Redis.from_url(url).shutdown(nosave=True, now=True, force=True)


def _answers(url: str) -> bool:
    try:
        return bool(Redis.from_url(url).ping())
    except RedisError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
