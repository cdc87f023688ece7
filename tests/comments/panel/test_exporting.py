"""Rows written out as CSV and as JSON lines."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest

from comments.panel import exporting

ROWS = [{"who": "Carol", "why": 'A "wave",\nagain'}, {"who": "Élise", "why": ""}]


def test_csv_begins_with_the_names_of_its_columns_and_keeps_every_word():
    written = "".join(exporting.as_csv(ROWS))
    assert list(csv.DictReader(StringIO(written, newline=""))) == ROWS


def test_nothing_is_written_of_no_rows():
    assert list(exporting.as_csv([])) == list(exporting.as_json_lines([])) == []


@pytest.mark.parametrize("sign", list("=+-@\t\r"))
def test_a_spreadsheet_computes_nothing(sign):
    (_names, row) = exporting.as_csv([{"who": f"{sign}1+1", "count": -2}])
    assert next(csv.reader(StringIO(row, newline=""))) == [f"'{sign}1+1", "-2"]


def test_json_is_an_object_on_each_line_with_its_letters_as_they_are():
    written = list(exporting.as_json_lines(ROWS))
    assert [json.loads(line) for line in written] == ROWS
    assert "Élise" in written[1]
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in written)
