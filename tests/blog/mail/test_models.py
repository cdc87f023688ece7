"""Which letters are owed, due and given up, and that the database finds them by an index."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from blog.mail.models import DoNotMail, Letter, address_mark
from tests.plans import explained

pytestmark = pytest.mark.django_db

NOW = timezone.now()
PAST, FUTURE = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)

#        sent    failed  try_at   claimed   unsent owed   due    given up
TABLE = [
    (None, None, PAST, None, True, True, True, False),
    (None, None, NOW, None, True, True, True, False),
    (None, None, FUTURE, None, True, True, False, False),
    (None, None, PAST, FUTURE, True, True, False, False),
    (None, None, PAST, PAST, True, True, True, False),
    (None, PAST, PAST, None, True, False, False, True),
    (PAST, None, PAST, None, False, False, False, False),
    (PAST, PAST, PAST, None, False, False, False, False),
]


@pytest.mark.parametrize(("sent", "failed", "try_at", "claimed", "unsent", "owed", "due", "given_up"), TABLE)
def test_a_letter_is_what_the_table_says(sent, failed, try_at, claimed, unsent, owed, due, given_up):
    Letter.objects.create(
        kind="note", address="x", sent_at=sent, failed_at=failed, try_at=try_at, claimed_until=claimed
    )
    letters = Letter.objects
    found = [rows.exists() for rows in (letters.unsent(), letters.owed(), letters.due(NOW), letters.given_up())]
    assert found == [unsent, owed, due, given_up]


def test_an_address_is_known_again_in_any_spelling_and_nothing_tells_it():
    assert address_mark("Ellen@Example.org ") == address_mark("ellen@example.org")
    assert address_mark("ellen@example.org") != address_mark("helen@example.org")
    assert "ellen" not in address_mark("ellen@example.org")


def test_another_site_makes_another_mark(settings):
    ours = address_mark("ellen@example.org")
    settings.SECRET_KEY = "another"
    assert address_mark("ellen@example.org") != ours


def test_the_words_for_a_row_hold_no_address():
    letter = Letter.objects.create(kind="note", to="ellen@example.org", address=address_mark("ellen@example.org"))
    assert "ellen" not in str(letter)
    row = DoNotMail.objects.create(pk=letter.address)
    assert len(str(row)) == 8


QUERIES = {
    "mail_owed": lambda: Letter.objects.due(NOW).order_by("try_at").values_list("pk", flat=True)[:10],
    "mail_waiting": lambda: Letter.objects.owed().filter(due_at__lte=NOW).order_by("due_at").values("due_at")[:1],
    "mail_given_up": lambda: Letter.objects.given_up().values("pk"),
    "mail_address": lambda: Letter.objects.filter(address="3").values("pk"),
    "mail_about": lambda: Letter.objects.filter(kind="note", about=3).values("pk"),
    "mail_unasked": lambda: Letter.objects.filter(is_unasked=True, created_at__gt=NOW - timedelta(hours=1)).values(
        "pk"
    ),
}


@pytest.fixture
def _week_of_mail():
    Letter.objects.bulk_create(
        Letter(
            kind="note",
            address=str(n),
            about=n,
            sent_at=None if n % 200 == 0 else NOW,
            failed_at=NOW if n % 400 == 0 else None,
            is_unasked=n % 3 == 0,
            created_at=NOW - timedelta(minutes=n),
        )
        for n in range(3000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.usefixtures("_week_of_mail")
@pytest.mark.parametrize("index", QUERIES)
def test_no_look_reads_all_that_was_ever_sent(index):
    with connection.cursor() as cursor:
        plan = explained(cursor, *QUERIES[index]().query.sql_with_params())
    assert len(plan) == 1
    assert index in plan[0]


@pytest.mark.django_db
def test_the_counts_are_those_of_the_lists():
    now = timezone.now()
    for times in ({}, {"failed_at": now}, {"sent_at": now}, {"sent_at": now}):
        Letter.objects.create(kind="note", address="x", **times)
    counts = Letter.objects.counts()
    assert {name: getattr(Letter.objects, name)().count() for name in counts} == counts
