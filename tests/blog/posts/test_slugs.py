"""Slugs: readable, short enough, free, and clear of the site's own addresses."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from blog.posts import slugs


def test_a_long_title_is_cut_between_words():
    slug = slugs.readable("night " * 40, fallback="article")
    assert len(slug) <= slugs.MAX_GENERATED
    assert set(slug.split("-")) == {"night"}


def test_one_endless_word_is_cut_all_the_same():
    assert slugs.readable("n" * 300, fallback="article") == "n" * slugs.MAX_GENERATED


def test_the_first_free_number_is_taken():
    taken = {"night", "night-2"}
    assert slugs.free("night", taken.__contains__) == "night-3"
    assert slugs.free("dawn", taken.__contains__) == "dawn"


@pytest.mark.parametrize("slug", ["20260", "99", "about", "feeds", "tagged"])
def test_other_words_and_numbers_are_free(slug):
    assert not slugs.is_reserved(slug)


def first_words(pattern: URLPattern | URLResolver) -> set[str]:
    route = str(pattern.pattern)
    if not route and isinstance(pattern, URLResolver):
        return set().union(*(first_words(inner) for inner in pattern.url_patterns))
    return {route.partition("/")[0]}


def test_no_section_of_the_site_is_forgotten():
    sections = set().union(*(first_words(pattern) for pattern in get_resolver().url_patterns))
    plain = {word.strip("^$") for word in sections if word and "<" not in word and "." not in word and "(" not in word}
    assert plain
    assert plain <= slugs.RESERVED
