"""Many rows that are ready, stored at once: the same as Django would have stored."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from blog.posts.models import Tag
from blog.transfer.models import Imported
from comments import bulk
from comments.models import Comment
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def values(comment):
    return {field.attname: getattr(comment, field.attname) for field in Comment._meta.concrete_fields}


def test_a_row_comes_back_as_it_was_given():
    stored = Comment.objects.get(pk=a_comment(a_post(), body='"; DROP TABLE x; -- %s é 𝄞', shown_at=None).pk)
    before = values(stored)
    Comment.objects.filter(pk=stored.pk).delete()
    bulk.insert([stored], Comment)
    assert values(Comment.objects.get(pk=before["id"])) == before


def test_moments_keep_their_microseconds_and_their_zone():
    at = datetime(2026, 5, 4, 12, 30, 15, 123456, tzinfo=UTC)
    bulk.insert([Session(session_key="a", session_data="b", expire_date=at)], Session)
    assert Session.objects.get().expire_date - at == timedelta()


def test_more_rows_than_one_batch_are_all_stored_in_their_order(monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 3)
    bulk.insert((Tag(pk=n, name=f"n{n}", slug=f"s{n}") for n in range(1, 8)), Tag)
    assert list(Tag.objects.order_by("pk").values_list("pk", "slug")) == [(n, f"s{n}") for n in range(1, 8)]


def test_rows_are_taken_as_they_are_needed(monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    seen = []

    def rows():
        for n in range(1, 6):
            seen.append(Tag.objects.count())
            yield Tag(pk=n, name=f"n{n}", slug=f"s{n}")

    bulk.insert(rows(), Tag)
    assert seen == [0, 0, 2, 2, 4]


def test_nothing_is_stored_without_a_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.insert([], Tag)


def test_a_row_that_is_there_is_an_error_and_not_replaced():
    Imported.objects.create(pk=1, source="a", kind="tag", source_key="k", object_id=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert([Imported(pk=2, source="a", kind="tag", source_key="k", object_id=8)], Imported)
    assert Imported.objects.get().object_id == 7
