from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.names import clean_shown_name
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", ["Alice", "alice", "ＡＬＩＣＥ", "A l i c e", "Álice", "Ali\u200bce", "alice.", "ALICE"]
)
def test_the_name_of_the_staff_is_nobody_elses(name):
    builders.alice()
    with pytest.raises(ValidationError, match="belongs to somebody"):
        clean_shown_name(name)


def test_the_staff_may_keep_their_own_name():
    alice = builders.alice()
    assert clean_shown_name("Alice", alice) == "Alice"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Bob  ", "Bob"),
        ("Bob\nthe\tbuilder", "Bobthebuilder"),
        ("B\u202eob", "Bob"),
        ("Zoë", "Zoë"),
        ("Алиса", "Алиса"),
    ],
)
def test_a_name_keeps_what_can_be_seen(given, kept):
    assert clean_shown_name(given) == kept


@pytest.mark.parametrize("name", ["", " ", "\u200b", "...", "\u3164\u200d"])
def test_a_name_that_cannot_be_seen_is_none(name):
    with pytest.raises(ValidationError):
        clean_shown_name(name)


def test_members_may_have_the_same_name():
    builders.a_user("bob")
    assert clean_shown_name("Bob") == "Bob"
