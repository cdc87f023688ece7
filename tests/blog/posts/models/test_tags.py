"""Tags: those in use, and their addresses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.posts.models import Tag
from tests import builders

pytestmark = pytest.mark.django_db


def test_a_tag_without_a_slug_gets_one_of_its_own():
    assert [Tag.objects.create(name=name).slug for name in ("The Ward", "the ward", "夜", "!?")] == [
        "the-ward",
        "the-ward-2",
        "夜",
        "tag",
    ]


def test_tags_in_use_count_listed_articles_only():
    ward, unused = Tag.objects.create(name="ward"), Tag.objects.create(name="unused")
    builders.a_post().tags.add(ward)
    builders.a_post().tags.add(ward)
    builders.a_post(status="draft").tags.add(ward, unused)
    builders.a_post(status="unlisted").tags.add(unused)
    builders.a_post(published_at=timezone.now() + timedelta(days=1)).tags.add(ward, unused)
    assert [(tag.name, tag.post_count) for tag in Tag.objects.in_use()] == [("ward", 2)]
