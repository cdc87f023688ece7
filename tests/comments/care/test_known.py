"""Who may be named: whoever the page names."""

from __future__ import annotations

import pytest

from comments.care.known import known_words
from comments.models import Status
from comments.threads import discussion_of
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def test_title_author_and_shown_names_are_known():
    post = a_post(title="Notes on Jean-Luc’s Lamp")
    a_comment(post, name="Zoë Müller")
    a_comment(post, name="Hidden Person", status=Status.PENDING)
    known = known_words(discussion_of(post))

    assert {"notes", "on", "jean-luc’s", "lamp", "alice", "zoë", "müller"} <= known
    assert not {"hidden", "person", ""} & known


def test_a_discussion_that_nobody_wrote_in_knows_its_author():
    assert "alice" in known_words(discussion_of(a_post()))


def test_it_asks_once(django_assert_num_queries):
    post = a_post()
    a_comment(post)
    discussion = discussion_of(post)
    with django_assert_num_queries(1):
        known_words(discussion)
