"""Signed links: what opens, and what does not."""

from __future__ import annotations

import pytest

from comments import links
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return a_comment(a_post())


def test_a_token_leads_to_its_comment(comment):
    assert links.resolve(links.RECEIPT, links.token(links.RECEIPT, comment)) == comment


def test_the_same_link_can_be_given_again(comment):
    assert links.token(links.RECEIPT, comment) == links.token(links.RECEIPT, comment)


def test_a_token_is_good_for_its_purpose_alone(comment):
    assert links.resolve(links.RECEIPT, links.token(links.HELD, comment)) is None


def test_a_token_is_good_for_its_comment_alone(comment):
    other = a_comment(comment.discussion.post)
    mark = links.token(links.RECEIPT, comment).partition(".")[2]
    assert links.resolve(links.RECEIPT, f"{other.pk}.{mark}") is None


def test_raising_the_generation_revokes_it(comment):
    token = links.token(links.RECEIPT, comment)
    comment.link_generation += 1
    comment.save(update_fields=["link_generation"])
    assert links.resolve(links.RECEIPT, token) is None


def test_another_secret_signs_otherwise(comment, settings):
    token = links.token(links.RECEIPT, comment)
    settings.SECRET_KEY = "another secret altogether"
    assert links.resolve(links.RECEIPT, token) is None


@pytest.mark.parametrize("given", ["", ".", "1", "x.y", "-1.abc", "9" * 30 + ".abc", "٣.abc", "1.2.3", "1. "])
def test_what_is_no_token_leads_nowhere(given):
    assert links.resolve(links.RECEIPT, given) is None


@pytest.mark.parametrize(
    ("given", "parsed"),
    [("12.ab", (12, "ab")), ("12", (12, "")), ("٣.ab", (0, "ab")), ("1.2.3", (1, "2.3")), ("-1.a", (0, "a"))],
)
def test_a_token_says_which_comment_it_claims_to_be_for(given, parsed):
    assert links.parse(given) == parsed
