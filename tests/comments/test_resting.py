"""comments/resting.py: when a page that shows a discussion is another one."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from blog.pages import noting
from comments import resting, threads
from comments.models import Comment, Discussion, Policy
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def notes():
    yield noting.begin()
    noting.end()


@pytest.fixture
def post():
    return a_post()


def discussion_of(post):
    return threads.discussion_of(type(post).objects.get(pk=post.pk))


def test_a_discussion_that_nobody_wrote_in_has_no_version(post, notes):
    resting.on_discussion(discussion_of(post))
    assert notes.versions == {("discussion", post.pk): None}


def test_one_with_comments_has(post, notes):
    a_comment(post)
    resting.on_discussion(discussion_of(post))
    assert notes.versions == {("discussion", post.pk): Discussion.objects.get(pk=post.pk).version}


def test_it_is_another_page_when_the_discussion_closes(post, notes):
    a_comment(post)
    closes_at = timezone.now() + timedelta(days=2)
    Discussion.objects.filter(pk=post.pk).update(closes_at=closes_at)
    resting.on_discussion(discussion_of(post))
    assert notes.until == closes_at


def test_it_is_another_page_when_the_holiday_is_over(post, notes):
    a_comment(post)
    day = timezone.localdate() + timedelta(days=3)
    Policy.objects.create(discussion=Discussion.objects.get(pk=post.pk), holiday_until=day)
    resting.on_discussion(discussion_of(post))
    assert notes.until == timezone.make_aware(datetime.combine(day, time.min))


def test_lists_rest_on_each_discussion_they_count(post, notes):
    a_comment(post)
    quiet = a_post()
    assert threads.counts([post.pk, quiet.pk]) == {post.pk: 1}
    version = Discussion.objects.get(pk=post.pk).version
    assert notes.versions == {("discussion", post.pk): version, ("discussion", quiet.pk): None}


def test_sources_name_what_the_models_name():
    source = noting.SOURCES[resting.DISCUSSION]
    assert source.table == Discussion._meta.db_table
    assert {source.key, source.version} <= {field.column for field in Discussion._meta.fields}
    assert Comment._meta.get_field("discussion").column == "discussion_id"
