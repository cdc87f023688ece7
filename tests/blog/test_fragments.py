"""Anything that calls itself HTML, read once, without an error and without losing text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.fragments import attributes_of, decode, encode, encode_attribute, plain, read


def parts(source):
    return [(token.kind, token.name or token.source) for token in read(source)]


def test_text_and_tags_come_in_their_order_with_names_in_small_letters():
    assert parts("a <B>b</b> c") == [("text", "a "), ("start", "b"), ("text", "b"), ("end", "b"), ("text", " c")]


def test_comments_doctypes_and_instructions_yield_nothing():
    assert parts("a<!-- b > -->c<!doctype html><?php d ?>e") == [("text", "a"), ("text", "c"), ("text", "e")]


def test_a_dropped_element_takes_its_content_with_it():
    assert parts("a<script>if (1 < 2) { '<b>' }</SCRIPT >b") == [("text", "a"), ("text", "b")]


def test_a_dropped_element_that_never_ends_loses_its_tag_alone():
    assert parts("a<style>b<style>c") == [("text", "a"), ("text", "b"), ("text", "c")]


@pytest.mark.parametrize("source", ["1 < 2", "a <3", "<", "a <", "< b>", "</ b>", "<>"])
def test_what_is_no_tag_is_text(source):
    assert "".join(token.source for token in read(source)) == source
    assert {token.kind for token in read(source)} == {"text"}


def test_a_comment_that_never_ends_is_text():
    assert "".join(token.source for token in read("a <!-- b")) == "a <!-- b"


def test_a_sign_in_a_quoted_attribute_does_not_end_the_tag():
    start, text = read('<a title="x > y" href=/b>c')
    assert attributes_of(start.attributes) == {"title": "x > y", "href": "/b"}
    assert text.source == "c"


def test_a_quotation_mark_that_is_never_closed_costs_one_tag():
    assert plain('<a href="/b>first</a> second') == "first second"


def test_the_first_attribute_of_a_name_wins():
    assert attributes_of("HREF='/a' href=/b checked title=\"&amp;\"") == {"href": "/a", "checked": "", "title": "&"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("&lt;b&gt; &eacute; &#233; &#xE9;", "<b> é é é"),
        ("?a=1&copy=2&amp;b=3", "?a=1&copy=2&b=3"),
        ("&#0;&#x1b;a", "�a"),
        ("&#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
        ("&nosuchthing;", "&nosuchthing;"),
    ],
)
def test_character_references_are_read_where_they_end(source, expected):
    assert decode(source) == expected


def test_what_is_encoded_reads_the_same_again():
    typed = "a < b & \"c\" > 'd' &amp;"
    assert decode(encode(typed)) == typed
    assert '"' not in encode_attribute(typed)
    assert attributes_of(f'title="{encode_attribute(typed)}"') == {"title": typed}


def test_blocks_part_words_and_formatting_does_not():
    assert plain("<p>one</p><p>t<b>w</b>o<br>three</p>\n") == "one two three"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab<>/!-=\"' &;?", max_size=60))
def test_whatever_comes_in_every_token_is_a_piece_of_it_in_order(source):
    position = 0
    for token in read(source):
        position = source.index(token.source, position) + len(token.source)


@pytest.mark.parametrize("piece", ["<script>", "<!--", '<a b="', "<a ", "&", "<a b='c' "])
def test_reading_takes_linear_time(piece):
    began = time.process_time()
    for _token in read(piece * 20_000):
        pass
    assert time.process_time() - began < 5
