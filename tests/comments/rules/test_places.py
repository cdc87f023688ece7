"""Where rules are set, who may, and how a value is said."""

from __future__ import annotations

from datetime import date

import pytest

from blog.posts.models import Post, Tag
from comments.models import Defaults, Discussion, Policy
from comments.rules import places
from comments.rules.places import Place, in_words
from tests import builders
from tests.builders import a_post
from tests.comments.rules.crew import article_rules, site_rules, tag_rules

pytestmark = pytest.mark.django_db


def people(post):
    mallory = builders._in_group(builders.a_user("mallory", is_staff=True), "Authors")
    return {
        "owner": builders.an_owner(),
        "carol": builders.carol(),
        "alice": post.author,
        "mallory": mallory,
        "bob": builders.a_user("bob"),
    }


MAY = {
    # whose rules: owner carol alice mallory bob
    "site": "y....",
    "tag": "y....",
    "article": "yyy..",
}


@pytest.mark.parametrize(("where", "expected"), MAY.items())
def test_who_may_set_which_rules(where, expected):
    post = a_post()
    place = {"site": Place(), "tag": Place(tag=Tag.objects.create(name="Tea")), "article": places.of_article(post)}[
        where
    ]
    found = "".join("y" if place.may_change(user) else "." for user in people(post).values())
    assert found == expected


def test_an_author_where_authors_do_not_decide_sets_nothing():
    post = a_post()
    Defaults.objects.update_or_create(pk=1, defaults={"authors_moderate": False})
    assert not places.of_article(post).may_change(post.author)


def test_looking_makes_no_row():
    post = a_post()
    for place in (Place(), Place(tag=Tag.objects.create(name="Tea")), places.of_article(post)):
        assert place.policy().pk is None
        assert place.inherited().level == "read"
    assert not Policy.objects.exists()
    assert not Discussion.objects.exists()


def test_what_a_place_inherits_is_what_holds_without_its_own_word():
    tag, post = Tag.objects.create(name="Tea"), a_post()
    post.tags.add(tag)
    site_rules(first_count=1)
    tag_rules(tag, first_count=2)
    article_rules(post, first_count=3)
    inherited = [
        place.inherited().first_count
        for place in (Place(), Place(tag=tag), places.of_article(Post.objects.get(pk=post.pk)))
    ]
    assert inherited == [0, 1, 2]


def test_the_record_finds_the_place_again_while_it_is_there():
    tag, post = Tag.objects.create(name="Tea"), a_post()
    article_rules(post)
    article = places.of_article(Post.objects.get(pk=post.pk))
    for place in (Place(), Place(tag=tag), article):
        assert places.found(place.key).label == place.label
    keys = [Place(tag=tag).key, article.key]
    tag.delete()
    post.delete()
    assert [places.found(key) for key in keys] == [None, None]


SAID = [
    ("level", "read", "everything is read first"),
    ("links_allowed", 1000, "no limit"),
    ("links_allowed", 0, "0"),
    ("first_count", 0, "off"),
    ("first_count", 3, "3"),
    ("rejection_percent", 100, "off"),
    ("rejection_percent", 40, "40 %"),
    ("close_after_days", 1, "1 day"),
    ("close_quiet_days", 14, "14 days"),
    ("close_after_days", 0, "off"),
    ("slow_grows", True, "yes"),
    ("slow_grows", False, "no"),
    ("holiday_until", date(2026, 5, 12), "12 May 2026"),
    ("holiday_until", None, "no holiday"),
    ("holiday_words", "", "nothing"),
    ("access", "members", "Members only"),
    ("access", "", "open, unless the settings of the site say otherwise"),
]


@pytest.mark.parametrize(("name", "value", "said"), SAID)
def test_a_value_is_said_in_words(name, value, said):
    assert in_words(name, value) == said


@pytest.mark.parametrize("name", Policy.FIELDS)
def test_every_field_can_be_said_as_it_is_inherited(name):
    assert in_words(name, getattr(Place().inherited(), name))
