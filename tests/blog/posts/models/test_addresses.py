"""Former addresses are kept whenever a post that readers could know moves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from blog.posts.models import FormerAddress
from tests import builders

pytestmark = pytest.mark.django_db

MARCH = datetime(2025, 3, 14, 12, tzinfo=UTC)


@pytest.fixture
def post():
    return builders.a_post(slug="night", published_at=MARCH)


def former() -> set[str]:
    return set(FormerAddress.objects.values_list("path", flat=True))


@pytest.mark.parametrize(
    "change",
    [{"slug": "dawn"}, {"published_at": datetime(2024, 3, 14, tzinfo=UTC)}, {"kind": "page"}],
    ids=["slug", "date", "kind"],
)
def test_a_changed_address_is_remembered(post, change):
    for name, value in change.items():
        setattr(post, name, value)
    post.save()
    assert former() == {"/2025/03/night/"}
    assert FormerAddress.objects.get().post == post


def test_saving_without_moving_remembers_nothing(post):
    post.title = "Another title"
    post.published_at = MARCH.replace(day=20)
    post.save()
    assert former() == set()


def test_every_address_of_a_post_that_moved_often_is_kept(post):
    for slug in ("dawn", "noon", "dusk"):
        post.slug = slug
        post.save()
    assert former() == {"/2025/03/night/", "/2025/03/dawn/", "/2025/03/noon/"}


def test_a_post_that_comes_home_leaves_no_loop(post):
    post.slug = "dawn"
    post.save()
    post.slug = "night"
    post.save()
    assert former() == {"/2025/03/dawn/"}


def test_a_draft_that_nobody_saw_leaves_nothing_behind():
    post = builders.a_post(status="draft", published_at=None, slug="first-try")
    post.slug = "second-try"
    post.save()
    assert former() == set()


def test_what_was_renamed_while_taken_down_is_found_again(post):
    post.status = "draft"
    post.save()
    post.slug = "dawn"
    post.save()
    assert former() == {"/2025/03/night/"}


def test_addresses_are_kept_as_people_read_them():
    post = builders.a_post(slug="über-stille", published_at=MARCH)
    post.slug = "stille"
    post.save()
    assert former() == {"/2025/03/über-stille/"}


def test_moving_by_one_field_is_remembered_too(post):
    post.slug = "dawn"
    post.save(update_fields=["slug"])
    assert former() == {"/2025/03/night/"}


def test_a_deleted_article_leaves_all_its_addresses_as_gone(post):
    post.slug = "dawn"
    post.save()
    post.delete()
    assert former() == {"/2025/03/night/", "/2025/03/dawn/"}
    assert not FormerAddress.objects.filter(post__isnull=False).exists()
