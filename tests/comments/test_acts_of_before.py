"""What was decided before there was a record is entered in it, and entered once."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from comments import moderation
from comments.models import Act, Event, Status
from comments.moderation import Asker
from tests.builders import a_comment, a_post, a_user, carol

pytestmark = pytest.mark.django_db
migration = import_module("comments.migrations.0016_acts_of_before")


def enter() -> None:
    migration.enter(apps, None)


@pytest.fixture
def decided():
    """One decision, one on two comments of two articles, one taken back; and what writers did."""
    user, here, there = carol(), a_post(), a_post()
    one, two, three = (
        a_comment(here, status="pending"),
        a_comment(here, status="pending"),
        a_comment(there, status="pending"),
    )
    moderation.moderate([one.pk], Status.DECLINED, by=user, reason="Off the subject.")
    moderation.moderate([two.pk, three.pk], Status.SPAM, by=user)
    moderation.undo(moderation.moderate([one.pk], Status.APPROVED, by=user).act, by=user)
    bob = a_user("bob")
    moderation.moderate([a_comment(here, user=bob).pk], Status.WITHDRAWN, by=bob)
    moderation.moderate([three.pk], Status.WITHDRAWN, by=None, capacities=frozenset({Asker.WRITER}))
    return user


def told() -> list[tuple]:
    fields = ("pk", "kind", "actor", "role", "reason", "comment_count", "comment", "discussion")
    rows = Act.objects.order_by("pk").values_list(*fields)
    undone = Act.objects.filter(undone_at__isnull=False).order_by("pk").values_list("pk", flat=True)
    return [*rows, *undone]


def test_it_enters_what_would_have_been_entered(decided):
    expected = told()
    Act.objects.all().delete()
    enter()
    assert told() == expected


def test_it_keeps_the_order_in_which_they_were_made(decided):
    kinds = list(Act.objects.order_by("number").values_list("kind", flat=True))
    Act.objects.all().delete()
    enter()
    assert list(Act.objects.order_by("at", "number").values_list("kind", flat=True)) == kinds


def test_what_is_entered_already_stays_as_it_is(decided):
    Act.objects.filter(kind="spam").update(about="kept")
    enter()
    assert Act.objects.count() == 4
    assert Act.objects.get(kind="spam").about == "kept"


def test_a_decision_on_a_wording_is_no_move(decided):
    Act.objects.all().delete()
    Event.objects.update(from_status="pending", to_status="pending")
    enter()
    assert not Act.objects.exists()


def test_more_than_a_batch_is_entered(decided, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 1)
    expected = told()
    Act.objects.all().delete()
    enter()
    assert told() == expected
