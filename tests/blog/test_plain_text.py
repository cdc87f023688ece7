"""What is not text is taken out of names and bodies; all else stands."""

import subprocess
import sys
import unicodedata
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog import plain_text
from blog.plain_text import MAX_MARKS, clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Bob \t\n Builder ", "Bob Builder"),
        ("Bob\u00a0\u2003B\u2028C", "Bob B C"),
        ("e\u0301", "é"),
        ("Bo\x00b\x1b\x7f\x85", "Bob"),
        ("Bob\u202eecila", "Bobecila"),
        ("\u2067Bob\u2069\u200e\u200f\u061c", "Bob"),
        ("B\u200bo\u2060b\ufeff\u00ad", "Bob"),
        ("A\u200dl\u200cice", "Alice"),
        ("\u3164\u115f\u2800", ""),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("Z" + "\u0300\u0301\u0302\u0303\u0304\u0305" * 9 + "o", "Z\u0300\u0301\u0302o"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("\ud800Bob", "Bob"),
        ("B" * 90, "B" * 80),
    ],
)
def test_a_name_is_one_visible_line(typed, name):
    assert clean_line(typed, 80) == name


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("a\r\nb\rc\n\td ", "a\nb\nc\n\td "),
        ("a\x00b\x08\x0b\x0c\x1b", "ab"),
        ("a\u202eb\u2066c\u2069", "abc"),
        ("a\udfffb", "ab"),
        ("a" + "\u0301" * 50, "a" + "\u0301" * MAX_MARKS),
        ("👩\u200d💻 שָׁלוֹם \u200e", "👩\u200d💻 שָׁלוֹם \u200e"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_a_body_loses_only_what_is_no_text(typed, text):
    assert clean_text(typed) == text


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    once = clean_text(text)
    assert clean_text(once) == once
    once.encode("utf-8")
    line = clean_line(text, 40)
    assert clean_line(line, 40) == line


def test_every_mark_there_is_is_bounded():
    marks = [chr(n) for n in range(sys.maxunicode) if unicodedata.category(chr(n)) in {"Mn", "Me"}]
    assert len(marks) > 1900
    assert [mark for mark in marks if clean_text("a" + mark * 9) != "a" + mark * MAX_MARKS] == []


def test_it_is_usable_without_django():
    code = "import sys, blog.plain_text; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_marks_are_bounded_before_they_are_put_in_order(monkeypatch):
    """Of 50,000 on one letter that takes Python ten seconds, in which nothing else runs."""
    ordered = []

    def normalize(form, text):
        ordered.append(text)
        return unicodedata.normalize(form, text)

    fake = SimpleNamespace(category=unicodedata.category, normalize=normalize)
    monkeypatch.setattr(plain_text, "unicodedata", fake)
    line = clean_line("a" + "\u0315" * 25_000 + "\u0300" * 25_000, 80)
    assert unicodedata.normalize("NFD", line) == "a" + "\u0315" * MAX_MARKS
    assert [len(text) for text in ordered] == [1 + MAX_MARKS]


def test_a_line_is_made_of_as_much_as_it_could_need():
    assert clean_line(" " * 5_000_000 + "Ellen", 80) == ""
    assert clean_line("Ellen" + "\u200b" * 500 + " David", 80) == "Ellen David"
