from __future__ import annotations

import logging
import shutil
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest
from django.core import mail
from django.db import DatabaseError

from accounts import ownership
from blog import jobs, worker
from blog.chores import keeping
from blog.mail import outbox, sending
from blog.mail.models import Letter
from tests.blog.mail.post_office import PostOffice
from tests.builders import a_comment, a_post
from tests.serving import END_SECONDS, until
from tests.site import run
from tests.source import ROOT

STARTED = "import signal; from blog import worker; worker.maintain = lambda: print('pass', flush=True); worker.run(attached={})"


def a_worker(prepared: dict[str, str], *, attached: bool) -> subprocess.Popen[str]:
    code = f"import django; django.setup(); {STARTED.format(attached)}"
    env = {**prepared, "DJANGO_SETTINGS_MODULE": "blog.settings"}
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )
    assert process.stdout.readline() == "pass\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_between_two_passes(prepared, number):
    process = a_worker(prepared, attached=False)
    process.send_signal(number)
    assert process.wait(END_SECONDS) == 0
    assert process.stderr.read() == ""


def test_it_ends_with_whoever_started_it(prepared):
    process = a_worker(prepared, attached=True)
    process.stdin.close()
    assert process.wait(END_SECONDS) == 0
    assert process.stderr.read() == ""


def test_a_worker_of_its_own_does_not_mind_a_closed_input(prepared):
    process = a_worker(prepared, attached=False)
    process.stdin.close()
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)
    process.kill()
    process.wait()


@pytest.mark.django_db
def test_a_database_that_is_away_does_not_end_it(monkeypatch, caplog):
    def refuse() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(worker, "maintain", refuse)
    monkeypatch.setattr(worker, "SECONDS_AFTER_TROUBLE", 0)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)  # the test's own among them
    with caplog.at_level(logging.WARNING, "blog.worker"):
        worker.one_pass()
    assert "Background work waits for the database: gone" in caplog.text


LETTER_SECONDS = 40  # "within seconds", on a loaded machine; before the next pass over everything in any case

OWE = """
from blog.mail import outbox
from tests.builders import a_comment, a_post
comment = a_comment(a_post(), email="ellen@example.org")
outbox.owe("proof", "ellen@example.org", about=comment.pk)
"""


@pytest.fixture
def post_office():
    office = PostOffice()
    office.open()
    yield office
    office.close()


def a_site_of_its_own(prepared: dict[str, str], directory: Path, office: PostOffice) -> dict[str, str]:
    """A copy of the prepared one, whose mail goes to the office."""
    shutil.copy(prepared["DATABASE_URL"].removeprefix("sqlite:///"), directory / "site.sqlite3")
    return {**prepared, "DATABASE_URL": f"sqlite:///{directory}/site.sqlite3", "EMAIL_URL": office.address}


def test_a_letter_goes_out_within_seconds(prepared, tmp_path, post_office):
    env = a_site_of_its_own(prepared, tmp_path, post_office)
    process = a_worker(env, attached=True)
    try:
        done = run("manage.py", "shell", "-c", OWE, env=env)
        assert done.returncode == 0, done.stderr
        assert until(lambda: post_office.recipients == ["ellen@example.org"], LETTER_SECONDS)
    finally:
        process.kill()
        process.communicate()


def test_a_database_that_goes_away_and_comes_back_costs_no_letter(prepared, tmp_path, post_office):
    env = a_site_of_its_own(prepared, tmp_path, post_office)
    database, away = tmp_path / "site.sqlite3", tmp_path / "away"
    assert run("manage.py", "shell", "-c", OWE, env={**env, "EMAIL_URL": ""}).returncode == 0
    database.rename(away)
    process = a_worker(env, attached=True)
    try:
        assert "no such table" in process.stderr.readline()
        away.replace(database)
        assert until(lambda: post_office.recipients == ["ellen@example.org"], LETTER_SECONDS)
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()


@pytest.mark.django_db
def test_a_look_tells_those_who_decide_what_waits(settings):
    settings.EMAIL_CONFIGURED, settings.MAIL_DELAY_MINUTES = True, 0
    ownership.make("olive", "olive@example.org", "correct horse")
    a_comment(a_post(), status="pending")
    worker.look()
    assert [message.to for message in mail.outbox] == [["olive@example.org"]]


@pytest.mark.django_db
def test_who_is_told_to_end_begins_no_other_letter(settings, monkeypatch, post_office):
    settings.EMAIL_CONFIGURED = True
    ended = threading.Event()
    monkeypatch.setattr(jobs, "ended", ended)

    def say_no(letter, connection):
        ended.set()
        return sending.Outcome(sending.PUT_OFF)

    monkeypatch.setattr(sending, "hand_over", say_no)
    for n in range(outbox.BATCH):
        outbox.owe("novelty", f"{n}@example.org")
    worker.look()
    assert Letter.objects.filter(attempts=1).count() == 1
    assert Letter.objects.filter(attempts=0, claimed_by=None).count() == outbox.BATCH - 1


@pytest.mark.django_db
def test_a_work_that_fails_keeps_no_other_from_being_done(monkeypatch):
    def fail() -> None:
        raise RuntimeError("broken")

    broken = partial(keeping.perform, "broken", fail)
    monkeypatch.setattr(jobs, "_works", {"broken": broken, "sound": lambda: "done"})
    assert worker.look() == {"broken": None, "sound": "done"}


@pytest.mark.django_db
def test_it_finds_the_articles_that_are_to_be_mailed(settings):
    settings.EMAIL_CONFIGURED, settings.MAIL_DELAY_MINUTES = True, 0
    post = a_post(send_to_readers=True)
    worker.look()
    post.refresh_from_db()
    assert post.sent_to_readers_at


@pytest.mark.django_db
@pytest.mark.parametrize("error", [DatabaseError("gone"), ValueError("odd")])
def test_mail_is_fetched_again_whatever_went_wrong(monkeypatch, caplog, error):
    ended, looks = threading.Event(), []

    def fetch_inbox():
        looks.append(1)
        if len(looks) == 1:
            raise error
        ended.set()

    monkeypatch.setattr(worker.fetching, "fetch_inbox", fetch_inbox)
    monkeypatch.setattr(worker, "SECONDS_BETWEEN_PASSES", 0)
    monkeypatch.setattr(worker, "SECONDS_AFTER_TROUBLE", 0)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)  # the test's own among them
    worker.take_mail(ended)
    assert len(looks) == 2
    assert caplog.records


@pytest.mark.django_db
def test_a_backup_is_looked_after_again_and_again(monkeypatch):
    ended, looks = threading.Event(), []

    def back_up_if_owed(event):
        looks.append(1)
        if len(looks) == 2:
            event.set()

    monkeypatch.setattr(worker.daily, "back_up_if_owed", back_up_if_owed)
    monkeypatch.setattr(worker, "SECONDS_BETWEEN_PASSES", 0)
    worker.back_up(ended)
    assert len(looks) == 2
