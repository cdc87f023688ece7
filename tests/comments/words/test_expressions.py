"""Expressions between slashes: what they ignore, where they anchor, how large they may be."""

from __future__ import annotations

import pytest

from comments.words import expressions
from comments.words.refusals import Refused


@pytest.mark.parametrize(
    ("source", "text", "is_found"),
    [
        ("viagra", "VIAGRA", True),
        ("(?-i)viagra", "VIAGRA", False),
        ("^b$", "a\nb\nc", True),
        (r"\Ab", "a\nb", False),
        ("a.b", "a\nb", False),
        ("[(]x", "(x", True),
        (r"\(x\)", "(x)", True),
    ],
)
def test_what_it_finds(source, text, is_found):
    assert (expressions.compiled(source).search(text) is not None) is is_found


@pytest.mark.parametrize(
    ("source", "is_taken"),
    [(r"\pL+ \pL+", True), (r"[^x]{3,100}x", True), ("[^x]{1,900}x", False), ("(a|b|ab){1,200}c", False)],
)
def test_what_would_be_slow_on_a_long_text_is_too_large(source, is_taken):
    if is_taken:
        assert expressions.compiled(source)
    else:
        with pytest.raises(Refused, match="too large"):
            expressions.compiled(source)
