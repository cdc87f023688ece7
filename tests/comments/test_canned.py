"""Words kept to be used again."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from comments import canned
from comments.models import HouseRule
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Dear {nmae},", "Line 1, character 6"),
        ("Hello\n\nsee {link.secret}", "Line 3, character 5"),
        ("Dear {name}, {", "Line 1, character 14"),
        ("a } b", "Line 1, character 3"),
        ("{}", "Line 1, character 1"),
    ],
)
def test_what_is_not_known_is_refused_with_its_place(text, place):
    with pytest.raises(ValidationError, match=place):
        canned.check(text)


@pytest.mark.parametrize("text", ["", "No braces.", "{name}: {article}, {rule}, {link}"])
def test_what_is_known_is_taken(text):
    canned.check(text)


def test_it_fills_in_whom_and_where_and_by_which_rule():
    comment = a_comment(a_post(title="What a silence is holding"), name="Ellen")
    text = canned.filled("{name} | {article} | {rule} | {link}", comment, HouseRule(number=3, title="Be kind"))
    assert text.startswith("Ellen | What a silence is holding | 3. Be kind | http")
    assert text.endswith(comment.discussion.post.get_absolute_url())


def test_a_name_that_looks_like_a_variable_is_a_name():
    comment = a_comment(a_post(), name="{link}")
    assert canned.filled("Dear {name}", comment, None) == "Dear {link}"


def test_the_link_does_not_open_the_receipt():
    assert "receipt" not in canned.filled("{link}", a_comment(a_post()), None)
