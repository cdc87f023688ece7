"""The ears of the suite hear what they should."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from tests.builders import a_comment, a_post
from tests.overheard import Overheard, ears
from tests.source import ROOT

TALKING = """
import logging

class Plain(logging.Formatter):
    pass

def test_it_is_discreet():
    logging.getLogger("blog").warning("Trouble with %s", "bob@example.org")

def test_it_names_somebody():
    from tests.overheard import ears
    ears.setFormatter(Plain())
    logging.getLogger("blog").warning("Trouble with %s", "bob@example.org")
"""


@pytest.mark.parametrize(
    "line",
    [
        "to bob@example.org",
        "from 203.0.113.9",
        "Not Found: /comments/receipt/abc/",
        "Not Found: /mail/stop/abc/",
        "/2026/01/x/?sent=5:abc",
        "with correct horse",
    ],
)
def test_a_line_that_names_somebody_is_kept(line):
    listening = Overheard()
    listening.setFormatter(logging.Formatter())
    listening.handle(logging.makeLogRecord({"msg": line}))
    assert listening.judged() == [line]
    assert listening.judged() == []


@pytest.mark.parametrize("line", ["Not Found: /comments/receipt/…/", "on 127.0.0.1:8000", "version 1.2.3", "Bob"])
def test_a_line_about_nobody_is_not(line):
    listening = Overheard()
    listening.setFormatter(logging.Formatter())
    listening.handle(logging.makeLogRecord({"msg": line}))
    assert listening.judged() == []


@pytest.mark.django_db
def test_what_a_comment_of_the_test_says_is_known():
    a_comment(a_post(), body="What nobody else may read", email="bob@example.org")
    assert {"What nobody else may read", "bob@example.org"} <= ears.known
    ears.handle(logging.makeLogRecord({"msg": "Cannot store: What nobody else may read"}))
    assert len(ears.judged()) == 1


def test_it_fails_the_test_in_whichever_process_it_runs(tmp_path):
    (tmp_path / "test_talking.py").write_text(TALKING)
    command = [sys.executable, "-m", "pytest", "-p", "tests.overheard", "-n", "1", "-q", "--rootdir", str(tmp_path)]
    options = ["-c", "/dev/null", "--ds", "blog.settings", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "2 passed, 1 error" in done.stdout
    assert "Somebody is named in the log" in done.stdout
    assert done.returncode == 1
