"""The parts of an address take what they can hold and give back what they took."""

from __future__ import annotations

import re

import pytest

from blog.posts import converters

CASES = [
    (converters.YearConverter, ["2026", "0001", "9999"], ["26", "20260", "-202", "２０２６", "2026\n"]),
    (converters.MonthConverter, ["01", "09", "12"], ["00", "13", "1", "1e", ""]),
    (converters.SlugConverter, ["a", "über-uns", "夜_1", "-"], ["", "a b", "a/b", "a.b", "a\x00", "🌙", "%00"]),
    (converters.CountConverter, ["1", "42", "999999999"], ["0", "01", "-1", "1000000000", "٣"]),
]


@pytest.mark.parametrize(("converter", "taken", "refused"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_a_converter_takes_its_own_and_nothing_else(converter, taken, refused):
    pattern = re.compile(rf"(?:{converter.regex})\Z")
    assert all(pattern.match(text) for text in taken)
    assert not [text for text in refused if pattern.match(text)]
    assert [converter().to_url(converter().to_python(text)) for text in taken] == taken


def test_a_month_may_be_given_as_a_number():
    assert converters.MonthConverter().to_url(3) == "03"
