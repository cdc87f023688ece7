"""What the database holds about measures and notes, whoever writes to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import Measure, Note, Whom
from tests.builders import a_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.mark.parametrize("model", [Measure, Note])
@pytest.mark.parametrize("whom", [Whom.ACCOUNT, Whom.ADDRESS, Whom.TYPED, Whom.NETWORK])
def test_nothing_is_about_nobody(model, whom):
    said = {"what": "block"} if model is Measure else {"text": "A note."}
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(whom=whom, **said)


@pytest.mark.parametrize("whom", [Whom.DOMAIN, Whom.PATTERN])
def test_a_measure_of_a_domain_or_pattern_names_it_and_a_note_is_about_neither(whom):
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(what="block", whom=whom)
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(whom=whom, text="A note.")


def test_a_measure_ends_after_it_began():
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.create(what="block", whom=Whom.DOMAIN, value="a.example", at=NOW, until=NOW)


@pytest.mark.parametrize(
    ("until", "ended", "is_active"),
    [
        (None, None, True),
        (NOW + timedelta(days=1), None, True),
        (NOW - timedelta(days=1), None, False),
        (None, NOW, False),
        (NOW + timedelta(days=1), NOW, False),
    ],
)
def test_what_holds_is_the_same_question_of_a_row_and_of_rows(until, ended, is_active):
    measure = Measure.objects.create(
        what="block", whom=Whom.DOMAIN, value="a.example", at=NOW - timedelta(days=9), until=until, ended_at=ended
    )
    assert measure.is_active is is_active
    assert Measure.objects.active().exists() is is_active
    assert Measure.objects.over().exists() is not is_active


def test_with_an_account_goes_what_is_about_it():
    user = a_user("bob")
    Measure.objects.create(what="block", whom=Whom.ACCOUNT, user=user)
    Note.objects.create(whom=Whom.ACCOUNT, user=user, text="A note.")
    user.delete()
    assert not Measure.objects.exists()
    assert not Note.objects.exists()
