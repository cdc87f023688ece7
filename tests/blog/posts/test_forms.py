"""What the panel's forms make of what is typed."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from blog.posts.forms import MAX_TAGS, ArticleForm, PictureForm, TagNames
from blog.posts.models import Post, Tag
from tests import builders


def names(typed):
    return TagNames(required=False).clean(typed)


def filled(post, **fields):
    start = {
        "title": "T", "body": "<p>b</p>", "status": "published", "kind": "article", "author": post.author_id,
        "published_at": "2026-05-04T12:30", "slug": "t", "tag_names": "", "summary": "", "menu_position": "", **fields,
    }  # fmt: skip
    return ArticleForm(start, instance=post)


def test_tags_are_words_with_commas_between_and_each_once_as_first_typed():
    assert sorted(names(" tea ,  slow   bread,, Tea,TEA ")) == ["slow bread", "tea"]
    assert names("") == []


def test_a_tag_that_no_column_holds_is_refused_by_its_beginning():
    longest = Tag._meta.get_field("name").max_length
    assert names("x" * longest) == ["x" * longest]
    with pytest.raises(ValidationError, match=r"x{40}…” is too long"):
        names("x" * (longest + 1))


def test_more_tags_than_gather_anything_are_refused():
    assert len(names(",".join(map(str, range(MAX_TAGS))))) == MAX_TAGS
    with pytest.raises(ValidationError, match=f"more than {MAX_TAGS}"):
        names(",".join(map(str, range(MAX_TAGS + 1))))


@pytest.mark.django_db
def test_a_stored_article_comes_with_its_tags_and_the_words_there_are():
    post = builders.a_post()
    post.tags.add(Tag.objects.create(name="Tea"))
    Tag.objects.create(name="Bread")
    form = ArticleForm(instance=post)
    assert form.initial["tag_names"] == "Tea"
    assert set(form.fields["tag_names"].widget.attrs["data-words"].split(",")) == {"Tea", "Bread"}


@pytest.mark.django_db
def test_a_moment_that_was_not_touched_keeps_its_seconds(settings):
    settings.TIME_ZONE = "UTC"
    exact = datetime(2026, 5, 4, 12, 30, 17, 5, tzinfo=UTC)
    form = filled(builders.a_post(published_at=exact))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["published_at"] == exact
    moved = filled(builders.a_post(published_at=exact), published_at="2026-05-04T12:31")
    assert moved.is_valid(), moved.errors
    assert moved.cleaned_data["published_at"] == datetime(2026, 5, 4, 12, 31, tzinfo=UTC)


@pytest.mark.django_db
def test_only_a_page_has_a_place_in_the_menu():
    post = builders.a_post()
    article, page = filled(post, menu_position="3"), filled(post, menu_position="3", kind="page")
    assert article.is_valid(), article.errors
    assert page.is_valid(), page.errors
    assert article.cleaned_data["menu_position"] is None
    assert page.cleaned_data["menu_position"] == 3
    assert page.cleaned_data["kind"] == Post.Kind.PAGE


def test_a_picture_is_redrawn_before_it_is_kept():
    drawn = BytesIO()
    Image.new("RGB", (4, 4)).save(drawn, "JPEG", comment=b"taken at home")
    form = PictureForm({"alt": ""}, {"file": SimpleUploadedFile("home address.jpg", drawn.getvalue())})
    assert form.is_valid(), form.errors
    kept = form.cleaned_data["file"]
    assert "home" not in kept.name
    assert b"taken at home" not in kept.read()


def test_what_is_no_picture_is_refused():
    form = PictureForm({"alt": ""}, {"file": SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")})
    assert not form.is_valid()
    assert list(form.errors) == ["file"]


@pytest.mark.django_db
def test_the_time_of_publishing_says_whose_clock_it_goes_by():
    with timezone.override("Asia/Kolkata"), time_machine.travel(datetime(2026, 5, 4, 12, 5, tzinfo=UTC), tick=False):
        words = str(ArticleForm().fields["published_at"].help_text)
    assert words.startswith("In the time of Asia/Kolkata, where it is 17:35 now.")
