"""Several at once on one thing, on both databases: one subscription, one letter for each reader."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.engines import ENGINES, environment_of, new_database, run_on
from tests.source import ROOT

CREW = ("-m", "tests.comments.subscribing.crew")
MAIL = "smtp://127.0.0.1:1"  # nobody answers there: nothing is sent in these tests


@pytest.fixture(scope="module", params=ENGINES)
def database(request, tmp_path_factory):
    with new_database(request.param, tmp_path_factory.mktemp("subscribing")) as url:
        yield url


@pytest.fixture
def crew(database):
    return lambda job: json.loads(run_on(database, *CREW, job, EMAIL_URL=MAIL).splitlines()[-1])


def test_of_six_who_press_one_button_one_begins_it(crew):
    verdict = crew("confirm")
    assert verdict["done"] == {"True": 1, "False": 5}
    assert (verdict["commenters"], verdict["subscriptions"]) == (1, 1)


def test_six_letters_to_one_address_begin_it_once(crew):
    verdict = crew("strangers")
    assert verdict["done"] == {"True": 6}
    assert (verdict["commenters"], verdict["subscriptions"]) == (1, 1)


def test_workers_beside_each_other_owe_an_article_once(crew):
    crew("readers")
    verdict = crew("owe")
    assert verdict["done"].get("True") == 1
    assert (verdict["letters"], verdict["addresses"], verdict["told"]) == (50, 50, [50])


def test_a_worker_killed_in_the_middle_leaves_it_to_the_next(crew, database):
    crew("readers")
    env = environment_of(database, EMAIL_URL=MAIL)
    killed = subprocess.run([sys.executable, *CREW, "die"], cwd=ROOT, env=env, timeout=60, check=False)
    assert killed.returncode == -9
    verdict = crew("owe")
    assert (verdict["letters"], verdict["addresses"], verdict["told"]) == (50, 50, [50])
