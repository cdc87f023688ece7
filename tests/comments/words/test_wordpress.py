"""Lines of WordPress' lists become patterns that find what they found there."""

from __future__ import annotations

import pytest

from comments.words import folding
from comments.words.folding import View
from comments.words.patterns import compiled
from comments.words.refusals import Refused
from comments.words.wordpress import as_pattern

TABLE = [
    ("press", "*press*"),
    ("  buy now ", "*buy now*"),
    ("$$$", "$$$"),
    ("c++", "*c++"),
    ("f*ck", r"*f\*ck*"),
    ("mallory@mail.test", "*mallory@mail.test*"),
    ("http://", "*http://"),
    ("/wp-login", "/wp-login*"),
    ("/a.b/", r"/\/a\.b\//"),
    ("2024", "*2024*"),
    ("贷款", "贷款"),
    ("", ""),
]


@pytest.mark.parametrize(("line", "pattern"), TABLE)
def test_a_line_becomes_a_pattern(line, pattern):
    assert as_pattern(line) == pattern


@pytest.mark.parametrize("line", [line.strip() for line, _pattern in TABLE if line])
@pytest.mark.parametrize("text", ["{}", "xx{}xx", "- {} -", "一{}一", "{}s"])
def test_it_finds_the_line_anywhere(line, text):
    pattern = compiled(as_pattern(line))
    view = View(text.format(line.upper()), folding.plain if pattern.is_expression else folding.marked)
    assert pattern.find(view)


@pytest.mark.parametrize("line", ["203.0.113.7", "203.0.113.", "203.0.113", "2001:db8::1", "203.0.113.0/24", "::1"])
def test_a_network_is_refused(line):
    with pytest.raises(Refused) as refusal:
        as_pattern(line)
    assert refusal.value.code == "network"


@pytest.mark.parametrize("line", ["42", "1.5", "3.141", "12:30"])
def test_a_number_is_no_network(line):
    assert line in as_pattern(line)
