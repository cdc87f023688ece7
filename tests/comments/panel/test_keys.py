"""The keys of the queue: chosen by each for themselves, never one for two commands."""

from __future__ import annotations

import json
from html import unescape

import pytest

from comments.models import KeyMap
from comments.panel.acts import ACTS
from comments.panel.keys import COMMANDS, as_json
from tests.builders import a_user, an_owner

pytestmark = pytest.mark.django_db

KEYS = "/admin/queue/keys/"


def text_of(response) -> str:
    return unescape(response.content.decode())


def pressed(**changed: str) -> dict[str, str]:
    """The whole form; `changed` by the command's own key, with `slash` and `help` for those that are no letters."""
    names = {"/": "slash", "?": "help"}
    return {f"key-{place}": changed.get(names.get(c.key, c.key), c.key) for place, c in enumerate(COMMANDS)}


def test_every_act_has_a_command_of_its_key():
    assert {act.key.lower() for act in ACTS.values()} <= {command.key for command in COMMANDS}


def test_no_two_commands_begin_with_one_key():
    assert len({command.key for command in COMMANDS}) == len(COMMANDS)


def test_chosen_keys_are_kept_with_the_account_and_shown_on_the_cards(held, carol, signed_in):
    client = signed_in(carol)
    assert client.post(KEYS, pressed(a="W", d="ж")).status_code == 302
    assert KeyMap.objects.get(owner=carol).keys == {"a": "w", "d": "ж"}
    page = text_of(client.get("/admin/queue/"))
    assert 'Approve <kbd aria-hidden="true">W</kbd>' in page
    assert 'Decline <kbd aria-hidden="true">Ж</kbd>' in page
    assert 'Spam <kbd aria-hidden="true">S</kbd>' in page
    other = text_of(signed_in(an_owner()).get("/admin/queue/"))
    assert 'Approve <kbd aria-hidden="true">A</kbd>' in other


def test_keys_may_change_places(carol, signed_in):
    signed_in(carol).post(KEYS, pressed(a="d", d="a"))
    assert KeyMap.objects.get().keys == {"a": "d", "d": "a"}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"d": "a"}, "“A” is already the key for “approve”. Choose another."),
        ({"s": "/"}, "“/” is already the key for “spam”. Choose another."),
        ({"a": "ab"}, "One letter, digit or sign: nothing longer fits a key."),
        ({"a": " "}, "One letter, digit or sign: nothing longer fits a key."),
        ({"a": "\t"}, "One letter, digit or sign: nothing longer fits a key."),
        ({"a": ""}, "Press a key for this one too."),
        ({"a": "\u200b"}, "One letter, digit or sign: nothing longer fits a key."),
    ],
)
def test_what_does_not_go_is_refused_with_the_reason_and_nothing_is_lost(changed, problem, carol, signed_in):
    response = signed_in(carol).post(KEYS, pressed(**changed, k="ö"))
    assert response.status_code == 400
    assert problem in text_of(response)
    assert 'value="ö"' in text_of(response)
    assert not KeyMap.objects.exists()


def test_the_usual_keys_come_back(carol, signed_in):
    client = signed_in(carol)
    assert "Back to the usual keys" not in text_of(client.get(KEYS))
    client.post(KEYS, pressed(a="w"))
    assert "Back to the usual keys" in text_of(client.get(KEYS))
    client.post(KEYS, {"reset": "1"})
    assert not KeyMap.objects.exists()


@pytest.mark.parametrize("stored", [{"a": "d"}, {"a": 3}, {"nothing": "q"}, {}])
def test_a_stored_map_that_makes_no_sense_is_not_followed(stored, held, carol, signed_in):
    KeyMap.objects.create(owner=carol, keys=stored)
    page = text_of(signed_in(carol).get("/admin/queue/"))
    assert 'Approve <kbd aria-hidden="true">A</kbd>' in page
    assert 'Decline <kbd aria-hidden="true">D</kbd>' in page


def test_the_script_is_told_what_is_pressed_for_what():
    told = json.loads(as_json({"a": "w"}))
    assert (told["w"], told["d"]) == ("a", "d")
    assert "a" not in told
    assert len(told) == len(COMMANDS)


def test_strangers_and_members_choose_nothing(signed_in):
    for user, status in ((None, 302), (a_user("bob"), 403)):
        assert signed_in(user).post(KEYS, pressed(a="w")).status_code == status
    assert not KeyMap.objects.exists()


def test_looking_at_the_keys_changes_none(carol, signed_in):
    signed_in(carol).get(KEYS, {"reset": "1", **pressed(a="w")})
    assert not KeyMap.objects.exists()
