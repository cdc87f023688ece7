"""What the panel says about mailing an article; who the readers are another app says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from blog.posts import mailing
from blog.posts.models import Post


@pytest.fixture(autouse=True)
def _seven_readers(settings, monkeypatch):
    settings.EMAIL_CONFIGURED = True
    monkeypatch.setattr(mailing, "_counts", [lambda: 7])


def test_the_author_sees_how_many_it_goes_to(monkeypatch):
    assert mailing.label() == "Send it to 7 readers by mail when it is published"
    monkeypatch.setattr(mailing, "_counts", [])
    mailing.counts(lambda: 1)
    assert mailing.label() == "Send it to 1 reader by mail when it is published"


def test_it_is_offered_once(settings):
    assert mailing.is_offered(None)
    assert mailing.is_offered(Post())
    assert not mailing.is_offered(Post(sent_to_readers_at=datetime.now(UTC)))


def test_it_is_not_offered_without_mail_or_without_anybody_who_sends_it(settings, monkeypatch):
    settings.EMAIL_CONFIGURED = False
    assert not mailing.is_offered(None)
    assert mailing.readers() is None
    settings.EMAIL_CONFIGURED = True
    monkeypatch.setattr(mailing, "_counts", [])
    assert not mailing.is_offered(None)
    assert mailing.readers() is None


def test_how_long_it_can_be_taken_back(settings):
    assert "5 minutes after" in mailing.help_text()
    settings.MAIL_DELAY_MINUTES = 0
    assert "as soon as it is published" in mailing.help_text()


def test_what_became_of_it():
    post = Post(sent_to_readers_at=datetime(2026, 5, 4, 8, 30, tzinfo=UTC), sent_to_readers=1)
    assert mailing.sentence(post).endswith("to 1 reader.")
    assert "2026" in mailing.sentence(post)
