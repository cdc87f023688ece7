"""The form that lists what may be taken in."""

from __future__ import annotations

import pytest

from blog.membership.forms import ClaimForm
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def test_each_comment_is_named_so_that_it_can_be_told_from_the_others():
    comment = a_comment(a_post(title="On slowness"), name="Bobby", body="One two three " * 20)
    [(pk, words)] = ClaimForm(comments=[comment]).fields["comments"].choices
    assert pk == comment.pk
    assert words.startswith("“One two three")
    assert words.count("three") < 10
    assert "Bobby" in words
    assert "On slowness" in words


def test_only_what_is_listed_can_be_chosen():
    mine, other = a_comment(a_post()), a_comment(a_post())
    assert ClaimForm({"comments": [mine.pk]}, comments=[mine]).is_valid()
    for wrong in ([other.pk], ["x"], [], ["-1"]):
        assert not ClaimForm({"comments": wrong}, comments=[mine]).is_valid()
