"""What kept HTML depends on."""

from __future__ import annotations

import pytest
from django.test import override_settings
from django.test.utils import override_script_prefix
from django.urls import get_script_prefix, set_urlconf
from django.utils import timezone, translation

from blog import surroundings


def test_the_same_place_is_the_same_again():
    assert surroundings.current() == surroundings.current()


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda: translation.override("de"),
        lambda: timezone.override("Asia/Tokyo"),
        lambda: override_script_prefix("/blog/"),
        lambda: override_settings(ROOT_URLCONF="comments.urls"),
        lambda: override_settings(STATIC_URL="/elsewhere/"),
    ],
)
def test_another_language_zone_mount_map_or_store_of_files_is_another(elsewhere):
    here = surroundings.current()
    with elsewhere():
        assert surroundings.current() != here


def test_a_request_may_have_a_map_of_addresses_of_its_own():
    assert get_script_prefix() == "/"
    set_urlconf("comments.urls")
    try:
        assert surroundings.current().urlconf == "comments.urls"
    finally:
        set_urlconf(None)
