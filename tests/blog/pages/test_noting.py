"""blog/pages/noting.py: what a page says while it is made."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import View

from blog.pages import noting


@pytest.fixture
def notes():
    yield noting.begin()
    noting.end()


def test_outside_of_a_making_nothing_is_noted():
    noting.rests_on("discussion", {1: 1})
    noting.changes_at(timezone.now() + timedelta(days=1))
    noting.rests_on_everything()
    assert noting.noted() is None


def test_the_first_version_that_was_read_counts(notes):
    """What was made after it is at least as new as it; a later one could be newer than what was made before it."""
    noting.rests_on("discussion", {1: 4, 2: None})
    noting.rests_on("discussion", {1: 5})
    assert notes.versions == {("discussion", 1): 4, ("discussion", 2): None}


def test_a_page_ends_at_the_nearest_of_its_moments(notes):
    soon, later = (timezone.now() + timedelta(hours=hours) for hours in (1, 2))
    for moment in (later, soon, later, None):
        noting.changes_at(moment)
    assert notes.until == soon


def test_what_was_over_before_ends_nothing(notes):
    noting.changes_at(notes.began_at - timedelta(seconds=1))
    assert notes.until is None


def test_what_ended_while_the_page_was_made_ends_it(notes):
    moment = notes.began_at + timedelta(microseconds=1)
    noting.changes_at(moment)
    assert notes.until == moment


def test_a_class_of_views_is_marked_like_a_function():
    @method_decorator(noting.kept, name="dispatch")
    class Page(View):
        pass

    assert noting.is_kept(Page.as_view())
    assert not noting.is_kept(View.as_view())
