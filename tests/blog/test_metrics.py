"""Counting: cheap, bounded, and about nobody."""

from __future__ import annotations

import os
import threading

import pytest
from django.db import DatabaseError

from blog import metrics


@pytest.fixture(autouse=True)
def _from_nothing():
    before = metrics._state
    metrics.configure(None, "1.0")
    yield
    metrics._state = before


def test_a_request_is_counted_by_its_page_and_class_of_status():
    metrics.counted(200, "posts:post", 0.004)
    metrics.counted(204, "posts:post", 0.004)
    metrics.counted(304, "posts:post", 0.0001)
    assert metrics.sums()['colloquy_requests_total{route="posts:post",status="2xx"}'] == 2
    assert metrics.sums()['colloquy_requests_total{route="posts:post",status="3xx"}'] == 1


@pytest.mark.parametrize(("status", "reason"), metrics.REFUSALS.items())
def test_each_refusal_has_a_reason(status, reason):
    metrics.counted(status, "x", 0.1)
    metrics.counted(status, "x", 0.1, "because")
    assert metrics.sums()[f'colloquy_refusals_total{{status="{status}",reason="{reason}"}}'] == 1
    assert metrics.sums()[f'colloquy_refusals_total{{status="{status}",reason="because"}}'] == 1


@pytest.mark.parametrize("status", [200, 302, 304, 500])
def test_what_is_no_refusal_has_none(status):
    metrics.counted(status, "x", 0.1)
    assert not [name for name in metrics.sums() if name.startswith("colloquy_refusals")]


def test_how_fast_is_told_in_bands_that_hold_all_that_was_faster():
    for seconds in (0.0005, 0.0025, 0.02, 99):
        metrics.counted(200, "x", seconds)
    lines = dict(line.rsplit(" ", 1) for line in metrics.in_bands("x", metrics.sums()))
    bands = {le: float(lines[f'colloquy_request_seconds_bucket{{route="x",le="{le}"}}']) for le in metrics.SECONDS}
    assert (bands[0.001], bands[0.0025], bands[0.01], bands[0.025], bands[10.0]) == (1, 2, 2, 3, 3)
    assert float(lines['colloquy_request_seconds_count{route="x"}']) == 4
    assert float(lines['colloquy_request_seconds_sum{route="x"}']) == pytest.approx(99.023)


def test_who_takes_addresses_for_routes_fills_no_memory():
    for number in range(metrics.MOST_ROUTES + 50):
        metrics.counted(200, f"/address/{number}/", 0.1)
    numbers = metrics.sums()
    assert numbers['colloquy_requests_total{route="(other)",status="2xx"}'] in {50, 51}
    assert sum(value for name, value in numbers.items() if name.startswith("colloquy_requests")) == 350
    metrics.counted(200, "one more", 0.1)
    assert len(metrics.sums()) == len(numbers)


def test_only_what_has_a_name_is_counted():
    with pytest.raises(KeyError):
        metrics.count("nothing_total")


def test_a_label_cannot_end_its_line():
    metrics.count("errors_total", kind='a"b\\c\nd')
    assert 'colloquy_errors_total{kind="a\\"b\\\\c\\nd"}' in metrics.sums()


def test_an_error_of_the_database_counts_once_however_many_hands_it_goes_through():
    error = DatabaseError("gone")
    metrics.count_database_error(error)
    metrics.count_database_error(error)
    assert metrics.sums()['colloquy_database_errors_total{kind="DatabaseError"}'] == 1


def test_threads_lose_nothing():
    def many():
        for _ in range(2000):
            metrics.counted(200, "x", 0.01)

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert metrics.sums()['colloquy_requests_total{route="x",status="2xx"}'] == 8000


def test_a_forked_process_counts_in_a_file_of_its_own(tmp_path):
    metrics.configure(tmp_path, "1.0")
    metrics.counted(200, "x", 0.1)
    child = os.fork()
    if not child:
        metrics.counted(200, "x", 0.1)
        os._exit(0)
    os.waitpid(child, 0)
    assert len(list(tmp_path.iterdir())) == 2
    assert metrics.sums()['colloquy_requests_total{route="x",status="2xx"}'] == 2


def test_it_needs_no_django(tmp_path):
    """The page cache counts before Django is asked anything."""
    import subprocess
    import sys

    from tests.source import ROOT

    program = "import sys; from blog.metrics import counted; counted(200, 'x', 0.1); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
