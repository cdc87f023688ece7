"""blog/sqlite3/turns.py: one writer at a time, and every writer in time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import threading
import time
from pathlib import Path

import pytest

from blog.sqlite3 import turns
from blog.sqlite3.turns import Turn

FORK = multiprocessing.get_context("fork")
SOON, LATE = 0.05, 20  # seconds


@pytest.fixture
def database(tmp_path) -> Path:
    file = tmp_path / "site.sqlite3"
    file.touch(0o640)
    return file


def test_one_at_a_time(database):
    one, other = Turn(database), Turn(database)
    assert one.wait(0)
    assert not other.wait(SOON)
    one.give()
    assert other.wait(LATE)


def test_who_has_it_has_it_again(database):
    turn = Turn(database)
    assert turn.wait(0)
    assert turn.wait(0)
    turn.give()
    assert Turn(database).wait(0)


def test_nobody_waits_for_ever_beside_others(database):
    """Eight who write all the time, for a hundredth of a second each: everybody gets in again and again."""
    is_over, turns_of = threading.Event(), [0] * 8

    def write_on(number: int) -> None:
        turn = Turn(database)
        while not is_over.is_set():
            assert turn.wait(LATE)
            time.sleep(0.01)
            turns_of[number] += 1
            turn.give()

    people = [threading.Thread(target=write_on, args=(number,)) for number in range(8)]
    for person in people:
        person.start()
    time.sleep(3)
    is_over.set()
    for person in people:
        person.join()
    assert min(turns_of) >= 5


def test_who_waited_in_vain_holds_nobody_up(database):
    first, second, third = (Turn(database) for _ in range(3))
    assert first.wait(0)
    assert not second.wait(SOON)
    first.give()
    assert third.wait(0)


def test_closing_gives_it(database):
    one, other = Turn(database), Turn(database)
    assert one.wait(0)
    one.close()
    assert other.wait(LATE)
    one.close()  # of what is closed there is nothing to close


def test_a_process_that_is_killed_has_it_no_more(database):
    told, tell = os.pipe()

    def hold() -> None:
        assert Turn(database).wait(0)
        os.write(tell, b"x")
        signal.pause()

    holder = FORK.Process(target=hold)
    holder.start()
    os.read(told, 1)
    turn = Turn(database)
    assert not turn.wait(SOON)
    holder.kill()
    holder.join()
    assert turn.wait(LATE)


@pytest.mark.parametrize("end", turns.ENDS)
def test_its_files_are_empty_and_as_open_as_the_database(database, end):
    assert Turn(database).wait(0)
    facts = Path(f"{database}{end}").stat()
    assert facts.st_size == 0
    assert stat.S_IMODE(facts.st_mode) & ~0o640 == 0


@pytest.mark.parametrize("end", turns.ENDS)
@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_root_makes_them_for_whom_the_database_belongs_to(database, end):
    os.chown(database, 1234, 1234)
    assert Turn(database).wait(0)
    facts = Path(f"{database}{end}").stat()
    assert (facts.st_uid, facts.st_gid) == (1234, 1234)


def test_who_is_alone_does_not_wait_for_anybody(database):
    turn, began = Turn(database), time.monotonic()
    for _time in range(1000):
        assert turn.wait(0)
        turn.give()
    assert time.monotonic() - began < 1000 * turns.LETS_IN / 2


def test_without_a_file_there_is_no_queue(tmp_path):
    nowhere = tmp_path / "missing" / "site.sqlite3"
    one, other = Turn(nowhere), Turn(nowhere)
    assert one.wait(0)
    assert other.wait(0)
    one.give()
    other.close()


def test_without_locks_there_is_no_queue(database, monkeypatch):
    def refuse(_file: int, _how: int) -> None:
        raise OSError("no locks here")

    monkeypatch.setattr(turns.fcntl, "flock", refuse)
    assert Turn(database).wait(0)
