"""Several workers on one outbox, on both databases: each letter goes out, once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.engines import ENGINES, environment_of, new_database, run_on
from tests.source import ROOT

CREW = ("-m", "tests.blog.mail.crew")


@pytest.fixture(scope="module", params=ENGINES)
def database(request, tmp_path_factory) -> Iterator[str]:
    with new_database(request.param, tmp_path_factory.mktemp("letters")) as url:
        yield url


@pytest.fixture
def crew(database, post_office):
    def job(name: str, count: int = 0) -> dict:
        said = run_on(database, *CREW, name, str(count), EMAIL_URL=post_office.address)
        return json.loads(said.splitlines()[-1])

    return job


@pytest.fixture
def killed(database, post_office):
    """A worker that is killed after it handed its first letter over."""

    def worker() -> int:
        env = environment_of(database, EMAIL_URL=post_office.address)
        return subprocess.run(
            [sys.executable, *CREW, "die", "0"], cwd=ROOT, env=env, timeout=300, check=False
        ).returncode

    return worker


@pytest.mark.parametrize(
    ("workers", "letters"),
    [pytest.param(2, 40, marks=pytest.mark.rehearsed), pytest.param(6, 400, marks=pytest.mark.rehearsal)],
)
def test_workers_beside_each_other_send_each_letter_exactly_once(crew, post_office, workers, letters):
    crew("owe", letters)
    assert crew("work", workers) == {"done": {"sent": letters}, "owed": 0, "with an address": 0}
    assert Counter(post_office.recipients) == dict.fromkeys((f"{n}@example.org" for n in range(letters)), 1)


def test_a_worker_killed_before_noting_sends_the_same_mail_again_after_its_lease(crew, killed, post_office):
    crew("owe", 3)
    assert killed() == -9
    assert len(post_office.ids) == 1
    assert crew("once")["done"] == {}
    crew("late")
    assert crew("once") == {"done": {"sent": 3}, "owed": 0, "with an address": 0}
    assert len(post_office.ids) == 4
    assert len(set(post_office.ids)) == 3
    assert Counter(post_office.ids)[post_office.ids[0]] == 2
