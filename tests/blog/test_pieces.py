"""HTML kept in pieces: values are put between them, and nothing else comes in or goes missing."""

from __future__ import annotations

from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from blog.pieces import cut, mark

NAMES = ("who", "what")


def greeting():
    return cut(NAMES, lambda values: f"<b>{values['who']}</b> & {values['what']}, {values['who']}!")


def test_values_stand_where_their_marks_stood():
    assert greeting().filled({"who": "Bob", "what": 7}) == "<b>Bob</b> & 7, Bob!"


def test_values_are_escaped_unless_they_are_known_to_be_safe():
    hostile = "&lt;i&gt;&quot;&#x27;&amp;"
    filled = greeting().filled({"who": "<i>\"'&", "what": SafeString("<hr>")})
    assert filled == f"<b>{hostile}</b> & <hr>, {hostile}!"


@given(st.text(), st.text())
def test_every_value_is_put_as_it_is(who, what):
    assert greeting().filled({"who": SafeString(who), "what": SafeString(what)}) == f"<b>{who}</b> & {what}, {who}!"


def test_values_are_not_searched_for_marks():
    said = f"{mark('what')} {mark('who')}"
    assert greeting().filled({"who": said, "what": "x"}) == f"<b>{said}</b> & x, {said}!"


def test_without_values_there_is_one_piece():
    assert cut((), lambda _values: "<hr>").filled({}) == "<hr>"


def test_a_value_that_is_not_printed_is_not_there():
    assert cut(NAMES, lambda values: f"[{values['what']}]").filled({"who": "Bob", "what": "x"}) == "[x]"


def test_marks_are_told_apart_and_fit_into_any_address():
    assert mark("who") != mark("what")
    assert len(str(mark("who"))) == 18
    assert mark("who") == mark("who")
