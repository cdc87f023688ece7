"""`fetch_mail` takes mail from a pipe, a folder or a server, says in one line what came of it, and tells no password."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from comments.inbox import addresses
from comments.readers import Reader
from tests.builders import a_comment, a_post, carol
from tests.comments.inbox.imap_server import ImapServer
from tests.comments.inbox.mails import a_mail
from tests.site import environment, run
from tests.source import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def to_carol(settings):
    settings.REPLY_ADDRESS = "reply@blog.example.org"
    user = carol()
    user.emailaddress_set.create(email=user.email, verified=True)
    return addresses.reply_to(a_comment(a_post()), Reader(user=user))


@pytest.fixture
def server():
    found = ImapServer()
    yield found
    found.close()


@pytest.fixture
def maildir(tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def fetch(*arguments):
    out = StringIO()
    try:
        call_command("fetch_mail", *arguments, stdout=out)
    except SystemExit as stop:
        return out.getvalue(), stop.code
    return out.getvalue(), 0


def test_a_maildir_is_told_in_one_line(maildir, to_carol):
    (maildir / "new" / "1").write_bytes(a_mail(to_carol))
    (maildir / "new" / "2").write_bytes(b"garbage")
    said = "Mail: 1 published, 0 held, 0 refused, 1 kept, 0 noted, 0 again, 0 put off.\n"
    assert fetch("--maildir", str(maildir)) == (said, 0)


def test_a_program_reads_it_as_json(server, to_carol):
    server.put(a_mail(to_carol))
    said, status = fetch("--imap", server.url, "--json")
    assert (json.loads(said)["published"], status) == (1, 0)


def test_the_mailbox_of_the_settings_is_the_usual_one(server, to_carol, settings):
    settings.INBOX_URL = server.url
    server.put(a_mail(to_carol))
    assert fetch()[0].startswith("Mail: 1 published")


def test_what_has_to_wait_makes_it_fail_softly(server, settings):
    settings.REPLY_ADDRESS = "reply@blog.example.org"
    user = carol()
    user.groups.clear()
    user.emailaddress_set.create(email=user.email, verified=True)
    to = addresses.reply_to(a_comment(a_post()), Reader(user=user))
    server.put(a_mail(to, words="One."), a_mail(to, words="Two."))
    said, status = fetch("--imap", server.url)
    assert (status, "1 held" in said, "1 put off" in said) == (os.EX_TEMPFAIL, True, True)


def test_a_mailbox_that_cannot_be_opened_fails_without_its_password(server):
    with pytest.raises(CommandError) as raised:
        fetch("--imap", server.url.replace("s3cret", "hunter2"))
    assert "hunter2" not in str(raised.value)


def test_without_a_mailbox_it_says_what_to_set(settings):
    settings.INBOX_URL = ""
    with pytest.raises(CommandError, match="INBOX_URL"):
        fetch()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The environment of a site in processes of their own, that knows a moderator and a comment."""
    env = environment(tmp_path_factory.mktemp("site"), REPLY_ADDRESS="reply@blog.example.org", INBOX_URL="")
    for command in ("migrate", "createcachetable"):
        done = run("manage.py", command, "-v", "0", env=env)
        assert done.returncode == 0, done.stderr
    return env


MAKE = """
from tests.builders import *; from comments.readers import Reader; from comments.inbox import addresses
user = carol(); user.emailaddress_set.create(email=user.email, verified=True)
print("TO", addresses.reply_to(a_comment(a_post(), status="pending"), Reader(user=user)))
"""
LOOK = (
    "from comments.models import Comment; print('FOUND', *Comment.objects.order_by('pk').values_list('status', 'body'))"
)


def pipe(env, raw, *arguments):
    command = [sys.executable, "manage.py", "fetch_mail", "--stdin", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, input=raw, capture_output=True, timeout=120, check=False)


def shell(env, code):
    done = run("manage.py", "shell", "-v", "0", "-c", code, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_mail_server_pipes_a_mail_in_and_the_answer_is_published(site):
    to = shell(site, MAKE).rpartition("TO ")[2].strip()
    done = pipe(site, a_mail("blog@example.org", words="By a pipe."), "--recipient", to)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Mail: 1 published")
    found = shell(site, LOOK)
    assert "('approved', 'By a pipe.')" in found
    assert "pending" not in found


@pytest.mark.parametrize("raw", [b"", b"\x00\xff" * 1000, a_mail("reply@blog.example.org")])
def test_a_pipe_takes_whatever_comes(site, raw):
    assert pipe(site, raw).returncode == 0


def test_a_mail_server_keeps_the_mail_while_the_database_is_away(site, tmp_path):
    done = pipe({**site, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, a_mail("reply@blog.example.org"))
    assert done.returncode == os.EX_TEMPFAIL
    assert b"Traceback" not in done.stderr
