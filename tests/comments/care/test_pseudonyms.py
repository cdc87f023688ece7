"""A made-up name is nobody else's in its discussion."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from comments.care import pseudonyms
from comments.models import Status
from comments.threads import discussion_of
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def test_it_is_two_words_and_another_one_the_next_time():
    discussion = discussion_of(a_post())
    names = {pseudonyms.made_up(discussion) for _time in range(20)}

    assert len(names) > 5
    assert all(len(name.split()) == 2 for name in names)


@pytest.mark.parametrize("status", [Status.APPROVED, Status.PENDING])
def test_a_name_that_is_there_is_never_given_out(monkeypatch, status):
    monkeypatch.setattr(pseudonyms, "_words", lambda: (["Quiet"], ["Heron", "Owl"]))
    post = a_post()
    a_comment(post, name="quiet HERON", status=status)

    assert {pseudonyms.made_up(discussion_of(post)) for _time in range(30)} == {"Quiet Owl"}


def test_where_all_are_taken_a_number_is_added(monkeypatch):
    monkeypatch.setattr(pseudonyms, "_words", lambda: (["Quiet"], ["Heron"]))
    post = a_post()
    for name in ["Quiet Heron", *(f"Quiet Heron {number}" for number in range(2, 40))]:
        a_comment(post, name=name)

    assert pseudonyms.made_up(discussion_of(post)) == "Quiet Heron 40"


def test_the_same_name_elsewhere_does_not_matter(monkeypatch):
    monkeypatch.setattr(pseudonyms, "_words", lambda: (["Quiet"], ["Heron"]))
    a_comment(a_post(), name="Quiet Heron")
    assert pseudonyms.made_up(discussion_of(a_post())) == "Quiet Heron"


def test_a_button_asks_for_it():
    assert pseudonyms.is_asked(RequestFactory().post("/", {"made_up": "1"}))
    assert not pseudonyms.is_asked(RequestFactory().post("/", {"name": "made_up"}))
