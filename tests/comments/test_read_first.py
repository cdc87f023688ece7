"""Who is about to write is told whether somebody reads it before it appears."""

from __future__ import annotations

import pytest

from tests.builders import a_post, alice
from tests.comments.rules.crew import a_member, article_rules, site_rules

pytestmark = pytest.mark.django_db

EVERY = "A person reads every response before it appears here."
NEWCOMERS = "A person reads what newcomers write before it appears here."


@pytest.fixture
def post():
    return a_post(alice())


def said_on(client, post) -> set[str]:
    page = client.get(post.get_absolute_url()).content.decode()
    return {sentence for sentence in (EVERY, NEWCOMERS) if sentence in page}


@pytest.mark.parametrize(("level", "said"), [("read", {EVERY}), ("known", {NEWCOMERS}), ("shown", set())])
def test_the_form_says_what_is_read_first(client, post, level, said):
    site_rules(level=level)
    assert said_on(client, post) == said


def test_an_article_with_a_level_of_its_own_says_that_one(client, post):
    site_rules(level="read")
    article_rules(post, level="shown")
    assert said_on(client, post) == set()


def test_a_member_is_told_as_a_guest_is(client, post):
    client.force_login(a_member())
    assert said_on(client, post) == {EVERY}


def test_who_decides_here_is_not_told(client, post):
    client.force_login(post.author)
    assert said_on(client, post) == set()


def test_a_closed_discussion_does_not_say_it(client, post):
    article_rules(post, access="closed")
    assert said_on(client, post) == set()
