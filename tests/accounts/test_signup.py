from __future__ import annotations

import pytest

from accounts.models import User
from accounts.signup import ShownNameForm
from tests import builders

pytestmark = pytest.mark.django_db

GIVEN = {"display_name": "Bob", "username": "bob", "password1": "a lamp on the landing"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"display_name": "Alice"}, "belongs to somebody who writes"),
        ({"display_name": "\u200b"}, "can be seen"),
        ({"username": "alice"}, "already exists"),
        ({"password1": "1234"}, "too short"),
    ],
)
def test_what_cannot_be_is_said_and_the_rest_is_there_again(client, wrong, said):
    builders.alice()
    page = client.post("/accounts/signup/", {**GIVEN, **wrong}).content.decode()
    assert said in page
    assert not User.objects.filter(username="bob").exists()
    assert ('value="Bob"' in page) is ("display_name" not in wrong)


def test_nothing_that_is_sent_along_makes_anybody_staff(client):
    extra = {"is_staff": "on", "is_superuser": "on", "groups": "1", "role": "owner"}
    client.post("/accounts/signup/", {**GIVEN, **extra})
    bob = User.objects.get()
    assert (bob.is_staff, bob.is_superuser, bob.groups.count()) == (False, False, 0)


def test_ones_own_name_can_be_changed_but_not_emptied():
    bob = builders.a_user("bob")
    assert ShownNameForm({"display_name": "Robert"}, instance=bob).is_valid()
    assert not ShownNameForm({"display_name": ""}, instance=bob).is_valid()
