"""Categories and tags of WordPress: both are tags here, and each is here once."""

import pytest

from blog.posts.models import Tag
from blog.transfer.memory import Memory
from blog.transfer.records import Term
from blog.transfer.report import Report
from blog.transfer.wordpress_tags import MAX_LENGTH, Tags

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return Report()


@pytest.fixture
def memory():
    return Memory("old.example.org")


@pytest.fixture
def tags(memory, report):
    return Tags(memory, report)


def named(pk):
    tag = Tag.objects.get(pk=pk)
    return tag.name, tag.slug


def test_a_term_becomes_a_tag_under_its_old_address(tags, report):
    assert named(tags.add(Term("category", "slow-bread", "Slow &amp; steady bread"))) == (
        "Slow & steady bread",
        "slow-bread",
    )
    assert (report.kind("tags").read, report.kind("tags").added) == (1, 1)


def test_a_term_that_comes_again_is_counted_once(tags, report):
    assert tags.add(Term("post_tag", "tea", "Tea")) == tags.add(Term("tag", "tea", "Tea"))
    assert (report.kind("tags").read, Tag.objects.count()) == (1, 1)


def test_a_category_and_a_tag_of_one_name_become_one_and_it_is_told(tags, report):
    assert tags.add(Term("category", "tea", "Tea")) == tags.add(Term("post_tag", "tea-2", "TEA"))
    assert list(report.left_out.values()) == [1]
    assert report.kind("tags").added == 1


def test_a_tag_of_our_own_is_taken_over_by_its_name_and_not_renamed(memory, report):
    own = Tag.objects.create(name="Tea", slug="my-tea")
    assert Tags(memory, report).add(Term("category", "tea", "tea")) == own.pk
    assert named(own.pk) == ("Tea", "my-tea")


def test_an_address_that_is_taken_gets_a_number(memory, report):
    Tag.objects.create(name="Other", slug="tea")
    assert named(Tags(memory, report).add(Term("category", "tea", "Tea"))) == ("Tea", "tea-2")


def test_what_was_renamed_here_is_found_by_what_it_was_called_there(tags, memory, report):
    pk = tags.add(Term("category", "tea", "Tea"))
    Tag.objects.filter(pk=pk).update(name="Teas")
    assert Tags(memory, report).add(Term("category", "tea", "Tea")) == pk


def test_a_tag_that_was_deleted_here_is_made_again(tags, memory, report):
    old = tags.add(Term("category", "tea", "Tea"))
    Tag.objects.filter(pk=old).delete()
    assert named(Tags(memory, report).add(Term("category", "tea", "Tea"))) == ("Tea", "tea")


@pytest.mark.parametrize(
    "term", [Term("nav_menu", "main", "Main"), Term("category", "", ""), Term("post_tag", "", "<b></b>")]
)
def test_other_taxonomies_and_terms_without_a_name_become_none(term, tags, report):
    assert tags.add(term) is None
    assert not Tag.objects.exists()
    assert not report.left_out


def test_the_category_that_says_nothing_is_left_out_and_told_by_its_name(tags, report):
    assert tags.add(Term("category", "Uncategorized", "Allgemein")) is None
    assert tags.add(Term("category", "uncategorized", "Allgemein")) is None
    assert list(report.left_out.items()) == [("category “Allgemein”, which says nothing", 1)]


def test_a_term_without_a_name_is_called_by_its_address_and_one_without_an_address_by_its_name(tags):
    assert named(tags.add(Term("category", "tea", ""))) == ("tea", "tea")
    assert named(tags.add(Term("category", "", "Slow Bread"))) == ("Slow Bread", "slow-bread")
    assert named(tags.add(Term("category", "%D1%87%D0%B0%D0%B9", "Чай"))) == ("Чай", "чай")


def test_what_is_too_long_is_cut_to_what_fits(tags):
    name, slug = named(tags.add(Term("category", "s" * 300, "n" * 300)))
    assert (len(name), len(slug)) == (MAX_LENGTH, MAX_LENGTH)
