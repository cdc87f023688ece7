"""A site that sends its mail to a real server, and letters to send."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from blog.mail import composing, outbox
from blog.mail.composing import Draft
from blog.mail.models import Letter
from tests.blog.mail.post_office import PostOffice


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture(autouse=True)
def _with_mail(settings, request) -> None:
    """Where a test has a post office, the site's mail goes there; where it has none, nobody answers."""
    settings.EMAIL_CONFIGURED = True
    settings.EMAIL_TIMEOUT = 30
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    has_one = "post_office" in request.fixturenames
    settings.EMAIL_PORT = request.getfixturevalue("post_office").port if has_one else 1


@pytest.fixture
def composes(monkeypatch):
    """Registers who writes letters of a kind, for one test."""
    monkeypatch.setattr(composing, "_composers", dict(composing._composers))
    return composing.composes


@pytest.fixture
def drafts(composes) -> dict[str, object]:
    """What the next notes say; a note is a letter that any test may owe."""
    said: dict[str, object] = {"subject": "A note", "name": "Ellen", "title": "On slowness", "headers": {}}

    @composes("note")
    def note(letter: Letter) -> Draft:
        context = {
            **said,
            "post_url": "http://localhost/p/",
            "proof_url": f"http://localhost/{letter.about}/",
            "days": 3,
        }
        return Draft(str(said["subject"]), "comments/mail/proof", context, dict(said["headers"]))

    return said


@pytest.fixture
def owe(drafts):
    def owing(to: str = "ellen@example.org", **fields):
        return outbox.owe("note", to, **fields)

    return owing


@pytest.fixture
def later():
    """Moves all letters into the past: that much time has gone by."""

    def go_by(**time) -> None:
        for letter in Letter.objects.all():
            for name in ("created_at", "due_at", "try_at", "claimed_until", "sent_at", "failed_at"):
                if moment := getattr(letter, name):
                    setattr(letter, name, moment - timedelta(**time))
            letter.save()

    return go_by


@pytest.fixture
def waits():
    """Seconds until each letter is tried, by its address."""

    def until() -> dict[str, float]:
        now = timezone.now()
        return {letter.to: (letter.try_at - now).total_seconds() for letter in Letter.objects.owed()}

    return until
