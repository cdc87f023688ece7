from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role, role_of
from tests import builders

pytestmark = pytest.mark.django_db


def owner(*args: str, typed: str = "", **options) -> str:
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO(typed))
        call_command("owner", *args, stdout=out, **options)
    return out.getvalue()


def test_it_makes_the_owner_and_shows_the_made_password_once():
    said = owner("--username", "olive", "--email", "olive@example.org")
    olive = User.objects.get()
    assert (role_of(olive), olive.email) == (Role.OWNER, "olive@example.org")
    assert olive.check_password(said.rsplit(": ", 1)[1].strip())


def test_it_takes_a_password_from_standard_input_and_does_not_repeat_it():
    said = owner("--username", "olive", "--password-stdin", typed="a long and quiet walk\n")
    assert "walk" not in said
    assert User.objects.get().check_password("a long and quiet walk")
    assert User.objects.get().email is None


def test_a_program_reads_one_json_object():
    done = json.loads(owner("--username", "olive", "--json"))
    assert (done["done"], done["username"]) == ("made", "olive")
    assert User.objects.get().check_password(done["password"])


def at_a_terminal(*answers: str, **options) -> tuple[str, list[str]]:
    """What was said, and what was asked."""
    out, asked, given = io.StringIO(), [], iter(answers)

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return next(given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.input", answer)
        patch.setattr("blog.management.commands.owner.getpass", answer)
        patch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        call_command("owner", stdout=out, **options)
    return out.getvalue(), asked


def test_it_asks_on_a_terminal():
    at_a_terminal("olive", "", "a long and quiet walk", "a long and quiet walk")
    assert User.objects.get().check_password("a long and quiet walk")


def test_it_asks_again_on_a_terminal_where_a_name_is_taken():
    builders.a_user("owner", is_superuser=True)
    said, asked = at_a_terminal("", "", "olive", "", "a long and quiet walk", "a long and quiet walk")
    assert "manage.py owner --reset owner" in said
    assert [question for question in asked if question.startswith("Name")] == [
        "Name to log in with [owner]: ",
        "Name to log in with: ",
    ]
    assert role_of(User.objects.get(username="olive")) == Role.OWNER


def test_a_name_that_came_with_the_command_and_is_taken_is_asked_for():
    builders.a_user("owner", is_superuser=True)
    at_a_terminal("a@example.org", "olive", "", "", username="owner")
    assert User.objects.get(username="olive").email is None


@pytest.mark.parametrize(
    ("args", "typed", "sentence"),
    [
        (["--username", "Alice"], "", "manage.py owner --reset alice"),
        (["--username", "olive", "--email", "ALICE@example.org"], "", "already has an account"),
        (["--username", "olive", "--email", "nowhere"], "", "valid email"),
        (["--username", "two words"], "", "valid username"),
        (["--username", "olive", "--password-stdin"], "", "No password came"),
        (["--username", "olive", "--password-stdin"], "12345678\n", "too common"),
        (["--reset", "nobody"], "", "no account"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(args, typed, sentence):
    alice = builders.alice()
    with pytest.raises(CommandError, match=sentence):
        owner(*args, typed=typed)
    assert User.objects.count() == 1
    assert User.objects.get().password == alice.password


def test_it_lets_back_in_whoever_lost_the_password(client):
    olive = builders.an_owner()
    client.force_login(olive)
    said = owner("--reset", "olive")
    assert client.get("/admin/").status_code == 302
    olive.refresh_from_db()
    assert olive.check_password(said.rsplit(": ", 1)[1].strip())


def test_a_reset_password_can_come_from_standard_input():
    builders.an_owner()
    done = json.loads(
        owner("--reset", "OLIVE@example.org", "--password-stdin", "--json", typed="a long and quiet walk\n")
    )
    assert done == {"done": "reset", "username": "olive", "password": None, "second_factors_removed": 0}
    assert User.objects.get().check_password("a long and quiet walk")


def test_a_password_is_asked_for_until_it_is_one_and_twice_the_same():
    walk = "a long and quiet walk"
    said, asked = at_a_terminal("olive", "", "12345678", walk, "a long and quite walk", walk, walk)
    assert "too common" in said
    assert "The two were not the same." in said
    assert [question.partition(" ")[0] for question in asked[2:]] == ["Password", "Password", "The", "Password", "The"]
    assert User.objects.get().check_password(walk)
