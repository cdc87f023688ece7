"""The first walk through an export: what it announces, before anything is stored."""

from datetime import timedelta

import pytest

from blog.transfer.records import Site
from blog.transfer.wordpress_shortcodes import Shown
from blog.transfer.wordpress_survey import Survey, survey
from blog.transfer.wxr import WxrError
from tests.blog.transfer.files import a_file, a_reply, an_item
from tests.blog.transfer.generate import HEAD


def a_picture(number, parent, address=None):
    address = address or f"https://old.example.org/wp-content/uploads/{number}.jpg"
    attachment = an_item(number, wp__post_type="attachment")
    extra = (
        f"<wp:post_parent>{parent}</wp:post_parent><wp:attachment_url>{address}</wp:attachment_url>"
        "<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key>"
        "<wp:meta_value>Tea &amp;amp; cake</wp:meta_value></wp:postmeta></item>"
    )
    return attachment.replace("<wp:post_parent>0</wp:post_parent>", "").replace("</item>", extra)


def test_articles_pages_comments_and_mentions_are_announced(tmp_path):
    article = an_item(1, a_reply(1), a_reply(2), a_reply(3, comment_type="pingback"))
    found = survey(a_file(tmp_path, article, an_item(2, wp__post_type="page")))
    assert found.announced == {"articles": 1, "pages": 1, "comments": 2, "mentions": 1}
    assert found.left_out == {}


def test_what_is_neither_is_left_out_with_the_comments_on_it(tmp_path):
    menu = an_item(1, wp__post_type="nav_menu_item")
    found = survey(a_file(tmp_path, menu, an_item(2, a_reply(9), a_reply(10), wp__post_type="product")))
    assert found.left_out == {"nav_menu_item": 1, "product": 1, "comments on product": 2}
    assert not found.announced


def test_every_number_of_a_comment_is_known_before_the_first_is_stored(tmp_path):
    found = survey(a_file(tmp_path, an_item(1, a_reply(7)), an_item(2, a_reply(4), wp__post_type="product")))
    assert found.comment_ids == {4, 7}
    assert found.highest_comment == 7


def test_pictures_are_known_by_number_and_by_the_article_they_belong_to(tmp_path):
    found = survey(a_file(tmp_path, a_picture(12, 1), a_picture(11, 1), an_item(1)))
    shown = Shown("https://old.example.org/wp-content/uploads/11.jpg", "Tea & cake", "")
    assert found.pictures[11] == shown
    assert found.pictures_of == {1: [11, 12]}


def test_a_gallery_without_numbers_shows_what_belongs_to_its_article():
    one, two = Shown("/1.jpg", "", ""), Shown("/2.jpg", "", "")
    found = Survey(pictures={1: one, 2: two}, pictures_of={5: [1, 2]})
    assert found.gallery([2, 99, 1], 5) == [two, one]
    assert found.gallery([], 5) == [one, two]
    assert found.gallery([], 6) == found.gallery([], None) == []


def test_the_clock_of_the_site_is_the_one_that_most_items_go_by(tmp_path):
    def written(number, local, gmt):
        return an_item(number, wp__post_date=local, wp__post_date_gmt=gmt)

    summer = [written(n, "2012-07-01 10:00:00", "2012-07-01 08:00:00") for n in (1, 2)]
    winter = written(3, "2012-01-01 10:00:00", "2012-01-01 09:00:00")
    undated = written(4, "0000-00-00 00:00:00", "0000-00-00 00:00:00")
    assert survey(a_file(tmp_path, winter, *summer, undated)).offset == timedelta(hours=2)
    assert survey(a_file(tmp_path, undated)).offset == timedelta()


def test_the_source_is_the_address_of_the_site_or_of_its_first_article(tmp_path):
    assert survey(a_file(tmp_path, an_item(1))).source == "old.example.org"
    assert Survey(site=Site(), first_link="https://www.other.example/2012/a/").source.startswith("other.example")
    assert Survey().source == "wordpress"


def test_people_are_read_from_the_head(tmp_path):
    (author,) = survey(a_file(tmp_path)).authors
    assert (author.login, author.display_name) == ("alice", "Alice Winter")


def test_a_file_that_was_cut_off_is_refused(tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(HEAD + an_item(1)[:-30], encoding="utf-8")
    with pytest.raises(WxrError):
        survey(path)
