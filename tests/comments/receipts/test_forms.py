"""The form on the receipt."""

from __future__ import annotations

import pytest

from comments.receipts.forms import EditForm


def test_it_keeps_the_words_as_written():
    form = EditForm({"body": "one\r\n\r\ntwo"})
    assert form.is_valid()
    assert form.cleaned_data["body"] == "one\n\ntwo"


@pytest.mark.parametrize(("body", "code"), [("", "required"), (" \n", "required"), ("x" * 20_001, "too_long")])
def test_it_says_what_is_wrong(body, code):
    form = EditForm({"body": body})
    assert [error.code for error in form.errors.as_data()["body"]] == [code]
