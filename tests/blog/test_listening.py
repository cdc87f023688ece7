"""blog/listening.py: one socket, made here or handed over; what stands in the way is a sentence."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys

import pytest

from blog.listening import CannotServeError, answers, at_file, at_port, forget_file, handed_over
from tests.source import ROOT

AS_SYSTEMD_DOES = """
import os, socket, sys
listener = socket.create_server(("127.0.0.1", 0))
os.dup2(listener.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(SECRET_KEY="x" * 50, DJANGO_SETTINGS_MODULE="blog.settings", LISTEN_PID=str(os.getpid()), LISTEN_FDS=sys.argv[1])
sys.stdout.write(str(listener.getsockname()) + "\\n"); sys.stdout.flush()
code = "import django, os; django.setup(); from blog.listening import handed_over; print(handed_over().getsockname(), os.environ.get('LISTEN_FDS'))"
os.execv(sys.executable, [sys.executable, "-c", code])
"""


def test_a_taken_port_is_a_sentence(port):
    with socket.create_server(("127.0.0.1", port)), pytest.raises(CannotServeError, match=f"Port {port} .* is taken"):
        at_port("127.0.0.1", port)


def test_a_port_shared_by_its_holder_is_taken_all_the_same(port):
    """With SO_REUSEPORT a second site would silently take half of the readers."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(("127.0.0.1", port))
        holder.listen()
        with pytest.raises(CannotServeError):
            at_port("127.0.0.1", port)


def test_nobody_can_share_the_port_once_it_is_ours(port):
    with at_port("127.0.0.1", port), socket.socket() as second:
        second.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        with pytest.raises(OSError, match="in use"):
            second.bind(("127.0.0.1", port))


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_name_becomes_the_address_it_stands_for(port, name):
    with at_port(name, port) as listener:
        assert listener.getsockname()[:2] in {("127.0.0.1", port), ("::1", port)}


def test_a_host_that_does_not_exist_is_a_sentence(port):
    with pytest.raises(CannotServeError, match=r"no address called no\.such\.invalid"):
        at_port("no.such.invalid", port)


def test_a_port_that_does_not_exist_is_a_sentence():
    with pytest.raises(CannotServeError, match="There is no port 70000"):
        at_port("127.0.0.1", 70000)


@pytest.mark.parametrize("mode", [0o600, 0o660, 0o666])
def test_the_mode_of_a_socket_file_is_what_was_asked_for(tmp_path, mode):
    with at_file(tmp_path / "site.sock", mode):
        assert (tmp_path / "site.sock").stat().st_mode & 0o777 == mode


def test_a_socket_that_a_killed_server_left_makes_room(tmp_path):
    at_file(tmp_path / "site.sock", 0o600).close()
    with at_file(tmp_path / "site.sock", 0o600), socket.socket(socket.AF_UNIX) as client:
        client.connect(str(tmp_path / "site.sock"))


def test_a_socket_where_somebody_answers_stays_theirs(tmp_path):
    place = tmp_path / "site.sock"
    with at_file(place, 0o600), pytest.raises(CannotServeError, match=f"listens at {re.escape(str(place))}"):
        at_file(place, 0o600)


def test_a_file_in_the_way_is_kept_and_a_sentence(tmp_path):
    (tmp_path / "site.sock").write_text("mine")
    with pytest.raises(CannotServeError, match="cannot be made: Address already in use"):
        at_file(tmp_path / "site.sock", 0o600)
    forget_file(tmp_path / "site.sock")
    assert (tmp_path / "site.sock").read_text() == "mine"


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(CannotServeError, match="cannot be made: No such file or directory"):
        at_file(tmp_path / "none" / "site.sock", 0o600)


def test_a_socket_of_systemd_is_taken_over_and_hidden_from_children():
    command = [sys.executable, "-c", AS_SYSTEMD_DOES, "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    made, found = done.stdout.splitlines()
    assert found == f"{made} None"


def test_more_than_one_socket_is_a_sentence():
    command = [sys.executable, "-c", AS_SYSTEMD_DOES, "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "systemd hands over 2 sockets" in done.stderr


def test_what_was_handed_to_another_process_is_not_ours(monkeypatch):
    monkeypatch.setenv("LISTEN_PID", str(os.getppid()))
    monkeypatch.setenv("LISTEN_FDS", "1")
    assert handed_over() is None


def test_what_is_handed_over_is_told_as_systemd_tells_it():
    """In a child: the place of the first socket is another's in this process."""
    code = "import os, socket; from blog.listening import hand_over; l = socket.create_server(('127.0.0.1', 0));"
    code += (
        "told = hand_over(l); print(told == {'LISTEN_PID': str(os.getpid()), 'LISTEN_FDS': '1'}, os.get_inheritable(3))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]


def test_nobody_answers_on_a_free_port(port):
    assert not answers(("127.0.0.1", port))
