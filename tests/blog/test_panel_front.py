"""The panel's front page: what waits, what was decided last, and how the house is."""

from __future__ import annotations

import pytest
from django.test import Client

from blog.backup import record
from blog.chores import keeping
from blog.mail import outbox
from comments import moderation
from comments.models import Report, Status
from tests import builders
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def front(user) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/admin/").content.decode()


def test_what_was_decided_last_can_be_undone_from_there():
    carol = builders.carol()
    comment = a_comment(a_post(), status="pending", name="Ellen")
    act = moderation.moderate([comment.pk], Status.SPAM, by=carol).act
    page = front(carol)
    assert "Marked as spam" in page
    assert f"/admin/queue/undo/{act}/" in page


def test_what_was_taken_back_offers_nothing_more():
    carol = builders.carol()
    comment = a_comment(a_post(), status="pending")
    act = moderation.moderate([comment.pk], Status.SPAM, by=carol).act
    moderation.undo(act, by=carol)
    assert f"/admin/queue/undo/{act}/" not in front(carol)


@pytest.mark.parametrize(("who", "told"), [("moderator", True), ("author of it", True), ("author", False)])
def test_reports_are_told_to_who_decides_on_them(who, told):
    post = a_post(title="What a silence is holding")
    Report.objects.create(comment=a_comment(post), reason="other")
    users = {
        "moderator": builders.carol,
        "author of it": lambda: post.author,
        "author": lambda: builders._in_group(builders.a_user("mallory", is_staff=True), "Authors"),
    }
    assert ("1 report by a reader" in front(users[who]())) is told


def test_the_owner_sees_how_the_house_is():
    keeping.beat()
    outbox.owe("test", "bob@example.org")
    page = front(builders.an_owner())
    assert "seen just now" in page
    assert "1 letter owed" in page
    assert "none yet: “manage.py backup” makes one" in page


def test_the_owner_sees_when_the_last_good_backup_was_made_and_that_one_is_late(settings):
    settings.BACKUP_DIR = "/somewhere"
    olive = builders.an_owner()
    assert "None is on record." in front(olive)
    record.note()
    page = front(olive)
    assert "Last good backup</dt><dd>just now" in page
    assert "None is on record." not in page


def test_nobody_else_does():
    assert "Background work" not in front(builders.carol())


def test_a_house_where_nothing_happened_has_an_empty_front():
    page = front(builders.carol())
    assert "Decided last" not in page
    assert "reports by readers" not in page
