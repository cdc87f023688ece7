from __future__ import annotations

import fcntl

import pytest

from tests.ports import free_port
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
    return free_port()
