from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_many_people_may_have_no_address():
    for name in ("alice", "bob", "carol"):
        User.objects.create_user(name, "")
    assert set(User.objects.values_list("email", flat=True)) == {None}


def test_an_address_belongs_to_one_person_however_it_is_written():
    User.objects.create_user("alice", "alice@example.org")
    with pytest.raises(IntegrityError):
        User.objects.create_user("mallory", "ALICE@Example.org")


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"display_name": "Hanne Verrill", "first_name": "H"}, "Hanne Verrill"),
        ({"first_name": "Hanne", "last_name": "V"}, "Hanne V"),
        ({}, "alice"),
    ],
)
def test_readers_see_the_shown_name_else_the_full_one_else_the_user_name(fields, name):
    assert str(User(username="alice", **fields)) == name


def test_djangos_own_command_makes_an_owner_without_an_address(monkeypatch):
    answers = iter(["olive", ""])
    monkeypatch.setattr("builtins.input", lambda prompt="": next(answers))
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "correct horse battery")
    call_command("createsuperuser", stdin=_Terminal(), stdout=StringIO())
    olive = User.objects.get(username="olive")
    assert (olive.email, olive.is_superuser) == (None, True)


class _Terminal:
    def isatty(self) -> bool:
        return True
