"""blog/server.py: one command starts everything and one signal ends everything."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys

import pytest

from blog.listening import answers
from blog.server import WebServer, default_workers
from blog.web_process import TO_END
from tests.blog.mail.post_office import PostOffice
from tests.rehearsals.house import worker_of
from tests.serving import END_SECONDS, START_SECONDS, serving, session, until
from tests.site import run

OWE_TWO = """
from blog.mail import outbox
from tests.builders import a_comment, a_post
for name in ("ellen", "bob"):
    comment = a_comment(a_post(), email=f"{name}@example.org")
    outbox.owe("proof", comment.email, about=comment.pk)
"""
COUNT_OWED = """
from blog.mail.models import Letter
print(Letter.objects.owed().count(), Letter.objects.exclude(claimed_by=None).count())
"""
EVERYBODY = 4  # the main process, two web processes, the background worker


@pytest.fixture
def post_office():
    office = PostOffice()
    office.open()
    yield office
    office.close()


def test_the_default_is_a_process_for_each_core_but_few():
    assert 1 <= default_workers() <= 4


@pytest.mark.parametrize("to_all", [False, True], ids=["to the main process", "to the whole group"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_every_process(prepared, port, number, to_all):
    with serving(prepared, port) as server:
        assert until(lambda: len(session(server.pid)) == EVERYBODY, START_SECONDS)
        (os.killpg if to_all else os.kill)(server.pid, number)
        assert until(lambda: not session(server.pid), END_SECONDS)
        assert server.wait() == 0
        assert "Traceback" not in server.stdout.read()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_web_processes_can_be_had_alone(prepared, port, number):
    with serving(prepared, port, command="web") as server:
        assert until(lambda: len(session(server.pid)) == EVERYBODY - 1, START_SECONDS)
        os.kill(server.pid, number)
        assert until(lambda: not session(server.pid), END_SECONDS)
        assert server.wait() == 0


def test_the_letter_in_hand_is_sent_before_the_end(prepared, port, tmp_path, post_office):
    """And no other one is begun."""
    post_office.slowness = 3
    shutil.copy(prepared["DATABASE_URL"].removeprefix("sqlite:///"), tmp_path / "site.sqlite3")
    env = {**prepared, "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3", "EMAIL_URL": post_office.address}
    assert run("manage.py", "shell", "-c", OWE_TWO, env=env).returncode == 0
    with serving(env, port) as server:
        assert until(lambda: post_office.asked == 1, START_SECONDS)
        os.killpg(server.pid, signal.SIGTERM)
        assert until(lambda: not session(server.pid), END_SECONDS)
        assert len(post_office.received) == 1
    left = run("manage.py", "shell", "-c", COUNT_OWED, env=env)
    assert left.stdout.split()[-2:] == ["1", "0"]


def test_a_killed_server_leaves_nobody_behind(prepared, port):
    with serving(prepared, port) as server:
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        assert until(lambda: not session(server.pid), END_SECONDS)


def test_a_web_process_that_dies_is_replaced(prepared, port):
    with serving(prepared, port) as server:
        assert until(lambda: len(session(server.pid)) == EVERYBODY, START_SECONDS)
        web = max(session(server.pid))  # the last one started
        os.kill(web, signal.SIGKILL)
        assert until(lambda: web not in session(server.pid) and len(session(server.pid)) == EVERYBODY, START_SECONDS)
        assert answers(("127.0.0.1", port))


def test_a_young_worker_that_is_killed_is_replaced_and_the_readers_notice_nothing(prepared, port):
    """By a machine without memory, say. Only one that ends by itself at its first start will not do better."""
    with serving(prepared, port) as server:
        assert until(lambda: worker_of(server.pid) is not None, START_SECONDS)
        young = worker_of(server.pid)
        os.kill(young, signal.SIGKILL)
        assert until(lambda: worker_of(server.pid) not in {None, young}, START_SECONDS)
        assert answers(("127.0.0.1", port))


def test_a_worker_that_cannot_start_ends_the_server_with_a_sentence(prepared, port, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import os, sys\nif 'worker' in sys.orig_argv: os._exit(1)\n")
    env = {**prepared, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1
    assert "The background worker ended as soon as it was started" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_signal_that_comes_as_a_web_process_begins_is_kept_for_it():
    readable, writable = os.pipe()
    server = WebServer(socket.create_server(("127.0.0.1", 0)), 1)
    server._init_shared_socket()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])

    def born(*_arguments):
        os.write(writable, repr(sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []) & TO_END)).encode())

    worker = server._spawn_worker(idx=0, target=born, callback_loader=None)
    worker.interrupt_by_parent = True  # so its end is no accident
    worker.start()
    worker.join(START_SECONDS)
    server.listener.close()
    assert os.read(readable, 200).decode() == repr(sorted(TO_END))
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before


def test_who_waits_for_the_site_to_answer_survives_its_end():
    said = []
    listener = socket.create_server(("127.0.0.1", 0))
    server = WebServer(listener, 1)
    listener.close()
    server.interrupt_signal = True
    server.tell_when_ready(lambda: said.append("ready"))
    assert said == []
