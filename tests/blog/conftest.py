from __future__ import annotations

import pytest

from tests.collected import static_root
from tests.ports import free_port
from tests.site import environment, run


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> dict[str, str]:
    """The environment of a site without content that is ready to be served."""
    with static_root(pytestconfig, tmp_path_factory) as (static, settings):
        env = environment(tmp_path_factory.mktemp("prepared"), STATIC_ROOT=str(static))
        done = run("manage.py", "prepare", env={**env, **settings})
    assert done.returncode == 0, done.stderr
    return env


@pytest.fixture
def port() -> int:
    return free_port()
