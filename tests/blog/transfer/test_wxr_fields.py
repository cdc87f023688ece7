"""From the fields of an element to the records that the importer reads."""

import pytest

from blog.transfer import wxr_fields
from blog.transfer.wxr_fields import BUILDERS


def frame(**fields):
    return {"line": 7, **{name.replace("__", ":"): value for name, value in fields.items()}}


def test_an_element_without_fields_is_a_record_of_nothing():
    item = BUILDERS["item"](frame())
    assert (item.id, item.parent, item.title, item.comments, item.line) == (None, 0, "", [], 7)
    comment = wxr_fields.comment(frame())
    assert (comment.id, comment.parent, comment.content, comment.meta) == (None, 0, "", ())
    assert BUILDERS["wp:author"](frame()).login == wxr_fields.site(frame()).title == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [(" 12 ", 12), ("0", 0), ("", None), ("-1", None), ("1.0", None), ("٣", None), ("²", None), ("9" * 5000, None)],
)
def test_a_number_is_one_or_none(text, number):
    assert BUILDERS["item"](frame(wp__post_id=text)).id == number
    assert BUILDERS["item"](frame(wp__post_parent=text)).parent == (number or 0)
    assert wxr_fields.comment(frame(wp__comment_id=text)).id == number


def test_space_around_a_field_is_none_of_it_but_a_body_and_a_password_keep_theirs():
    item = BUILDERS["item"](frame(title=" Tea\n", content__encoded="\n a \n", wp__post_password=" secret "))
    assert (item.title, item.content, item.password) == ("Tea", "\n a \n", " secret ")


def test_what_an_item_carries_comes_with_it():
    comment, term = wxr_fields.comment(frame()), wxr_fields.item_term(frame(attributes={}))
    item = BUILDERS["item"](frame(comments=[comment], terms=[term], meta=[("a", "b")]))
    assert (item.comments, item.terms, item.meta) == ([comment], [term], [("a", "b")])


def test_categories_and_tags_name_their_taxonomy_and_other_terms_are_told_theirs():
    category = BUILDERS["wp:category"](
        frame(wp__category_nicename="tea", wp__cat_name="Tea", wp__category_parent="hot")
    )
    assert (category.taxonomy, category.slug, category.name, category.parent) == ("category", "tea", "Tea", "hot")
    tag = BUILDERS["wp:tag"](frame(wp__tag_slug="tea", wp__tag_name="Tea", wp__tag_description="D", wp__term_id="4"))
    assert (tag.taxonomy, tag.slug, tag.description, tag.id) == ("post_tag", "tea", "D", 4)
    assert BUILDERS["wp:term"](frame(wp__term_taxonomy="nav_menu", wp__term_slug="main")).taxonomy == "nav_menu"


def test_a_term_of_an_item_stands_in_its_attributes_and_its_text():
    element = {**frame(attributes={"domain": "post_tag", "nicename": "tea"}), "": " Tea "}
    term = wxr_fields.item_term(element)
    assert (term.taxonomy, term.slug, term.name, term.line) == ("post_tag", "tea", "Tea", 7)


def test_the_value_of_a_pair_is_kept_as_it_stands():
    assert wxr_fields.pair(frame(wp__meta_key=" k ", wp__meta_value=" v ")) == ("k", " v ")
    assert wxr_fields.pair(frame()) == ("", "")


def test_what_many_comments_say_is_in_memory_once():
    first, second = (wxr_fields.comment(frame(wp__comment_author="".join(["Bo", "b" * n, "x"]))) for n in (40, 40))
    assert first.author is second.author


def test_the_head_says_where_the_site_was():
    site = wxr_fields.site(
        frame(wp__wxr_version="1.2", link=" https://a.example ", wp__base_blog_url="https://b.example")
    )
    assert (site.version, site.link, site.base_blog_url, site.base_site_url) == (
        "1.2",
        "https://a.example",
        "https://b.example",
        "",
    )
