"""The reply form: what it takes, what it makes of it, and in which words it refuses."""

from __future__ import annotations

from copy import deepcopy

import pytest
from crispy_forms.utils import render_crispy_form
from django.utils.datastructures import MultiValueDict

from comments.forms import FAR_TOO_LONG, ReplyForm, Terms, blank_html, is_token_for, token_for
from comments.submission import MAX_LENGTH
from tests.builders import a_comment, a_post

GUEST = {"body": "Words.", "name": "Bob", "email": "bob@example.org"}


def sent(is_member=False, requires_identity=True, **fields):
    return ReplyForm({**GUEST, **fields}, terms=Terms(is_member=is_member, requires_identity=requires_identity))


def cleaned(**fields):
    form = sent(**fields)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def codes(form):
    return {name: [error.code for error in errors] for name, errors in form.errors.as_data().items()}


def test_a_token_is_the_same_for_all_and_good_for_one_discussion():
    assert token_for(3) == token_for(3)
    assert is_token_for(3, token_for(3))
    for forged in ("", "é", token_for(33), token_for(3)[:-1], token_for(3).upper()):
        assert not is_token_for(3, forged)


def test_what_nobody_sees_is_dropped_and_what_is_typed_stays():
    found = cleaned(body="\n\nA\0B\u202e \r\n  indented\n\n", name=" Bob\u200b\n the  Builder ")
    assert found["body"] == "AB \n  indented"
    assert found["name"] == "Bob the Builder"


@pytest.mark.parametrize("body", ["", "   ", "\n\n", "\0\u202e"])
def test_nothing_is_not_taken_for_something(body):
    assert codes(sent(body=body)) == {"body": ["required"]}


def test_a_text_that_is_too_long_is_told_by_how_much():
    assert cleaned(body="a" * MAX_LENGTH)
    (said,) = sent(body="a" * (MAX_LENGTH + 7)).errors["body"]
    assert str(MAX_LENGTH + 7) in said
    assert said.endswith("Please shorten it by 7.")


def test_a_name_is_cut_to_what_fits_and_one_that_shows_nothing_is_none():
    assert len(cleaned(name="n" * 300)["name"]) == 80
    assert codes(sent(name="\u200b\u3164")) == {"name": ["required"]}


@pytest.mark.parametrize(
    ("website", "expected"),
    [
        ("", ""),
        (" example.org ", "https://example.org"),
        ("http://example.org/?a=1", "http://example.org/?a=1"),
    ],
)
def test_a_website_may_be_typed_without_its_scheme(website, expected):
    assert cleaned(website=website)["website"] == expected


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        "javascript://a.b/%0aalert(1)",
        "data:text/html,x",
        "https://",
        "https://user:secret@example.org",
        "none",
        "ftp://a.example",
    ],
)
def test_what_leads_to_no_website_is_refused(website):
    assert codes(sent(website=website)) == {"website": ["invalid"]}


@pytest.mark.parametrize(("parent", "expected"), [("", None), (" 12 ", 12), ("9" * 18, int("9" * 18))])
def test_what_is_answered_is_a_number_or_nothing(parent, expected):
    assert cleaned(parent=parent)["parent"] == expected


@pytest.mark.parametrize("parent", ["-1", "x", "1.0", "٣", "²", "9" * 19])
def test_an_answer_to_what_cannot_be_is_told_that_it_is_gone(parent):
    assert codes(sent(parent=parent)) == {"parent": ["parent"]}


def test_a_field_that_nobody_sees_catches_machines():
    assert codes(sent(subject="cheap")) == {"subject": ["honeypot"]}


def test_who_is_signed_in_is_asked_for_the_text_alone():
    form = sent(is_member=True, name="", email="", subject="cheap")
    assert form.is_valid()
    assert set(form.cleaned_data) == {"body", "parent", "token", "typed"}


def test_where_names_are_not_asked_for_none_is_needed_but_a_wrong_address_is_wrong():
    assert sent(requires_identity=False, name="", email="").is_valid()
    assert codes(sent(name="", email="")) == {"name": ["required"], "email": ["required"]}
    assert codes(sent(requires_identity=False, email="bob")) == {"email": ["invalid"]}


def test_the_focus_is_on_the_first_thing_to_mend_or_on_the_text():
    wrong, right = sent(name="", email="bob"), sent()
    for form in (wrong, right):
        form.mark_first_error()
    assert [name for name, field in wrong.fields.items() if "autofocus" in field.widget.attrs] == ["name"]
    assert [name for name, field in right.fields.items() if "autofocus" in field.widget.attrs] == ["body"]


def test_a_text_sent_in_two_fields_is_one_text():
    form = ReplyForm(MultiValueDict({**{name: [value] for name, value in GUEST.items()}, "body": ["a", "b"]}))
    assert form.is_valid()
    assert form.cleaned_data["body"] == "b"


@pytest.mark.django_db
def test_the_empty_form_is_rendered_once_and_addressed_to_each():
    post = a_post()
    parent = a_comment(post)
    html = blank_html(post.pk, parent, Terms())
    assert f'value="{token_for(post.pk)}"' in html
    assert f'value="{parent.pk}"' in html
    other = blank_html(post.pk + 1, None, Terms())
    assert token_for(post.pk) not in other
    assert "token-goes-here" not in html + other
    assert "1234567890123" not in html + other


@pytest.mark.parametrize("name", ["mail_me", "follow"])
def test_mail_is_offered_only_where_it_can_be_sent(name):
    assert name not in ReplyForm(terms=Terms()).fields
    assert name in ReplyForm(terms=Terms(can_mail=True)).fields
    assert name in ReplyForm(terms=Terms(can_mail=True, is_member=True)).fields


def test_what_to_hear_of_is_one_of_four_and_needs_an_address():
    def asked(is_member=False, **fields):
        terms = Terms(can_mail=True, requires_identity=False, is_member=is_member)
        return ReplyForm({**GUEST, **fields}, terms=terms)

    for follow in ("", "thread", "discussion", "author"):
        form = asked(follow=follow)
        assert form.is_valid()
        assert form.cleaned_data["follow"] == follow
        assert codes(asked(follow=follow, email=" ")) == ({"follow": ["no_address"]} if follow else {})
        assert asked(is_member=True, follow=follow, email="").is_valid()
    assert codes(asked(follow="everything")) == {"follow": ["invalid_choice"]}


def test_what_one_form_changes_is_no_other_forms():
    one = ReplyForm({**GUEST, "body": ""}, terms=Terms())
    one.is_valid()
    one.mark_first_error()
    one.fields["name"].required = False
    one.fields["name"].widget.attrs["class"] = "wrong"
    render_crispy_form(one)
    other = ReplyForm(terms=Terms())
    assert "autofocus" in one.fields["body"].widget.attrs
    assert other.fields["name"].required
    assert "class" not in other.fields["name"].widget.attrs
    other.mark_first_error()
    assert "is-invalid" not in render_crispy_form(other)
    assert render_crispy_form(other) == render_crispy_form(other)


@pytest.mark.parametrize("terms", [Terms(), Terms(can_mail=True), Terms(is_member=True, can_mail=True, may_rest=True)])
def test_its_fields_do_what_djangos_own_copies_do(terms):
    form = ReplyForm({**GUEST, "follow": "nonsense"}, terms=terms)
    for name, field in form.fields.items():
        mine, theirs = field.__dict__, deepcopy(ReplyForm.base_fields[name]).__dict__
        assert type(field) is type(ReplyForm.base_fields[name])
        assert mine.keys() == theirs.keys()
        assert field.widget.__dict__.keys() == theirs["widget"].__dict__.keys()
        assert field.widget is not ReplyForm.base_fields[name].widget
    assert ("follow" in form.errors) == terms.can_mail


def test_what_is_far_too_long_is_refused_before_it_is_cleaned(monkeypatch):
    monkeypatch.setattr("comments.forms.markup.clean_text", lambda text: pytest.fail("cleaned"))
    form = ReplyForm({**GUEST, "body": "\N{SNOWMAN}\0" * (FAR_TOO_LONG // 2 + 1)}, terms=Terms())
    assert form.has_error("body", "too_long")
