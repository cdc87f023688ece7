"""A link is good for one purpose, one person and their address, for its time, and for nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from comments import moderation
from comments.staffmail import tokens

pytestmark = pytest.mark.django_db


def test_it_says_who_may_decide_on_what_as_it_was_seen(held, carol):
    found = tokens.decider(tokens.for_deciding(carol, held))
    assert (found.user, found.comment_id) == (carol, held.pk)
    assert found.seen == moderation.as_seen("pending", held.body_html)


def test_it_holds_no_address_and_fits_into_a_line_of_mail(held, carol):
    token = tokens.for_deciding(carol, held)
    assert "@" not in token
    assert len(token) < 100


def test_it_ends_after_fourteen_days(held, carol):
    token = tokens.for_deciding(carol, held)
    with time_machine.travel(timezone.now() + timedelta(days=13, hours=23)):
        assert tokens.decider(token)
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert tokens.decider(token) is None


def test_it_is_bound_to_its_person(held, carol, olive):
    """The number of another in it, or a later end, is not signed."""
    value, mark = tokens.for_deciding(carol, held).rsplit(".", 1)
    comment, user, ends, wording = value.split("-")
    for other in (
        f"{comment}-{olive.pk}-{ends}-{wording}",
        f"{int(comment) + 1}-{user}-{ends}-{wording}",
        f"{comment}-{user}-{int(ends) + 1}-{wording}",
        f"{comment}-{user}-{ends}-{'0' * 16}",
    ):
        assert tokens.decider(f"{other}.{mark}") is None


@pytest.mark.parametrize(
    "token", ["", ".", "1", "1-1-1-1", f"{'9' * 40}-1-1-{'0' * 16}.x", "1-1-1-0000000000000000.", "é-1.x", "1\x00.x"]
)
def test_what_is_no_token_opens_nothing(token, carol):
    assert tokens.decider(token) is None
    assert tokens.switcher(token) is None


def test_one_purpose_does_not_open_the_other(held, carol):
    assert tokens.decider(tokens.for_switches(carol)) is None
    assert tokens.switcher(tokens.for_deciding(carol, held)) is None
    assert tokens.switcher(tokens.for_switches(carol)) == carol


@pytest.mark.parametrize("change", ["address", "proof", "off"])
def test_all_end_with_the_address_and_with_the_account(held, carol, change):
    decide, switch = tokens.for_deciding(carol, held), tokens.for_switches(carol)
    if change == "address":
        carol.emailaddress_set.create(email="new@example.org", verified=True)
        User.objects.filter(pk=carol.pk).update(email="new@example.org")
    elif change == "proof":
        carol.emailaddress_set.update(verified=False)
    else:
        User.objects.filter(pk=carol.pk).update(is_active=False)
    assert tokens.decider(decide) is None
    assert tokens.switcher(switch) is None
