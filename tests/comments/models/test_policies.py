"""What of the site's, the tags' and the article's rules is in force. The table is written from what owners expect."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from blog.posts.models import Tag
from comments.models import Defaults, Discussion, InForce, Policy
from tests.builders import a_post
from tests.comments.rules.crew import article_rules, settings, site_rules, tag_rules

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON, LATER, PAST = TODAY + timedelta(days=3), TODAY + timedelta(days=9), TODAY - timedelta(days=1)


@pytest.fixture
def post():
    return a_post()


def in_force(post) -> InForce:
    rows = Discussion.objects.select_related("defaults", "post")
    discussion = rows.filter(pk=post.pk).first() or Discussion(post=post, defaults=Defaults.current())
    return discussion.in_force


INHERITANCE = [
    # field, site, tags, article, in force
    ("level", "", [], "", "read"),
    ("level", "shown", [], "", "shown"),
    ("level", "shown", [""], "", "shown"),
    ("level", "shown", ["known"], "", "known"),
    ("level", "shown", ["known", "read"], "", "read"),
    ("level", "read", ["shown", "known"], "", "known"),
    ("level", "read", ["read"], "shown", "shown"),
    ("links_allowed", None, [], None, 1000),
    ("links_allowed", 5, [], None, 5),
    ("links_allowed", 5, [8, 7], None, 7),
    ("links_allowed", 5, [0, 7], None, 0),
    ("links_allowed", 5, [0], 1000, 1000),
    ("links_allowed", 5, [3], 0, 0),
    ("first_count", None, [], None, 0),
    ("first_count", 2, [1, 4], None, 4),
    ("first_count", 2, [4], 0, 0),
    ("rejection_percent", None, [], None, 100),
    ("rejection_percent", 60, [70, 50], None, 50),
    ("rejection_percent", 60, [50], 100, 100),
    ("reports_hold", None, [], None, 0),
    ("reports_hold", 3, [0, 5], None, 5),
    ("reports_hold", 3, [0], None, 0),
    ("reports_hold", 3, [9, 5], None, 5),
    ("close_after_days", 30, [0, 60], None, 60),
    ("close_after_days", 30, [60], 0, 0),
    ("close_quiet_days", None, [14, 7], None, 7),
    ("slow_seconds", 60, [30, 90], None, 90),
    ("slow_seconds", 60, [], 0, 0),
    ("slow_grows", None, [], None, False),
    ("slow_grows", True, [], None, True),
    ("slow_grows", True, [], False, False),
    ("slow_grows", False, [False, True], None, True),
    ("access", "", [], "", ""),
    ("access", "open", ["members"], "", "members"),
    ("access", "open", ["members", "closed"], "", "closed"),
    ("holiday_until", None, [], None, None),
    ("holiday_until", SOON, [], None, SOON),
    ("holiday_until", SOON, [LATER], None, LATER),
    ("holiday_until", LATER, [SOON], None, SOON),
    ("holiday_until", None, [SOON, LATER], None, LATER),
    ("holiday_until", SOON, [], PAST, SOON),
    ("holiday_until", PAST, [], None, None),
    ("holiday_until", TODAY, [], None, None),
]


@pytest.mark.parametrize(("name", "site", "tags", "article", "expected"), INHERITANCE)
def test_what_is_in_force(post, name, site, tags, article, expected):
    site_rules(**{name: site})
    for number, value in enumerate(tags):
        tag = Tag.objects.create(name=f"Tag {number}")
        post.tags.add(tag)
        tag_rules(tag, **{name: value})
    article_rules(post, **{name: article})
    assert getattr(in_force(post), name) == expected


@pytest.mark.parametrize(
    ("trusts", "own", "expected"), [(False, "", "read"), (True, "", "known"), (True, "read", "read")]
)
def test_the_older_switch_for_known_writers_keeps_its_meaning(post, trusts, own, expected):
    settings(trusts_known=trusts, known_after=7)
    site_rules(level=own)
    assert (in_force(post).level, in_force(post).known_after) == (expected, 7)


def test_without_any_rules_all_is_as_it_always_was(post):
    assert in_force(post) == InForce()


def test_rules_of_a_tag_that_the_article_has_not_do_not_concern_it(post):
    tag_rules(Tag.objects.create(name="Elsewhere"), first_count=9)
    assert in_force(post).first_count == 0


def test_a_holiday_goes_with_its_own_words(post):
    site_rules(holiday_until=LATER, holiday_words="Away till spring.")
    article_rules(post, holiday_until=SOON)
    found = in_force(post)
    assert (found.holiday_until, found.holiday_words, found.is_away) == (SOON, "", True)


def test_it_says_by_a_number_which_rules_they_were(post):
    site_rules(version=3)
    article_rules(post, version=2)
    assert in_force(post).version == 5


def test_where_no_tag_has_rules_nobody_looks_for_them(post, django_assert_num_queries):
    article_rules(post, first_count=1)
    read = Discussion.objects.select_related("policy", "defaults__policy").get(pk=post.pk)
    with django_assert_num_queries(0):
        assert read.in_force.first_count == 1
    tag_rules(Tag.objects.create(name="Elsewhere"), first_count=9)
    read = Discussion.objects.select_related("policy", "defaults__policy").get(pk=post.pk)
    with django_assert_num_queries(1):
        assert read.in_force.first_count == 1


@pytest.mark.parametrize(
    "fields",
    [{}, {"site_id": 1, "tag": True}, {"site_id": 1, "rejection_percent": 0}, {"site_id": 1, "rejection_percent": 101}],
)
def test_the_database_refuses_rules_of_no_place_or_of_two_and_no_per_cent(fields):
    settings()
    if fields.get("tag"):
        fields = {**fields, "tag": Tag.objects.create(name="Tea")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.create(**fields)
