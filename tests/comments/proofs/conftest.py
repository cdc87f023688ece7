"""A site that can send mail, and what it has sent."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from blog.mail import outbox
from comments.models import Status
from tests.builders import a_comment, a_post


@pytest.fixture(autouse=True)
def _with_mail(settings):
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def delivered():
    """Sends what is due, and gives all that was sent so far."""

    def deliver():
        outbox.send_due()
        return mail.outbox

    return deliver


@pytest.fixture
def link(delivered):
    """The path of the newest link in the newest letter that ends in this."""

    def find(ending="/"):
        paths = re.findall(r"https?://[^/\s]+(/comments/\S+)", delivered()[-1].body)
        return [path for path in paths if path.endswith(ending)][-1]

    return find


@pytest.fixture
def post():
    return a_post(title="On slowness")


@pytest.fixture
def ellens(post):
    return a_comment(post, name="Ellen", email="Ellen@Example.org", status=Status.PENDING)
