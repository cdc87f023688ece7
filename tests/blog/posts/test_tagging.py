"""Tags by their names."""

import pytest

from blog.posts.models import Tag
from blog.posts.tagging import tag
from tests.builders import a_post

pytestmark = pytest.mark.django_db


def test_a_name_that_no_tag_has_becomes_one():
    post = a_post()
    tag(post, ["Slow bread"])
    assert list(post.tags.values_list("name", "slug")) == [("Slow bread", "slow-bread")]


def test_a_tag_is_found_in_whatever_case_and_keeps_its_own():
    known = Tag.objects.create(name="Tea")
    post = a_post()
    tag(post, ["tEA"])
    assert list(post.tags.all()) == [known]
    assert Tag.objects.get().name == "Tea"


def test_a_post_gets_exactly_these():
    post = a_post()
    tag(post, ["a", "b"])
    tag(post, iter(["b", "c"]))
    assert set(post.tags.values_list("name", flat=True)) == {"b", "c"}


def test_no_names_take_all_tags_away_and_leave_them_to_others():
    post, other = a_post(), a_post()
    tag(post, ["a"])
    tag(other, ["a"])
    tag(post, [])
    assert not post.tags.exists()
    assert other.tags.get().name == "a"


def test_the_same_name_twice_is_one_tag():
    post = a_post()
    tag(post, ["Tea", "TEA"])
    assert post.tags.get() == Tag.objects.get()
