"""Which domains and patterns may be blocked, what they match, and that matching takes linear time."""

from __future__ import annotations

import time
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.people import patterns
from comments.people.patterns import NotOneError


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("example.org", "example.org"),
        (" Example.ORG. ", "example.org"),
        ("bob@mail.example.org", "mail.example.org"),
        ("@example.org", "example.org"),
        ("müller.example", "xn--mller-kva.example"),
    ],
)
def test_a_domain_is_kept_as_mail_servers_know_it(typed, kept):
    assert patterns.as_domain(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "*", "org", "*.org", "exa mple.org", "-a.org", "a..org", "@", "a@b", "x" * 300, "1.2"]
)
def test_what_is_no_domain_is_refused_with_an_example(typed):
    with pytest.raises(NotOneError, match=r"example\.org"):
        patterns.as_domain(typed)


@pytest.mark.parametrize("typed", ["", "*", "**", "a*", "*a*b*", "*@*", "*.*", "@", "* * *", "*.com", "*@*.org", "ab"])
def test_what_would_match_nearly_everybody_is_refused(typed):
    with pytest.raises(NotOneError, match="nearly everybody"):
        patterns.as_pattern(typed)


def test_a_pattern_too_long_to_be_one_is_refused():
    with pytest.raises(NotOneError, match="100"):
        patterns.as_pattern("a" * 101)


@pytest.mark.parametrize(
    ("pattern", "text", "is_match"),
    [
        ("*casino*", "Best CASINO here", True),
        ("casino", "casino", True),
        ("casino", "casinos", False),
        ("casino*", "casinos", True),
        ("*casino", "my casino", True),
        ("*casino", "casino!", False),
        ("buy*now", "buynow", True),
        ("buy*now", "buno", False),
        ("aba*aba", "aba", False),
        ("*straße*", "Hauptstrasse", True),
        ("*ｃａｓｉｎｏ*", "casino", True),
        ("*[abc]*", "b", False),
        ("spam?@example", "spam1@example", False),
    ],
)
def test_a_pattern_matches_the_whole_text(pattern, text, is_match):
    assert patterns.matches(patterns.as_pattern(pattern), text) is is_match


@given(st.text("ab*", min_size=1, max_size=9), st.text("ab", max_size=9))
def test_it_matches_what_the_shell_would(pattern, text):
    assert patterns.matches(pattern, text) is fnmatchcase(text, pattern)


def test_a_hostile_pattern_takes_no_time():
    pattern, text = patterns.as_pattern("abc" + "*a" * 40), "abc" + "a" * 200_000 + "b"
    began = time.perf_counter()
    assert not patterns.matches(pattern, text)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("domain", ["gmail.com", "proton.me", "gmx.de"])
def test_providers_of_everybody_are_known(domain):
    assert patterns.is_public(domain)
    assert not patterns.is_public(f"x{domain}")


def test_an_address_lies_in_every_domain_above_it():
    assert patterns.domains_of("A@mail.Example.co.uk") == ["mail.example.co.uk", "example.co.uk", "co.uk"]
    assert patterns.domains_of("") == []


@pytest.mark.parametrize(
    ("pattern", "is_one"),
    [
        ("bob@example.org", True),
        ("*bob@example.org", True),
        ("bob@example.org*", True),
        ("*@example.org", False),
        ("bob@*", False),
        ("bob*@example.org", False),
        ("bob@example.*", False),
        ("bob", False),
    ],
)
def test_one_whole_address_is_told_from_a_pattern(pattern, is_one):
    assert patterns.spells_out_an_address(pattern) is is_one
