"""blog/sqlite3/base.py: whoever waits to write gets a turn."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing, contextmanager
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from blog.environment import sqlite_options
from blog.sqlite3 import base
from blog.sqlite3.base import DatabaseWrapper

HELD, LET_GO = 0.2, 0.01  # seconds, of a program that writes in one batch after the other


@pytest.fixture
def open_file(tmp_path, django_db_blocker):
    """Makes connections to one file, as several programs have them."""
    made = []

    def connect(seconds=30):
        file = tmp_path / "site.sqlite3"
        options = {**sqlite_options(file), "timeout": seconds}
        made.append(DatabaseWrapper({**connection.settings_dict, "NAME": str(file), "OPTIONS": options}))
        made[-1].inc_thread_sharing()
        made[-1].ensure_connection()
        return made[-1]

    with django_db_blocker.unblock():
        yield connect
        for each in made:
            each.close()


@contextmanager
def writing(database):
    """What `atomic()` does."""
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        yield
    finally:
        database.rollback()
        database.set_autocommit(True)


def test_who_waits_gets_a_turn_beside_one_who_hardly_ever_lets_go(open_file):
    one, other, is_over, waits = open_file(), open_file(), threading.Event(), []

    def write_on():
        while not is_over.is_set():
            with writing(one):
                time.sleep(HELD)
            time.sleep(LET_GO)

    first = threading.Thread(target=write_on)
    first.start()
    try:
        for _ in range(10):
            time.sleep(2 * LET_GO)  # so that the first has begun again
            began = time.monotonic()
            with writing(other):
                waits.append(time.monotonic() - began)
    finally:
        is_over.set()
        first.join()
    assert sorted(waits)[5] < 2 * (HELD + LET_GO)  # by asking ten times a second it takes four times as long


def test_who_waits_too_long_is_told(open_file):
    with writing(open_file()), pytest.raises(OperationalError, match="database is locked"), writing(open_file(0.1)):
        pass


def test_a_trouble_that_waiting_does_not_mend_is_told_at_once(open_file):
    database = open_file()
    database.transaction_mode = "NEVERMORE"
    with pytest.raises(OperationalError, match="syntax error"), writing(database):
        pass


@contextmanager
def answering_a_request():
    base._begin_request()
    try:
        yield
    finally:
        base._end_request()


def seconds_in_vain(database):
    began = time.monotonic()
    with pytest.raises(OperationalError, match="database is locked"), writing(database):
        pass
    return time.monotonic() - began


def test_the_waits_of_one_request_have_one_patience_together(open_file):
    impatient = open_file(0.5)
    with writing(open_file()):
        for _request in range(2):
            with answering_a_request():
                assert seconds_in_vain(impatient) >= 0.5
                assert seconds_in_vain(impatient) < 0.4
                assert seconds_in_vain(impatient) < 0.4


def test_what_answers_nobody_has_its_patience_anew_each_time(open_file):
    impatient = open_file(0.5)
    with writing(open_file()):
        assert min(seconds_in_vain(impatient) for _transaction in range(2)) >= 0.5


def test_a_connection_whose_patience_was_used_has_it_again_after_the_request(open_file, monkeypatch):
    impatient = open_file(0.1)
    monkeypatch.setattr(base, "connections", SimpleNamespace(all=lambda **_which: [impatient]))
    with writing(open_file()), answering_a_request():
        seconds_in_vain(impatient)
        assert impatient.connection.execute("PRAGMA busy_timeout").fetchone() == (0,)
    assert impatient.connection.execute("PRAGMA busy_timeout").fetchone() == (100,)


def test_a_single_statement_has_its_turn_as_well(open_file):
    crowd, alone, is_over = [open_file() for _ in range(4)], open_file(), threading.Event()
    alone.cursor().execute("CREATE TABLE word (said TEXT)")

    def write_on(database):
        while not is_over.is_set():
            with writing(database):
                time.sleep(LET_GO)

    writers = [threading.Thread(target=write_on, args=(database,)) for database in crowd]
    for writer in writers:
        writer.start()
    waits = []
    try:
        for said in ("one", "two", "three", "four", "five"):
            began = time.monotonic()
            alone.cursor().execute("INSERT INTO word VALUES (%s)", [said])
            alone.cursor().executemany("INSERT INTO word VALUES (%s)", iter([[said], [said]]))
            waits.append(time.monotonic() - began)
    finally:
        is_over.set()
        for writer in writers:
            writer.join()
    assert alone.cursor().execute("SELECT count(*) FROM word").fetchone() == (15,)
    assert sorted(waits)[2] < 2 * len(crowd) * 3 * LET_GO


def test_a_single_statement_has_no_second_patience(open_file):
    holder, impatient = open_file(), open_file(1)
    holder.cursor().execute("CREATE TABLE word (said TEXT)")
    with writing(holder), answering_a_request():
        began = time.monotonic()
        with pytest.raises(OperationalError, match="database is locked"):
            impatient.cursor().execute("INSERT INTO word VALUES ('one')")
        assert 1 <= time.monotonic() - began < 1.7


def test_single_statements_of_one_request_have_one_patience_with_a_program_that_takes_no_turn(open_file):
    holder, impatient = open_file(), open_file(1)
    holder.cursor().execute("CREATE TABLE word (said TEXT)")
    with closing(sqlite3.connect(holder.settings_dict["NAME"], isolation_level=None)) as other, answering_a_request():
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        for _statement in range(3):
            with pytest.raises(OperationalError, match="database is locked"):
                impatient.cursor().execute("INSERT INTO word VALUES ('one')")
        assert 1 <= time.monotonic() - began < 1.7


def test_somebody_who_sleeps_on_their_turn_is_passed(open_file, monkeypatch):
    monkeypatch.setattr(base, "TURN_LASTS", 0.1)
    sleeper, other = open_file(), open_file()
    assert sleeper._turn.wait(0)
    began = time.monotonic()
    with writing(other):
        other.cursor().execute("CREATE TABLE word (said TEXT)")
    assert time.monotonic() - began < 5


def test_a_turn_ends_with_its_transaction_and_with_its_connection(open_file):
    one, other = open_file(), open_file(0.1)
    with writing(one):
        assert not other._turn.wait(0)
    assert other._turn.wait(5)
    other._turn.give()
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    one.close()
    with writing(other):
        pass
