"""What the elements and classes of a WordPress body stand for."""

import pytest

from blog import elements
from blog.transfer import wordpress_elements as words
from blog.transfer.wordpress_elements import block_attributes, inline_attributes, is_decoration, setting


def test_no_element_is_meant_in_two_ways():
    kinds = [set(words.INLINE), set(words.BLOCK), words.SKIPPED, words.VOID, words.UNSEEN]
    assert sum(map(len, kinds)) == len(set().union(*kinds))


def test_what_an_element_becomes_is_of_its_own_kind():
    assert set(words.BLOCK.values()) <= elements.BLOCKS
    assert set(words.INLINE.values()) <= elements.INLINE


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('{"url":"https:\\/\\/a.example"}', "https://a.example"),
        ('{"url":3}', "3"),
        ('{"level":3}', ""),
        ("{}", ""),
        (None, ""),
        ("{broken", ""),
        ('{"url":' + "[" * 100_000 + "]" * 100_000 + "}", ""),
    ],
    ids=["address", "number", "other", "none", "nothing", "broken", "bottomless"],
)
def test_a_setting_is_read_or_empty(settings, expected):
    assert setting(settings, "url") == expected


def test_smileys_and_counting_pixels_are_decoration():
    assert is_decoration({"class": "x wp-smiley"})
    assert is_decoration({"width": "1"})
    assert not is_decoration({"class": "emoji-like", "width": "10"})
    assert not is_decoration({})


def test_a_list_keeps_where_it_starts_and_no_more():
    assert block_attributes("ol", {"start": "8"}, set()) == ' start="8"'
    assert block_attributes("ol", {"start": "123456789"}, set()) == ' start="12345"'
    assert block_attributes("ol", {"start": '1" x="'}, set()) == ""
    assert block_attributes("ul", {"start": "8"}, set()) == ""


def test_a_pull_quote_and_the_scope_of_a_heading_are_kept():
    assert block_attributes("blockquote", {}, {"wp-block-pullquote"}) == ' class="pull"'
    assert block_attributes("blockquote", {}, {"wp-block-quote"}) == ""
    assert block_attributes("th", {"scope": "col"}, set()) == ' scope="col"'
    assert block_attributes("th", {"scope": "x"}, set()) == block_attributes("td", {"scope": "col"}, set()) == ""


def test_a_link_keeps_its_address_and_code_its_language():
    given = {"href": ' /a?b=1&c="2" ', "title": "T", "style": "x", "onclick": "y"}
    assert inline_attributes("a", given, set()) == ' href="/a?b=1&amp;c=&quot;2&quot;" title="T"'
    assert inline_attributes("code", {}, {"x", "language-python"}) == ' class="language-python"'
    assert inline_attributes("em", given, {"language-python"}) == ""
