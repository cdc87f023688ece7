"""`check_trees` says in one line what it found, and fails while something is wrong."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from comments.models import Comment, Discussion
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def reply():
    post = a_post()
    return a_comment(post, a_comment(post))


def run(*arguments):
    """What it printed, and its exit status."""
    out = StringIO()
    try:
        call_command("check_trees", *arguments, stdout=out)
    except SystemExit as stop:
        return out.getvalue(), stop.code
    return out.getvalue(), 0


def test_a_sound_site_is_told_in_one_line(reply):
    assert run() == ("Checked 2 comments: all in their places, all counts right.\n", 0)


def test_faults_are_told_and_fail(reply):
    Comment.objects.filter(pk=reply.pk).update(level=5)
    Discussion.objects.update(comment_count=7)
    said, status = run()
    assert said == (
        "Checked 2 comments: 1 damaged thread, wrong counts in 1 discussion. Run check_trees --repair to mend them.\n"
    )
    assert status == 1
    assert Comment.objects.get(pk=reply.pk).level == 5


def test_repair_mends_and_succeeds(reply):
    Comment.objects.filter(pk=reply.pk).update(level=5)
    said, status = run("--repair")
    assert said == ("Checked 2 comments: 1 damaged thread, wrong counts in 0 discussions; nothing left after repair.\n")
    assert status == 0
    assert run()[1] == 0


def test_what_repair_could_not_mend_is_told_and_fails(reply, monkeypatch):
    Comment.objects.filter(pk=reply.pk).update(level=5)
    monkeypatch.setattr("comments.check.repair_all", lambda: 0)
    said, status = run("--repair")
    assert "1 damaged thread, wrong counts in 0 discussions left after repair" in said
    assert status == 1


def test_a_program_gets_every_fault(reply):
    Comment.objects.filter(pk=reply.pk).update(level=5)
    said, status = run("--json")
    told = json.loads(said)
    assert [fault["tree_id"] for fault in told["found"]["faults"]] == [reply.tree_id]
    assert (told["comments"], told["mended"], told["left"], status) == (2, 0, told["found"], 1)
    told = json.loads(run("--json", "--repair")[0])
    assert (told["mended"], told["left"]) == (1, {"faults": [], "miscounted": []})


def test_an_empty_site_is_sound(db):
    assert run() == ("Checked 0 comments: all in their places, all counts right.\n", 0)
