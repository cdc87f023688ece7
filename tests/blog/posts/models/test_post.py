"""Posts: who sees them when, and what is filled in for their author."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import MODERATORS
from blog.posts.models import FormerAddress, Post, Site
from tests import builders

pytestmark = pytest.mark.django_db

PAST, FUTURE, NEVER = timedelta(hours=-1), timedelta(hours=1), None

# status, when, is it published?, does it appear in lists (an article)?
VISIBILITY = [
    ("draft", PAST, False, False),
    ("draft", FUTURE, False, False),
    ("draft", NEVER, False, False),
    ("published", PAST, True, True),
    ("published", FUTURE, False, False),
    ("published", NEVER, False, False),
    ("unlisted", PAST, True, False),
    ("unlisted", FUTURE, False, False),
    ("unlisted", NEVER, False, False),
]


@pytest.mark.parametrize("kind", ["article", "page"])
@pytest.mark.parametrize(("status", "when", "is_published", "is_listed"), VISIBILITY)
def test_query_and_predicate_agree_on_what_is_published(kind, status, when, is_published, is_listed):
    post = builders.a_post(kind=kind)
    Post.objects.filter(pk=post.pk).update(status=status, published_at=when and timezone.now() + when)
    post.refresh_from_db()
    assert Post.objects.published().filter(pk=post.pk).exists() is is_published
    assert post.is_published is is_published
    assert Post.objects.listed().filter(pk=post.pk).exists() is (is_listed and kind == "article")
    assert post.is_listed is (is_listed and kind == "article")


def test_a_scheduled_article_appears_by_itself(time_machine):
    post = builders.a_post(published_at=timezone.now() + timedelta(hours=1))
    assert not Post.objects.listed().exists()
    time_machine.move_to(timezone.now() + timedelta(hours=1, seconds=1))
    assert Post.objects.listed().get() == post


def test_publishing_without_a_date_means_now():
    post = builders.a_post(published_at=None)
    assert timezone.now() - post.published_at < timedelta(minutes=1)
    assert post.is_published


def test_a_draft_has_no_date_until_it_is_published():
    post = builders.a_post(status="draft", published_at=None)
    assert post.published_at is None
    post.status = Post.Status.PUBLISHED
    post.save(update_fields=["status"])
    post.refresh_from_db()
    assert post.is_published


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("What a Night!", "what-a-night"),
        ("Über die Stille", "über-die-stille"),
        ("夜の水", "夜の水"),
        ("🌙 🌙", "article"),
        ("   ", "article"),
        ("-- Notes --", "notes"),
    ],
)
def test_a_slug_is_made_of_the_title(title, slug):
    assert builders.a_post(title=title, slug="").slug == slug


def test_two_articles_of_one_title_have_two_addresses():
    slugs = [builders.a_post(title="Night", slug="").slug for _ in range(3)]
    assert slugs == ["night", "night-2", "night-3"]


def test_a_made_slug_stays_clear_of_the_addresses_of_the_site():
    assert builders.a_post(kind="page", title="Feed", slug="").slug == "feed-2"
    assert builders.a_post(kind="page", title="2026", slug="").slug == "2026-2"


@pytest.mark.parametrize("slug", ["admin", "feed", "tag", "search", "Comments", "2026", "0001"])
def test_a_page_cannot_take_an_address_of_the_site(slug):
    page = Post(kind="page", title="Page", slug=slug, author=builders.alice())
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert refused.value.error_dict["slug"][0].code == "reserved_slug"


def test_an_article_may_have_the_name_of_a_section():
    Post(title="On feeds", slug="feed", author=builders.alice()).full_clean()


def test_saving_renders_the_text_and_what_is_read_off_it():
    post = builders.a_post(body="<p>One two three</p><script>alert(1)</script>")
    assert "<script" not in post.body_html
    assert post.word_count == 3
    assert post.excerpt == "One two three"


def test_saving_the_title_alone_leaves_the_text_alone():
    post = builders.a_post()
    Post.objects.filter(pk=post.pk).update(body_html="<p>kept</p>")
    post.title = "Another"
    post.save(update_fields=["title"])
    post.refresh_from_db()
    assert (post.title, post.body_html) == ("Another", "<p>kept</p>")


def test_saving_the_body_alone_renders_it():
    post = builders.a_post()
    post.body = "<p>New words</p>"
    post.save(update_fields=["body"])
    post.refresh_from_db()
    assert (post.body_html, post.word_count) == ("<p>New words</p>", 2)


def test_the_description_is_the_summary_or_the_beginning():
    assert builders.a_post(summary="A\n summary").description == "A summary"
    assert builders.a_post(body="<p>" + "word " * 100 + "</p>").description == "word " * 39 + "word…"


def test_the_month_of_an_address_is_the_sites(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    post = builders.a_post(slug="late", published_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    assert post.get_absolute_url() == "/2026/01/late/"


def test_a_page_has_no_date_in_its_address():
    assert builders.a_post(kind="page", slug="about").get_absolute_url() == "/about/"


def test_the_menu_holds_published_pages_in_their_order():
    builders.a_post(kind="page", slug="contact", menu_position=2)
    builders.a_post(kind="page", slug="about", menu_position=1)
    builders.a_post(kind="page", slug="hidden", menu_position=3, status="draft")
    builders.a_post(kind="page", slug="imprint")
    builders.a_post(slug="article", menu_position=1)
    assert [page.slug for page in Post.objects.in_menu()] == ["about", "contact"]


def test_an_author_may_edit_their_own_articles_only():
    alice = builders.grant(builders.alice(), "change_post")
    bert = builders.a_user("bert", is_staff=True)
    own, other = builders.a_post(alice), builders.a_post(bert)
    assert own.is_editable_by(alice)
    assert not other.is_editable_by(alice)
    assert other.is_editable_by(builders.an_owner())


def test_neither_a_moderator_nor_a_former_author_may_edit():
    alice = builders.grant(builders.alice(), "change_post")
    carol = builders.carol()
    assert carol.in_group(MODERATORS)
    post = builders.a_post(alice)
    assert not post.is_editable_by(carol)
    alice.is_staff = False
    assert not post.is_editable_by(alice)


def test_a_site_without_a_row_has_a_name():
    Site.objects.all().delete()
    assert Site.current().title == "Colloquy"


def test_deleting_many_remembers_what_readers_could_see():
    builders.a_post(slug="seen", published_at=datetime(2025, 3, 1, 12, tzinfo=UTC))
    builders.a_post(slug="unseen", status="draft")
    Post.objects.all().delete()
    gone = FormerAddress.objects.get()
    assert (gone.path, gone.post, gone.target) == ("/2025/03/seen/", None, "")
