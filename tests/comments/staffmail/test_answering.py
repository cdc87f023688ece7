"""A letter can be answered where the site takes answers by mail; elsewhere nothing is said of it."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from comments.staffmail import answering

pytestmark = pytest.mark.django_db


def test_where_no_answers_are_taken_there_is_no_header(held, carol):
    assert answering.headers("") == {}


def test_the_address_is_of_this_comment_and_this_person(held, carol, monkeypatch):
    addresses = ModuleType("comments.inbox.addresses")
    addresses.reply_to = lambda comment, reader: f"reply+{comment.pk}{reader.key}@blog.example.org"
    monkeypatch.setitem(sys.modules, "comments.inbox", ModuleType("comments.inbox"))
    monkeypatch.setitem(sys.modules, "comments.inbox.addresses", addresses)
    to = answering.address(held, carol)
    assert to == f"reply+{held.pk}u{carol.pk}@blog.example.org"
    assert answering.headers(to) == {"Reply-To": to}


def test_a_site_that_cannot_take_answers_has_no_address(held, carol, settings):
    settings.REPLY_ADDRESS = ""
    assert answering.address(held, carol) == ""
