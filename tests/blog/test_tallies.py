"""Numbers of several processes in one directory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from blog.tallies import MAGIC, OVERFLOW, SLOTS, Tallies
from tests.source import ROOT

COUNTING = """
import sys, time
from pathlib import Path
from blog.tallies import Tallies
tallies = Tallies(Path(sys.argv[1]), "web", "1.0")
for _ in range(int(sys.argv[2])):
    tallies.add(tallies.place("seen"), 1)
print("counted", flush=True)
time.sleep(float(sys.argv[3]))
"""


def a_process(directory, count, then=0):
    command = [sys.executable, "-c", COUNTING, str(directory), str(count), str(then)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "counted\n"
    return process


def test_each_process_counts_for_itself_and_anybody_reads_the_sum(tmp_path):
    mine = Tallies(tmp_path)
    mine.add(mine.place("seen"), 2)
    for count in (3, 4):
        a_process(tmp_path, count).wait()
    assert mine.sums()["seen"] == 9


def test_what_a_killed_process_counted_is_kept_and_its_file_used_again(tmp_path):
    for _round in range(3):
        process = a_process(tmp_path, 5, then=60)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(list(tmp_path.iterdir())) == 1
    assert Tallies(tmp_path).sums()["seen"] == 15


def test_who_is_alive_is_told_and_who_is_dead_is_not(tmp_path):
    mine = Tallies(tmp_path, "worker", "1.1")
    process = a_process(tmp_path, 1, then=60)
    assert {(one.kind, one.version) for one in mine.processes()} == {("worker", "1.1"), ("web", "1.0")}
    process.kill()
    process.wait()
    assert [one.kind for one in mine.processes()] == ["worker"]
    assert abs(mine.processes()[0].started - time.time()) < 60


def test_a_fork_that_abandons_leaves_the_file_to_its_parent(tmp_path):
    mine = Tallies(tmp_path)
    child = os.fork()
    if not child:
        mine.abandon()
        os._exit(0 if len(Tallies(tmp_path).sums()) == 1 and len(list(tmp_path.iterdir())) == 2 else 1)
    assert os.waitpid(child, 0)[1] == 0
    mine.add(mine.place("seen"), 1)
    assert mine.sums()["seen"] == 1


def test_nobody_else_may_read_the_files(tmp_path):
    mine = Tallies(tmp_path / "own")
    assert mine.is_shared
    assert (tmp_path / "own").stat().st_mode & 0o077 == 0
    assert next((tmp_path / "own").iterdir()).stat().st_mode & 0o077 == 0


def test_a_directory_that_cannot_be_written_to_leaves_the_memory(tmp_path):
    (tmp_path / "file").write_text("")
    mine = Tallies(tmp_path / "file" / "below", "web")
    mine.add(mine.place("seen"), 1)
    assert not mine.is_shared
    assert (mine.sums()["seen"], [one.kind for one in mine.processes()]) == (1, ["web"])


def test_a_full_disk_leaves_the_memory_and_no_file(tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    mine = Tallies(tmp_path)
    mine.add(mine.place("seen"), 1)
    assert (mine.is_shared, mine.sums()["seen"], list(tmp_path.iterdir())) == (False, 1, [])


@pytest.mark.parametrize("content", [b"", MAGIC, b"something else", b"\0" * 300])
def test_a_file_that_is_none_of_ours_is_left_alone(tmp_path, content):
    (tmp_path / "strange.tallies").write_bytes(content)
    mine = Tallies(tmp_path)
    mine.add(mine.place("seen"), 1)
    assert mine.sums()["seen"] == 1
    assert (tmp_path / "strange.tallies").read_bytes() == content


def test_what_finds_no_room_is_counted_without_its_name():
    mine = Tallies(None)
    places = {mine.place(f"name {number}") for number in range(SLOTS + 5)}
    assert len(places) == SLOTS
    mine.add(mine.place("x" * 121), 1)
    assert mine.sums()[OVERFLOW] == 1
