"""The reply form: what it takes, what it says, and that its blank is the same for all."""

from __future__ import annotations

import pytest

from comments.forms import NAME_LENGTH, ReplyForm, blank_html, is_token_for, token_for
from tests.builders import a_comment, a_post

GOOD = {"body": "A thought.", "name": "Ellen", "email": "ellen@example.org"}


def cleaned(**fields):
    form = ReplyForm({**GOOD, **fields})
    assert form.is_valid(), form.errors
    return form.cleaned_data


def codes(name, **fields):
    form = ReplyForm({**GOOD, **fields})
    return [error.code for error in form.errors.as_data().get(name, [])]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("example.org", "https://example.org"),
        ("http://example.org/me", "http://example.org/me"),
        ("  https://example.org  ", "https://example.org"),
    ],
)
def test_a_website_is_completed_to_an_address(given, kept):
    assert cleaned(website=given)["website"] == kept


@pytest.mark.parametrize(
    "given", ["javascript:alert(1)", "data:text/html,x", "https://", "nonsense", "https://user:secret@example.org"]
)
def test_what_is_no_web_address_is_refused(given):
    assert codes("website", website=given) == ["invalid"]


def test_a_name_is_one_clean_line():
    assert cleaned(name=" El\u202elen\t Smith\x00 ")["name"] == "Ellen Smith"
    assert len(cleaned(name="x" * 500)["name"]) <= NAME_LENGTH


def test_the_body_loses_no_word_and_no_line():
    assert cleaned(body="one\r\n\r\n  two\n")["body"] == "one\n\n  two"


def test_too_long_says_by_how_much():
    form = ReplyForm({**GOOD, "body": "x" * 20_150})
    assert "20150" in str(form.errors["body"])
    assert "150." in str(form.errors["body"])


@pytest.mark.parametrize("given", ["-1", "1.5", "x", "9" * 19, "٣"])
def test_a_parent_is_a_key_or_refused(given):
    assert codes("parent", parent=given) == ["parent"]


def test_no_parent_is_none():
    assert cleaned(parent="")["parent"] is None
    assert cleaned(parent="12")["parent"] == 12


def test_members_are_asked_for_words_alone():
    assert [field.name for field in ReplyForm(is_member=True).visible_fields()] == ["body"]


def test_where_no_identity_is_asked_for_none_is_needed():
    form = ReplyForm({"body": "A thought."}, requires_identity=False)
    assert form.is_valid()


def test_the_focus_goes_to_the_first_thing_to_mend():
    form = ReplyForm({**GOOD, "name": "", "email": "x"})
    form.is_valid()
    form.mark_first_error()
    focused = [name for name, field in form.fields.items() if field.widget.attrs.get("autofocus")]
    assert focused == ["name"]


def test_a_token_is_for_one_discussion():
    assert is_token_for(1, token_for(1))
    assert not is_token_for(2, token_for(1))
    assert not is_token_for(1, "")


@pytest.mark.django_db
def test_the_blank_form_differs_by_discussion_and_parent_alone():
    parent = a_comment(a_post())
    assert blank_html(1, None, True) == blank_html(1, None, True)
    assert token_for(1) in blank_html(1, None, True)
    assert f'value="{parent.pk}"' in blank_html(1, parent, True)
    assert (
        str(parent.pk) not in blank_html(10**6, None, True).replace(token_for(10**6), "").split('name="parent"')[1][:40]
    )
