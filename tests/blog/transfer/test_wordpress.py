"""A whole move: all of it or nothing, once, and honest about it."""

import pytest
from django.core import mail

from accounts.models import User
from blog.posts.models import FormerAddress, Picture, Post, Tag
from blog.transfer.models import Imported
from blog.transfer.wxr import WxrError
from comments import check
from comments.models import Comment, Discussion, Event
from tests.blog.transfer.files import a_file, a_reply, an_item, moved_in
from tests.blog.transfer.generate import HEAD, write

pytestmark = pytest.mark.django_db
MODELS = (User, Post, Tag, Picture, FormerAddress, Imported, Discussion, Comment, Event)


def counts():
    return {model.__name__: model._base_manager.count() for model in MODELS}


def test_the_report_reconciles_what_the_file_says_with_what_readers_see(tmp_path):
    replies = [a_reply(number) for number in range(1, 13)]
    report = moved_in(a_file(tmp_path, an_item(1, *replies, a_reply(13, comment_approved="0"), title="Tea")))
    assert report.articles == ["“Tea” announces 13, shows 12: 1 awaits moderation"]
    assert vars(report.kind("comments")) == {"announced": 13, "read": 13, "stored": 13, "shown": 12, "added": 13}
    assert report.statuses["comments"] == {"approved": 12, "pending": 1}
    assert Discussion.objects.get().comment_count == 12


def test_the_same_file_again_adds_nothing(tmp_path):
    path = write(tmp_path / "export.xml", 5, 60)
    moved_in(path)
    before = counts()
    report = moved_in(path)
    assert counts() == before
    assert report.sentence().startswith("Nothing new")


def test_the_same_site_under_https_and_www_is_the_same(tmp_path):
    path = write(tmp_path / "export.xml", 2, 6)
    moved_in(path)
    before = counts()
    path.write_text(path.read_text().replace("https://old.example.org", "http://www.old.example.org"))
    moved_in(path)
    assert counts() == before


def test_a_file_that_grew_adds_what_is_new_and_changes_nothing_else(tmp_path):
    moved_in(a_file(tmp_path, an_item(1, a_reply(1))))
    Post.objects.update(title="My own title")
    report = moved_in(a_file(tmp_path, an_item(1, a_reply(1), a_reply(2, 1)), an_item(2, a_reply(3))))
    assert (report.kind("articles").added, report.kind("comments").added) == (1, 2)
    assert set(Post.objects.values_list("title", flat=True)) == {"My own title", "Article 2"}
    assert not list(check.faults())


def test_an_article_that_was_deleted_here_stays_away(tmp_path):
    path = a_file(tmp_path, an_item(1))
    moved_in(path)
    Post.objects.get().delete()
    report = moved_in(path)
    assert not Post.objects.exists()
    assert [oddity.code for oddity in report.oddities] == ["deleted"]


def test_a_rehearsal_leaves_nothing_and_says_what_would_be(tmp_path):
    before = counts()
    report = moved_in(write(tmp_path / "export.xml", 3, 20), is_rehearsal=True)
    assert counts() == before
    assert report.kind("comments").added == 20
    assert report.sentence() == (
        "Would add 3 articles, 0 pages and 20 comments from old.example.org; nothing odd. "
        "This was a rehearsal: nothing was stored."
    )


@pytest.mark.parametrize("tail", ["", "<item><title>x</item>"])
def test_a_file_that_breaks_after_a_thousand_comments_leaves_nothing(tmp_path, tail):
    path = write(tmp_path / "export.xml", 3, 1000)
    path.write_text(path.read_text().replace("</channel>\n</rss>", tail))
    before = counts()
    with pytest.raises(WxrError):
        moved_in(path)
    assert counts() == before


def test_a_failure_halfway_leaves_nothing(tmp_path, monkeypatch):
    def fail(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr("blog.transfer.wordpress.reconcile", fail)
    before = counts()
    with pytest.raises(KeyboardInterrupt):
        moved_in(write(tmp_path / "export.xml", 3, 20))
    assert counts() == before


def test_nobody_gets_a_mail(tmp_path):
    moved_in(write(tmp_path / "export.xml", 3, 20))
    assert mail.outbox == []


def test_what_is_no_article_is_left_out_and_counted(tmp_path):
    items = [an_item(n, a_reply(n), wp__post_type=kind) for n, kind in enumerate(("nav_menu_item", "revision"), 1)]
    report = moved_in(a_file(tmp_path, *items, an_item(9, a_reply(9), wp__status="trash")))
    assert not Post.objects.exists()
    assert report.left_out == {
        "nav_menu_item": 1,
        "comments on nav_menu_item": 1,
        "revision": 1,
        "comments on revision": 1,
        "post (trash)": 1,
        "comments below articles that are not here": 1,
    }


def test_a_file_without_items_is_moved_in_too(tmp_path):
    report = moved_in(a_file(tmp_path))
    assert report.kind("articles").announced == 0


def test_the_source_is_named_by_what_the_file_offers(tmp_path):
    base = "\t<wp:base_site_url>https://old.example.org</wp:base_site_url>\n"
    blog = "\t<wp:base_blog_url>https://old.example.org</wp:base_blog_url>\n"
    bare = HEAD.replace(base, "").replace(blog, "").replace("<link>https://old.example.org</link>", "")
    assert moved_in(a_file(tmp_path, an_item(1, link="https://www.x.example/a/"), head=bare)).source == "x.example/a"
    network = HEAD.replace(blog, blog.replace("old.example.org", "Old.example.org/blog/"))
    assert moved_in(a_file(tmp_path, an_item(), head=network)).source == "old.example.org/blog"


def test_progress_is_told_up_to_the_end(tmp_path):
    from blog.transfer.wordpress import Wish, import_export

    told = []
    import_export(Wish(write(tmp_path / "export.xml", 4, 8)), lambda done, total: told.append((done, total)))
    assert told == [(3, 12), (6, 12), (9, 12), (12, 12)]
