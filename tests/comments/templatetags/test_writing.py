"""The help on formatting."""

from __future__ import annotations

import pytest

from comments.templatetags.writing import formatting_help

PROMISED = ["<strong>", "<em>", "<blockquote>", "<ul>", "<a ", "<code>"]


@pytest.mark.parametrize("element", PROMISED)
def test_each_thing_readers_may_write_has_an_example_that_works(element):
    assert any(element in result for _source, result in formatting_help()["examples"])


def test_a_source_becomes_something_else_than_itself():
    for source, result in formatting_help()["examples"]:
        assert source not in result
