"""Whole addresses and the headers that letters share."""

from __future__ import annotations

import pytest

from comments import links, mailing
from comments.models import Commenter
from comments.readers import Reader
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://blog.example.org:8443"


def test_addresses_are_whole():
    comment = a_comment(a_post())
    assert mailing.permalink(comment) == f"https://blog.example.org:8443/comments/{comment.pk}/"
    assert links.token(links.RECEIPT, comment) in mailing.receipt(comment)
    assert mailing.threading(comment) == {"References": f"<thread-{comment.tree_id}@blog.example.org>"}


def test_each_reader_has_a_page_that_their_token_opens():
    user, ellen = a_user(), Commenter.objects.create(email="ellen@example.org", name="Ellen")
    assert links.resolve_member(mailing.token_of(Reader(user=user))) == user
    assert links.resolve_commenter(links.MAIL, mailing.token_of(Reader(commenter=ellen))) == ellen
    assert mailing.preferences(Reader(user=user)).startswith("https://blog.example.org:8443/comments/mail/u")
    with pytest.raises(ValueError, match="reader"):
        mailing.token_of(Reader())


def test_the_token_of_an_account_is_good_for_its_address_alone():
    user, other = a_user(), a_user("mia")
    token = links.token_of_member(user)
    assert links.resolve_member(token.replace(f"u{user.pk}.", f"u{other.pk}.")) is None
    for wrong in ("", "u", token[1:], token[:-1], f"{token}x", "u٣.x"):
        assert links.resolve_member(wrong) is None
    type(user).objects.filter(pk=user.pk).update(email="new@example.org")
    assert links.resolve_member(token) is None


def test_an_account_that_was_closed_has_no_page():
    user = a_user(is_active=False)
    assert links.resolve_member(links.token_of_member(user)) is None
