"""A site that is answered by mail, and its readers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import erasure
from comments.inbox import addresses
from comments.models import Commenter
from comments.readers import Reader
from tests.builders import a_comment, a_post, carol


@pytest.fixture(autouse=True)
def _on(settings):
    settings.REPLY_ADDRESS = "reply@blog.example.org"
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def moderator():
    user = carol()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return Reader(user=user)


@pytest.fixture
def ellen():
    return Reader(commenter=Commenter.objects.create(email="ellen@example.org", name="Ellen"))


@pytest.fixture
def bobs():
    return a_comment(a_post())


@pytest.fixture
def filled(bobs, moderator, ellen, monkeypatch):
    """Puts live addresses where a mail of the corpus has a mark for them."""
    other, erased = a_comment(a_post()), a_comment(a_post())
    live = addresses.reply_to(bobs, moderator)
    marks = {
        "CAROL": live,
        "ELLEN": addresses.reply_to(bobs, ellen),
        "OTHER": addresses.reply_to(other, moderator),
        "ERASED": addresses.reply_to(erased, moderator),
        "ALTERED": live.replace("@", "a@") if "a@" not in live else live.replace("a@", "b@"),
    }
    erasure.erase(erased, keep_text=False)
    with monkeypatch.context() as patch:
        patch.setattr(
            addresses,
            "_today",
            lambda: (timezone.now() - timedelta(days=40)).date().toordinal() - addresses._EPOCH.toordinal(),
        )
        marks["EXPIRED"] = addresses.reply_to(bobs, moderator)

    def fill(raw: bytes) -> bytes:
        for name, address in marks.items():
            raw = raw.replace(f"%{name}%".encode(), address.encode())
        return raw

    return fill
