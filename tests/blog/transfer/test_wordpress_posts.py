"""Articles and pages: state, date, title, address, tags."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from blog.posts.models import Post, Tag
from tests.blog.transfer.files import a_file, an_item, moved_in
from tests.blog.transfer.generate import HEAD
from tests.builders import a_post

pytestmark = pytest.mark.django_db


def one():
    return Post.objects.get()


def codes(report):
    return [oddity.code for oddity in report.oddities]


@pytest.mark.parametrize(
    ("status", "ours", "odd"),
    [
        ("publish", "published", []),
        ("draft", "draft", []),
        ("pending", "draft", []),
        ("private", "draft", ["private"]),
        ("wc-hidden", "draft", ["status"]),
    ],
)
def test_states(tmp_path, status, ours, odd):
    report = moved_in(a_file(tmp_path, an_item(1, wp__status=status)))
    assert one().status == ours
    assert codes(report) == odd


def test_a_scheduled_article_waits_for_its_day(tmp_path):
    later = f"{timezone.now() + timedelta(days=9):%Y-%m-%d %H:%M:%S}"
    moved_in(a_file(tmp_path, an_item(1, wp__status="future", wp__post_date_gmt=later)))
    assert one().status == "published"
    assert not one().is_published


def test_a_password_makes_a_draft_and_is_said(tmp_path):
    report = moved_in(a_file(tmp_path, an_item(1, wp__post_password="enter", title="Secret")))
    assert one().status == "draft"
    assert report.oddities[0].text == "“Secret” was protected by a password: it is a draft now"
    assert report.oddities[0].line > 1


def test_a_page_is_unlisted_and_not_in_the_menu(tmp_path):
    moved_in(a_file(tmp_path, an_item(1, wp__post_type="page", wp__post_name="about")))
    assert (one().kind, one().status, one().menu_position) == ("page", "unlisted", None)
    assert one().get_absolute_url() == "/about/"


def test_dates_are_taken_in_gmt(tmp_path):
    dates = {"wp__post_date": "2010-06-01 23:30:00", "wp__post_date_gmt": "2010-06-01 21:30:00"}
    moved_in(a_file(tmp_path, an_item(1, **dates)))
    assert one().published_at == datetime(2010, 6, 1, 21, 30, tzinfo=UTC)


def test_a_date_without_gmt_is_read_by_the_usual_clock_of_the_site(tmp_path):
    usual = {"wp__post_date": "2010-06-01 12:00:00", "wp__post_date_gmt": "2010-06-01 10:00:00"}
    lacks = {"wp__post_date": "2010-07-01 12:00:00", "wp__post_date_gmt": "0000-00-00 00:00:00"}
    moved_in(a_file(tmp_path, an_item(1, **usual), an_item(2, **lacks)))
    assert Post.objects.get(title="Article 2").published_at == datetime(2010, 7, 1, 10, 0, tzinfo=UTC)


def test_no_date_at_all_is_said(tmp_path):
    none = {"wp__post_date": "0000-00-00 00:00:00", "wp__post_date_gmt": ""}
    assert codes(moved_in(a_file(tmp_path, an_item(1, **none)))) == ["no_date"]
    assert one().is_published


def test_a_title_is_text_and_never_missing(tmp_path):
    moved_in(a_file(tmp_path, an_item(1, title="Salt <em>&amp; more</em>")))
    assert one().title == "Salt & more"
    report = moved_in(a_file(tmp_path, an_item(2, title="", body="One two three.", wp__post_name="")))
    assert Post.objects.get(title="One two three.").slug == "one-two-three"
    assert "no_title" in codes(report)
    moved_in(a_file(tmp_path, an_item(3, title=" ", body="")))
    assert Post.objects.filter(title="Untitled").exists()


def test_addresses_are_kept_and_made_different_where_they_must(tmp_path):
    a_post(slug="tea")
    names = ["tea", "%e3%81%8a%e8%8c%b6", "x" * 300]
    report = moved_in(a_file(tmp_path, *[an_item(n, wp__post_name=name) for n, name in enumerate(names, 1)]))
    slugs = set(Post.objects.values_list("slug", flat=True))
    assert slugs == {"tea", "tea-2", "お茶", "x" * 200}
    assert codes(report) == ["address_taken"]


def test_a_page_does_not_hide_a_part_of_the_site(tmp_path):
    moved_in(a_file(tmp_path, an_item(1, wp__post_type="page", wp__post_name="search")))
    assert one().slug == "search-2"


def test_the_summary_is_the_excerpt_or_what_stands_before_more(tmp_path):
    excerpt = {"excerpt__encoded": "<![CDATA[<p>In <b>short</b>.</p>]]>"}
    moved_in(
        a_file(
            tmp_path, an_item(1, body="First.<!--more-->Then.", **excerpt), an_item(2, body="First.<!--more-->Then.")
        )
    )
    assert list(Post.objects.order_by("title").values_list("summary", flat=True)) == ["In short.", "First."]


def test_categories_and_tags_are_tags_and_one_name_is_one_tag(tmp_path):
    head = HEAD + (
        "<wp:category><wp:category_nicename>news</wp:category_nicename><wp:cat_name>News</wp:cat_name></wp:category>"
        "<wp:tag><wp:tag_slug>news-2</wp:tag_slug><wp:tag_name>news</wp:tag_name></wp:tag>"
        "<wp:category><wp:category_nicename>uncategorized</wp:category_nicename>"
        "<wp:cat_name>Uncategorized</wp:cat_name></wp:category>"
    )
    terms = (
        '<category domain="category" nicename="news">News</category>'
        '<category domain="post_tag" nicename="late">Late</category>'
        '<category domain="post_format" nicename="post-format-aside">Aside</category>'
        '<category domain="category" nicename="uncategorized">Uncategorized</category>'
    )
    report = moved_in(a_file(tmp_path, an_item(1, terms), head=head))
    assert {tag.slug for tag in one().tags.all()} == {"news", "late"}
    assert Tag.objects.count() == 2
    assert report.kind("tags").announced == 2


def test_a_tag_of_ours_is_used_where_it_has_the_name(tmp_path):
    ours = Tag.objects.create(name="Tea time")
    moved_in(a_file(tmp_path, an_item(1, '<category domain="post_tag" nicename="teatime">tea Time</category>')))
    assert list(one().tags.all()) == [ours]
