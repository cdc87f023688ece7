"""People who decide, with proven addresses; comments that wait; and the mail that is sent about them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from accounts.models import User
from blog.mail import outbox
from blog.mail.models import DoNotMail, Letter
from comments.models import Comment, Discussion, Event, StaffMail, Status
from comments.staffmail.announcing import announce
from tests import builders


@pytest.fixture(autouse=True)
def _with_mail(settings):
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def proven():
    """Gives somebody a proven address."""

    def prove(user):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    return prove


@pytest.fixture
def alice(proven, db):
    return proven(builders.alice())


@pytest.fixture
def carol(proven, db):
    return proven(builders.carol())


@pytest.fixture
def olive(proven, db):
    return proven(builders.an_owner())


@pytest.fixture
def post(alice):
    return builders.a_post(alice, title="On slowness")


@pytest.fixture
def waits(post):
    """A comment by Ellen that waits."""

    def send(**fields):
        fields = {"name": "Ellen", "email": "ellen@example.org", "status": Status.PENDING, **fields}
        return builders.a_comment(fields.pop("post", post), fields.pop("parent", None), **fields)

    return send


@pytest.fixture
def held(waits):
    return waits()


@pytest.fixture
def wants():
    def say(user, held="now", published=True):
        StaffMail.objects.update_or_create(user=user, defaults={"held": held, "published": published})

    return say


@pytest.fixture
def later():
    """What the worker does so much later: tells what is new, sends what is due. Gives what that sent."""

    def look(**time):
        before = len(mail.outbox)
        with time_machine.travel(timezone.now() + timedelta(**time)):
            while announce():
                pass
            outbox.send_all_due()
        return mail.outbox[before:]

    return look


@pytest.fixture
def link():
    """The path of a link in a letter's text that ends in this."""

    def find(letter, ending):
        return next(path for path in re.findall(r"https?://[^/\s]+(/\S+)", letter.body) if path.endswith(ending))

    return find


@pytest.fixture
def status_of():
    return lambda comment: Comment.objects.get(pk=comment.pk).status


@pytest.fixture
def rows():
    """Every row of everything that a decision, a switch or a letter could touch."""

    def snapshot():
        tables = (Comment, Event, StaffMail, Letter, DoNotMail, User, Discussion)
        return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}

    return snapshot
