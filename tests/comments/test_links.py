"""Signed links: good for one purpose, one comment and one generation."""

import pytest
from django.test import override_settings

from comments import links
from comments.links import HELD, RECEIPT, parse, resolve, token
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return a_comment(a_post())


def test_a_token_leads_to_its_comment_and_is_the_same_each_time(comment):
    assert resolve(RECEIPT, token(RECEIPT, comment)) == comment
    assert token(RECEIPT, comment) == token(RECEIPT, comment)


def test_a_token_is_good_for_its_purpose_alone(comment):
    assert resolve(RECEIPT, token(HELD, comment)) is None
    assert resolve(HELD, token(HELD, comment)) == comment


def test_a_token_is_good_for_its_comment_alone(comment):
    other = a_comment(comment.discussion.post)
    mark = token(RECEIPT, comment).partition(".")[2]
    assert resolve(RECEIPT, f"{other.pk}.{mark}") is None


def test_raising_the_generation_revokes_what_was_given_out(comment):
    given = token(RECEIPT, comment)
    comment.link_generation += 1
    comment.save(update_fields=["link_generation"])
    assert resolve(RECEIPT, given) is None
    assert resolve(RECEIPT, token(RECEIPT, comment)) == comment


def test_another_secret_signs_otherwise(comment):
    given = token(RECEIPT, comment)
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
        assert resolve(RECEIPT, given) is None


def test_an_altered_signature_is_refused(comment):
    given = token(RECEIPT, comment)
    for forged in (given[:-1], given + "a", given[:-1] + ("A" if given[-1] != "A" else "B"), given.partition(".")[0]):
        assert resolve(RECEIPT, forged) is None


@pytest.mark.parametrize(
    ("given", "claimed"), [("12.ab", (12, "ab")), ("12", (12, "")), ("1.2.3", (1, "2.3")), ("-1.a", (0, "a"))]
)
def test_a_token_says_which_comment_it_claims_to_be_for(given, claimed):
    assert parse(given) == claimed


@pytest.mark.parametrize("given", ["", ".", "x.y", "-1.y", "0.y", "٣.y", "²", " 1.y", "9" * 19 + ".y", "\0", "é.é"])
def test_what_names_no_comment_is_not_looked_for(given, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert parse(given)[0] == 0
        assert resolve(RECEIPT, given) is None


def test_a_signature_of_strange_letters_is_only_wrong(comment):
    assert resolve(RECEIPT, f"{comment.pk}.é\0") is None


def test_the_largest_number_is_simply_not_there():
    assert parse("9" * 18 + ".mark") == (int("9" * 18), "mark")
    assert resolve(RECEIPT, "9" * 18 + ".mark") is None


def test_what_a_receipt_needs_comes_along(comment, django_assert_num_queries):
    given = token(RECEIPT, a_comment(comment.discussion.post, comment))
    with django_assert_num_queries(1):
        found = resolve(RECEIPT, given)
        assert found.discussion.post.title
        assert found.discussion.defaults.pk
        assert found.parent == comment
    assert links.signature(RECEIPT, 1, 1) != links.signature(RECEIPT, 11, 1)
