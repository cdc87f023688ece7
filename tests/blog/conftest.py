from __future__ import annotations

import fcntl
import socket

import pytest

from tests.site import environment, run


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> dict[str, str]:
    """The environment of a site without content that is ready to be served."""
    static = pytestconfig.cache.mkdir("static")  # kept: compressing it all again would take ten seconds each time
    env = environment(tmp_path_factory.mktemp("prepared"), STATIC_ROOT=str(static / "root"))
    with (static / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run("manage.py", "prepare", env=env)
    assert done.returncode == 0, done.stderr
    return env


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
