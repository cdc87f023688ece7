"""One look into a mailbox: each mail once, and none is lost when something stops."""

from __future__ import annotations

import logging

import pytest
from django.db import DatabaseError

from comments.inbox import addresses, answering, fetching
from comments.inbox.mailboxes import MailboxError, Maildir, imap
from comments.models import Comment
from tests.comments.inbox.imap_server import ImapServer
from tests.comments.inbox.mails import a_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    found = ImapServer()
    settings.INBOX_URL = found.url
    yield found
    found.close()


@pytest.fixture
def to_carol(bobs, moderator):
    return addresses.reply_to(bobs, moderator)


def test_every_mail_comes_to_something_and_is_marked(server, to_carol):
    raw = a_mail(to_carol)
    server.put(raw, b"garbage", raw, a_mail("reply@blog.example.org"))
    assert fetching.fetch_inbox() == {"published": 1, "kept": 1, "again": 1, "refused": 1}
    assert server.seen == {1, 2, 3, 4}
    assert fetching.fetch_inbox() == {}


def test_who_is_in_a_hurry_finds_their_mail_taken_later(server, bobs, ellen, settings):
    to = addresses.reply_to(bobs, ellen)
    server.put(*(a_mail(to, "ellen@example.org", words) for words in ("One.", "Two.")))
    assert fetching.fetch_inbox() == {"held": 1, "put off": 1}
    assert server.seen == {1}
    settings.COMMENT_FLOOD_SECONDS = 0
    assert fetching.fetch_inbox() == {"held": 1}


def test_a_database_that_is_away_leaves_the_mail_where_it_is(server, to_carol, monkeypatch):
    server.put(a_mail(to_carol))
    with monkeypatch.context() as patch:
        patch.setattr(answering, "answer", lambda *_given: (_ for _ in ()).throw(DatabaseError()))
        with pytest.raises(DatabaseError):
            fetching.fetch_inbox()
    assert server.seen == set()
    assert fetching.fetch_inbox() == {"published": 1}


def test_a_crash_between_publishing_and_marking_publishes_nothing_twice(server, to_carol):
    server.put(a_mail(to_carol))
    server.dies_at = "UID STORE"
    with pytest.raises(MailboxError), imap(server.url) as box:
        fetching.fetch(box)
    server.dies_at = ""
    assert fetching.fetch_inbox() == {"again": 1}
    assert Comment.objects.filter(body="Well said.").count() == 1


def test_a_server_that_is_away_is_one_line_without_the_password(server, caplog):
    server.dies_at = "LOGIN"
    with caplog.at_level(logging.DEBUG):
        assert fetching.fetch_inbox() == {}
    assert "Mail could not be fetched" in caplog.text
    assert server.password not in caplog.text


def test_where_no_mailbox_is_named_nobody_is_asked(settings):
    settings.INBOX_URL = ""
    assert fetching.fetch_inbox() == {}


def test_a_maildir_is_taken_in_the_same_way(tmp_path, to_carol):
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1").write_bytes(a_mail(to_carol))
    assert fetching.fetch(Maildir(tmp_path)) == {"published": 1}
    assert fetching.fetch(Maildir(tmp_path)) == {}
