"""Who can be written to: only behind an address that its owner has proven."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from comments import readers
from comments.models import Commenter
from comments.readers import Reader
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ellen():
    return Commenter.objects.create(email="ellen@example.org", name="Ellen")


@pytest.fixture
def david():
    user = a_user("david", email="David@Example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_a_key_leads_back_to_its_reader(ellen, david):
    for reader in (Reader(user=david), Reader(commenter=ellen)):
        assert readers.by_key(reader.key) == reader


@pytest.mark.parametrize("key", ["", "u", "c", "c0", "u-1", "c1x", "x1", "u٣", "c" + "9" * 19])
def test_a_key_that_names_nobody_gives_nobody(ellen, key):
    assert readers.by_key(key) is None


def test_an_account_is_written_to_only_at_a_proven_address(david):
    david.emailaddress_set.update(verified=False)
    assert readers.by_key(f"u{david.pk}") is None
    assert readers.writer_of(a_comment(a_post(), user=david, email="")) is None
    assert readers.at("david@example.org") == []


def test_an_account_that_was_closed_is_not_written_to(david):
    david.is_active = False
    david.save()
    assert readers.by_key(f"u{david.pk}") is None
    assert readers.writer_of(a_comment(a_post(), user=david, email="")) is None


def test_a_guest_is_written_to_only_about_what_they_proved(ellen):
    post = a_post()
    proven = a_comment(post, email="ellen@example.org", proof=1)
    typed = a_comment(post, email="ellen@example.org")
    assert readers.writer_of(proven) == Reader(commenter=ellen)
    assert readers.writer_of(typed) is None


def test_an_address_is_one_person_in_any_letter_case(ellen, david):
    assert readers.at("DAVID@example.org") == [Reader(user=david)]
    assert readers.at("Ellen@Example.org") == [Reader(commenter=ellen)]
    assert readers.at("") == []
    assert Reader(user=david).address == "David@example.org"
    assert (Reader(commenter=ellen).name, Reader(user=david).name) == ("Ellen", "David")
