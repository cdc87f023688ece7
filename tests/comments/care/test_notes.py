"""What stands beside a preview."""

from __future__ import annotations

import pytest

from comments.care.notes import notes
from comments.models import Defaults
from comments.threads import discussion_of
from tests.builders import a_post

pytestmark = pytest.mark.django_db
TEXT = "Ring 01632 960 111. I want to die."


def test_hints_and_the_card_where_care_is_on():
    settings = {"care_mode": True, "help_words": "want to die", "help_card": "Ring us."}
    Defaults.objects.update_or_create(pk=1, defaults=settings)
    found = notes(discussion_of(a_post()), TEXT)

    assert [hint.kind for hint in found.hints] == ["phone"]
    assert "Ring us." in found.card


def test_nothing_where_it_is_off(django_assert_num_queries):
    discussion = discussion_of(a_post())
    with django_assert_num_queries(0):
        found = notes(discussion, TEXT)
    assert (found.hints, found.card) == ([], None)
