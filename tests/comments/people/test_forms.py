"""What the forms of the drawer take and refuse."""

from __future__ import annotations

import pytest

from comments.models import Whom
from comments.people import forms
from comments.people.forms import BlockForm, NoteForm

KINDS = [(Whom.ADDRESS, "address"), (Whom.DOMAIN, "domain"), (Whom.PATTERN, "pattern")]


def block(**said) -> BlockForm:
    return BlockForm({"whom": "address", "time": "week", **said}, kinds=KINDS)


def test_a_week_is_what_is_offered_first():
    assert BlockForm(kinds=KINDS)["time"].initial == "week"


def test_words_are_cleaned_of_what_cannot_be_read():
    form = block(reason="  Insults.\x07 ", note="\u202eBetween us.")
    assert form.is_valid()
    assert form.cleaned_data["reason"] == "Insults."
    assert "Between us." in form.cleaned_data["note"]


@pytest.mark.parametrize(
    ("whom", "value", "kept"),
    [("domain", " Spam.Example ", "spam.example"), ("pattern", "**Casino**", "*casino*"), ("address", "left over", "")],
)
def test_a_value_is_kept_as_it_is_matched(whom, value, kept):
    form = block(whom=whom, value=value)
    assert form.is_valid()
    assert form.cleaned_data["value"] == kept


@pytest.mark.parametrize("whom", ["domain", "pattern"])
def test_a_value_that_is_missing_is_asked_for(whom):
    form = block(whom=whom)
    assert form.errors.as_data()["value"][0].code == "value"


def test_a_public_provider_is_asked_about_twice():
    form = block(whom="domain", value="gmail.com")
    assert form.errors.as_data()["public"][0].code == "public"
    assert form.asks_public
    assert block(whom="domain", value="gmail.com", public="on").is_valid()
    assert not block(whom="domain", value="spam.example").asks_public


def test_without_a_person_only_a_domain_or_pattern_is_asked_for():
    assert [whom for whom, _words in forms.kinds_for(None, [])] == ["domain", "pattern"]


@pytest.mark.parametrize(
    ("text", "is_valid"), [("A note.", True), ("", False), (" \n ", False), ("\x07", False), ("x" * 1001, False)]
)
def test_a_note_says_something_and_not_too_much(text, is_valid):
    assert NoteForm({"text": text}).is_valid() is is_valid
