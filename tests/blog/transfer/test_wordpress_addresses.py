"""Links to the old site lead on."""

import pytest

from blog.posts.models import FormerAddress, Post
from tests.blog.transfer.files import a_file, a_reply, an_item, moved_in
from tests.blog.transfer.generate import HEAD
from tests.builders import a_post

pytestmark = pytest.mark.django_db
TERMS = (
    "<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>food</wp:category_nicename><wp:cat_name>Food</wp:cat_name></wp:category>"
    "<wp:category><wp:term_id>5</wp:term_id><wp:category_nicename>bread</wp:category_nicename>"
    "<wp:category_parent>food</wp:category_parent><wp:cat_name>Bread</wp:cat_name></wp:category>"
    "<wp:tag><wp:tag_slug>old-tea</wp:tag_slug><wp:tag_name>Tea</wp:tag_name></wp:tag>"
)
OLD_SLUG = "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>first-name</wp:meta_value></wp:postmeta>"


@pytest.fixture
def moved(tmp_path):
    about = an_item(2, wp__post_type="page", wp__post_name="about", link="https://old.example.org/info/about/")
    day = an_item(1, a_reply(1), OLD_SLUG, link="https://old.example.org/2012/03/01/article-1/")
    return moved_in(a_file(tmp_path, day, about, head=HEAD + TERMS))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/2012/03/01/article-1/", "/2012/03/article-1/"),
        ("/2012/03/01/article-1", "/2012/03/article-1/"),
        ("/2012/03/01/first-name/", "/2012/03/article-1/"),
        ("/2012/03/01/article-1/comment-page-2/", "/2012/03/article-1/comment-page-2/"),
        ("/2012/03/01/article-1/feed/", "/2012/03/article-1/feed/"),
        ("/?p=1", "/2012/03/article-1/"),
        ("/?page_id=2", "/about/"),
        ("/info/about/", "/about/"),
        ("/category/food/", "/tag/food/"),
        ("/category/food/bread/", "/tag/bread/"),
        ("/category/bread/", "/tag/bread/"),
        ("/?cat=5", "/tag/bread/"),
        ("/category/food/feed/", "/feed/"),
        ("/?tag=old-tea", "/tag/old-tea/"),
        ("/author/alice/", "/"),
        ("/?author=1", "/"),
        ("/feed/rss2/", "/feed/"),
        ("/?feed=rss2", "/feed/"),
    ],
)
def test_an_old_address_leads_to_the_new_one(client, moved, old, new):
    response = client.get(old)
    assert (response.status_code, response.get("Location")) == (301, new)


def test_an_address_that_stays_gets_no_row(tmp_path):
    moved_in(a_file(tmp_path, an_item(1, link="https://old.example.org/2012/03/article-1/")))
    assert not FormerAddress.objects.filter(path__startswith="/2012").exists()


def test_a_site_below_a_folder_is_found_there(client, tmp_path):
    head = HEAD.replace("base_blog_url>https://old.example.org<", "base_blog_url>https://old.example.org/blog<")
    moved_in(a_file(tmp_path, an_item(1, link="https://old.example.org/blog/archives/77"), head=head))
    for old in ("/blog/archives/77", "/blog/?p=1"):
        assert client.get(old)["Location"] == "/2012/03/article-1/"
    assert client.get("/blog/")["Location"] == "/"
    assert client.get("/blog/feed/")["Location"] == "/feed/"


def test_letters_of_any_script_are_kept_as_people_read_them(client, tmp_path):
    link = "https://old.example.org/%e3%81%8a%e8%8c%b6/"
    moved_in(a_file(tmp_path, an_item(1, link=link, wp__post_name="%e3%81%8a%e8%8c%b6")))
    assert client.get("/お茶/").status_code == 301


def test_a_draft_is_not_given_away(client, tmp_path):
    moved_in(a_file(tmp_path, an_item(1, wp__status="draft", link="https://old.example.org/?p=1")))
    assert client.get("/?p=1").status_code == 200  # the front page, as for any number
    assert FormerAddress.objects.get(path="/?p=1").post == Post.objects.get()


def test_what_an_address_means_here_already_stays(tmp_path):
    ours = a_post()
    FormerAddress.objects.create(path="/?p=1", post=ours)
    moved_in(a_file(tmp_path, an_item(1)))
    assert FormerAddress.objects.get(path="/?p=1").post == ours
