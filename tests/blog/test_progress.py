from __future__ import annotations

import io
import sys

from django.core.management.base import OutputWrapper

from blog import progress


def test_it_shows_a_line_on_a_terminal_and_takes_it_away(monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    stream = io.StringIO()
    with progress.shown(OutputWrapper(stream)) as show:
        show(1, 2)
        show(2, 2)  # too soon to be looked at
    assert "1 of 2" in stream.getvalue()
    assert "2 of 2" not in stream.getvalue()
    assert stream.getvalue().endswith("\r")


def test_where_nobody_looks_it_says_nothing(monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    stream = io.StringIO()
    with progress.shown(OutputWrapper(stream)) as show:
        show(1, 2)
    assert stream.getvalue() == ""
