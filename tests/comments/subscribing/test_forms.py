"""The form that asks for an address."""

from __future__ import annotations

import pytest

from comments.subscribing.forms import OF_A_DISCUSSION, AskForm


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"email": "ellen@example.org", "scope": "discussion"}, {}),
        ({"email": "ellen@example.org", "scope": "author"}, {}),
        ({"email": "ellen@example.org"}, {"scope": "required"}),
        ({"email": "ellen@example.org", "scope": "articles"}, {"scope": "invalid_choice"}),
        ({"scope": "author"}, {"email": "required"}),
        ({"email": "ellen", "scope": "author"}, {"email": "invalid"}),
        ({"email": f"{'e' * 250}@example.org", "scope": "author"}, {"email": "max_length"}),
        ({"email": "a@example.org\nBcc: b@example.org", "scope": "author"}, {"email": "invalid"}),
        ({"email": "ellen@example.org", "scope": "author", "subject": "x"}, {"subject": "honeypot"}),
    ],
)
def test_what_is_taken_and_what_is_wrong(sent, wrong):
    form = AskForm(sent, scopes=OF_A_DISCUSSION)
    assert {name: errors[0].code for name, errors in form.errors.as_data().items()} == wrong
    assert form.is_valid() == (not wrong)
    if not wrong:
        assert form.chosen == sent["scope"]


def test_where_one_thing_can_be_followed_nothing_is_to_be_chosen():
    form = AskForm({"email": "ellen@example.org", "scope": "discussion"}, scopes=("articles",))
    assert form.is_valid()
    assert form.chosen == "articles"
    assert "scope" not in form.fields


def test_whose_address_is_known_types_none():
    assert AskForm({}, scopes=("articles",), has_address=True).is_valid()


def test_the_field_to_mend_is_told_and_has_the_focus():
    form = AskForm({"email": "ellen"}, scopes=("articles",))
    assert 'aria-describedby="email-error"' in str(form["email"])
    assert "autofocus" in str(form["email"])
    assert "autofocus" not in str(AskForm(scopes=("articles",))["email"])
