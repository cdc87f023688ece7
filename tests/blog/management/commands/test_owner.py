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


def test_it_asks_on_a_terminal(monkeypatch):
    answers = iter(["olive", "", "a long and quiet walk", "a long and quiet walk"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    monkeypatch.setattr("blog.management.commands.owner.getpass", lambda prompt: next(answers))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    call_command("owner", stdout=io.StringIO())
    assert User.objects.get().check_password("a long and quiet walk")


@pytest.mark.parametrize(
    ("args", "typed", "sentence"),
    [
        (["--username", "Alice"], "", "is an account"),
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


def test_a_typing_error_in_the_password_changes_nothing(monkeypatch):
    answers = iter(["olive", "", "a long and quiet walk", "a long and quite walk"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    monkeypatch.setattr("blog.management.commands.owner.getpass", lambda prompt: next(answers))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    with pytest.raises(CommandError, match="not the same"):
        call_command("owner", stdout=io.StringIO())
    assert not User.objects.exists()
