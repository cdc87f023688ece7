"""What came by mail is known again, kept for a while, and forgotten with its sender."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from blog.mail import incoming
from blog.mail.models import Incoming

pytestmark = pytest.mark.django_db


def keep(mark="m", **fields):
    defaults = {"sender": "ellen@example.org", "address": incoming.mark_of("ellen@example.org"), "text": "Words."}
    return incoming.keep(mark, Incoming.Outcome.KEPT, "empty", "Nothing.", **{**defaults, **fields})


def test_a_mail_is_known_by_its_mark():
    row = keep()
    assert incoming.seen("other", "m") == row
    assert incoming.seen("other") is None


def test_no_two_rows_are_one_mail():
    keep()
    with pytest.raises(IntegrityError), transaction.atomic():
        keep()


def test_forgetting_an_address_takes_what_came_from_it():
    keep(), keep("n", address=""), keep("o", sender="frank@example.org", address=incoming.mark_of("frank@example.org"))
    assert incoming.forget("Ellen@Example.org") == 2
    assert Incoming.objects.get().sender == "frank@example.org"


def test_forgetting_an_answer_keeps_only_that_there_was_one():
    row = keep(answer=7, raw=b"bytes")
    incoming.forget_answer(7)
    row.refresh_from_db()
    assert (row.sender, row.address, row.text, bytes(row.raw), row.mark) == ("", "", "", b"", "m")


def test_after_a_month_all_of_it_goes():
    keep(received_at=timezone.now() - incoming.KEPT - timedelta(minutes=1))
    kept = keep("n", received_at=timezone.now() - incoming.KEPT + timedelta(minutes=1))
    assert incoming.clear() == 1
    assert Incoming.objects.get() == kept


def test_a_reason_of_any_length_fits():
    assert len(incoming.keep("x", Incoming.Outcome.KEPT, "", "w" * 900).why) == 400


def test_nobody_is_nobodys_address():
    assert incoming.mark_of("") == ""
