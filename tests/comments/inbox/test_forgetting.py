"""Whoever is forgotten is forgotten among the mail that came, too."""

from __future__ import annotations

import pytest
from django.apps import apps

from blog.mail.models import Incoming
from blog.maintenance import maintain
from blog.membership.leaving import Choice, leave
from comments import erasure
from comments.inbox import addresses, delivering
from comments.models import Comment
from comments.proofs import belongings
from comments.readers import Reader
from tests.builders import a_user
from tests.comments.inbox.mails import a_mail

pytestmark = pytest.mark.django_db


def send(comment, reader, words="Ellens words."):
    return delivering.deliver(a_mail(addresses.reply_to(comment, reader), reader.address, words)).row


def everything_stored():
    rows = (row for model in apps.get_models() for row in model._default_manager.values())
    found = (bytes(value) if isinstance(value, memoryview) else value for row in rows for value in row.values())
    return "\n".join(str(value) for value in found).lower()


def test_erasing_everything_takes_what_was_published_and_what_was_not(bobs, ellen, settings):
    settings.COMMENT_FLOOD_SECONDS = 0
    send(bobs, ellen)
    send(bobs, ellen, words="ellen: " + "x" * 30_000)
    belongings.erase(ellen.commenter, keep_text=False)
    stored = everything_stored()
    assert "ellen@example.org" not in stored
    assert "ellens words" not in stored
    assert "xxxxx" not in stored


def test_erasing_one_comment_takes_its_mails_address_and_does_not_publish_it_again(bobs):
    user = a_user("erin")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    reader = Reader(user=user)
    raw = a_mail(addresses.reply_to(bobs, reader), "erin@example.org", "Erins words.")
    row = delivering.deliver(raw).row
    erasure.erase(Comment.objects.get(pk=row.answer), keep_text=False)
    row.refresh_from_db()
    assert (row.sender, row.address) == ("", "")
    assert delivering.deliver(raw).is_repeat
    assert not Comment.objects.filter(body="Erins words.").exists()


@pytest.mark.parametrize("choice", Choice)
def test_a_member_who_leaves_takes_their_mail_along(bobs, choice):
    user = a_user("erin")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    send(bobs, Reader(user=user), "x" * 30_000)
    leave(user, choice)
    assert not Incoming.objects.exclude(sender="", text="").exists()


def test_a_stranger_who_wrote_under_the_address_is_forgotten_with_it(bobs, moderator, ellen):
    delivering.deliver(a_mail(addresses.reply_to(bobs, moderator), "ellen@example.org", "From Ellen?"))
    belongings.erase(ellen.commenter, keep_text=True)
    assert not Incoming.objects.exists()


def test_maintenance_forgets_it_in_time(bobs, ellen):
    send(bobs, ellen)
    assert maintain()["incoming mail"] == 0
