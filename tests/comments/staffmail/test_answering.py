"""A letter can be answered where the site takes answers by mail; elsewhere nothing is said of it."""

from __future__ import annotations

import pytest

from comments.inbox import addresses
from comments.readers import Reader
from comments.staffmail import answering

pytestmark = pytest.mark.django_db


def test_where_no_answers_are_taken_there_is_no_header(held, carol):
    assert answering.headers("") == {}


def test_the_address_is_of_this_comment_and_this_person(held, carol, settings):
    settings.REPLY_ADDRESS = "reply@blog.example.org"
    to = answering.address(held, carol)
    assert addresses.resolve(to) == (held, Reader(user=carol))
    assert answering.headers(to) == {"Reply-To": to}


def test_a_site_that_cannot_take_answers_has_no_address(held, carol, settings):
    settings.REPLY_ADDRESS = ""
    assert answering.address(held, carol) == ""
