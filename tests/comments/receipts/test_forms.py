"""The form on the receipt takes what the reply form takes."""

from comments.receipts.forms import EditForm
from comments.submission import MAX_LENGTH


def test_a_text_is_cleaned_as_it_is_when_it_is_first_sent():
    form = EditForm({"body": "\nA\0B\r\n  C\n\n"})
    assert form.is_valid()
    assert form.cleaned_data["body"] == "AB\n  C"


def test_an_empty_text_is_no_change():
    for body in ("", " \n ", "\u202e"):
        form = EditForm({"body": body})
        assert [error.code for error in form.errors.as_data()["body"]] == ["required"]


def test_a_text_that_is_too_long_is_refused_on_the_server_as_well():
    assert EditForm({"body": "a" * MAX_LENGTH}).is_valid()
    form = EditForm({"body": "a" * (MAX_LENGTH + 1)})
    assert [error.code for error in form.errors.as_data()["body"]] == ["too_long"]


def test_the_field_knows_its_limit_and_holds_what_was_written():
    html = str(EditForm(initial={"body": "</textarea><script>"})["body"])
    assert str(MAX_LENGTH) in html
    assert "&lt;/textarea&gt;&lt;script&gt;" in html
