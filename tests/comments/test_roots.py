"""The roots of a page: by place, by number, and those that are pinned."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments import roots, threads
from comments.models import Comment, Defaults, Discussion, Status
from tests.builders import a_comment, a_post
from tests.comments.forests import Reading, all_pages, forests, plant

pytestmark = pytest.mark.django_db


def discussion_of(post):
    return Discussion.objects.select_related("defaults", "post").get(pk=post.pk)


def test_numbers_count_only_what_is_shown():
    post = a_post()
    first = a_comment(post)
    a_comment(post, status=Status.SPAM)
    third = a_comment(post)
    assert roots.numbers([first.pk, third.pk]) == {first.pk: 1, third.pk: 2}


def test_a_pinned_root_that_shows_nothing_stands_nowhere():
    post = a_post()
    shown, hidden = a_comment(post), a_comment(post, status=Status.SPAM)
    Discussion.objects.update(pinned=[hidden.pk, shown.pk])
    found = roots.by_place(discussion_of(post), 0, 10)
    here = roots.on_page(discussion_of(post), found, 1, 1)
    assert [root.pk for root in here.roots] == [shown.pk]
    assert here.numbers == {shown.pk: 1}


def test_without_pins_nothing_is_numbered():
    post = a_post()
    a_comment(post)
    found = roots.by_place(discussion_of(post), 0, 10)
    assert roots.on_page(discussion_of(post), found, 1, 1).numbers == {}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forest=forests, picks=st.lists(st.integers(0, 40), max_size=3), size=st.integers(1, 5))
def test_whatever_is_pinned_each_shown_comment_stands_exactly_once(forest, picks, size):
    post = a_post()
    planted = plant(post, forest)
    tops = [comment.pk for comment in planted if comment.parent_id is None]
    Discussion.objects.filter(pk=post.pk).update(
        pinned=list(dict.fromkeys(tops[pick % len(tops)] for pick in picks if tops))
    )
    Defaults.objects.update_or_create(pk=1, defaults={"roots_per_page": size})
    discussion = discussion_of(post)
    pages = all_pages(discussion)
    rows = [(page.number, row) for page in pages for row in page.rows]
    assert sorted(row.pk for _number, row in rows if row.is_counted) == sorted(Reading(post).shown)
    assert len({row.pk for _number, row in rows}) == len(rows)
    for number, row in rows:
        comment = Comment.objects.select_related("discussion__defaults").get(pk=row.pk)
        assert threads.locate(comment) == (number, None)
