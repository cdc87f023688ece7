"""Paths of views, kept: right for where the site is mounted and which map of addresses is in force."""

from __future__ import annotations

import pytest
from django.test.utils import override_script_prefix
from django.urls import NoReverseMatch, reverse, set_urlconf

from blog.paths import path_to


@pytest.mark.parametrize(
    ("view", "args"),
    [
        ("posts:list", ()),
        ("posts:page", ("about",)),
        ("posts:detail", (2026, "01", "ä-slug")),
        ("comments:reply", (7,)),
    ],
)
def test_it_is_what_django_says_each_time(view, args):
    assert path_to(view, *args) == path_to(view, *args) == reverse(view, args=args)


def test_it_follows_the_mount():
    assert path_to("posts:list") == "/"
    with override_script_prefix("/blog/"):
        assert path_to("posts:list") == "/blog/"
    assert path_to("posts:list") == "/"


def test_it_follows_the_map_of_addresses():
    assert path_to("comments:reply", 7)
    set_urlconf("blog.posts.urls")
    try:
        with pytest.raises(NoReverseMatch):
            path_to("comments:reply", 7)
    finally:
        set_urlconf(None)


def test_what_it_does_not_know_is_an_error_each_time():
    for _time in range(2):
        with pytest.raises(NoReverseMatch):
            path_to("posts:page", "no page/")
