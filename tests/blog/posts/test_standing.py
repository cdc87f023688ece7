"""How a post stands towards its readers, in the words of the panel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib import admin
from django.utils import timezone

from blog.posts import standing
from blog.posts.models import Post
from tests.builders import a_post

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Status = Post.Status


@pytest.mark.parametrize(
    ("status", "from_now", "state", "word"),
    [
        (Status.DRAFT, -DAY, "draft", "Draft"),
        (Status.DRAFT, DAY, "draft", "Draft"),
        (Status.PUBLISHED, -DAY, "published", "Published"),
        (Status.PUBLISHED, DAY, "scheduled", "Scheduled"),
        (Status.UNLISTED, -DAY, "unlisted", "Unlisted"),
        (Status.UNLISTED, DAY, "scheduled", "Scheduled"),
    ],
)
def test_the_state_is_what_readers_have_of_it(status, from_now, state, word):
    post = a_post(status=status, published_at=timezone.now() + from_now)
    assert (standing.state(post), standing.word(post)) == (state, word)


def test_a_scheduled_post_is_published_when_its_moment_comes():
    post = a_post(published_at=timezone.now() + DAY)
    with time_machine.travel(timezone.now() + 2 * DAY):
        assert standing.state(post) == "published"


def test_after_saving_one_is_told_who_sees_it_and_when():
    assert standing.sentence(a_post(status=Status.DRAFT)) == "Saved as a draft. Nobody else sees it yet."
    assert standing.sentence(a_post()) == "Saved, and on the site."
    moment = timezone.localtime(timezone.now() + DAY).replace(year=2199, month=3, day=7)
    said = standing.sentence(a_post(published_at=moment))
    assert "by itself" in said
    assert "2199" in said


def test_the_moment_is_told_in_the_time_zone_of_the_site():
    with timezone.override("Pacific/Kiritimati"):  # fourteen hours ahead
        said = standing.sentence(a_post(published_at=datetime(2199, 3, 7, 20, tzinfo=UTC)))
    assert "8 March 2199, 10:00" in said


def filtered(value, rf):
    given = {"state": [value]} if value else {}
    admin_of_posts = admin.site._registry[Post]
    found = standing.StateFilter(rf.get("/"), given, Post, admin_of_posts)
    return set(found.queryset(rf.get("/"), Post.objects.all()))


def test_the_list_filters_by_the_same_states(rf):
    posts = {
        "draft": a_post(status=Status.DRAFT, published_at=timezone.now() + DAY),
        "scheduled": a_post(status=Status.UNLISTED, published_at=timezone.now() + DAY),
        "published": a_post(),
        "unlisted": a_post(status=Status.UNLISTED),
    }
    assert list(posts) == list(standing.WORDS)
    for state, post in posts.items():
        assert standing.state(post) == state
        assert filtered(state, rf) == {post}


def test_without_a_state_or_with_an_unknown_one_all_are_listed(rf):
    posts = {a_post(), a_post(status=Status.DRAFT)}
    assert filtered("", rf) == filtered("nonsense", rf) == posts
