"""What HTML depends on that is kept: kept for one of these, it is right for no other."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.storage import storages
from django.urls import get_script_prefix, get_urlconf
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language


class Surroundings(NamedTuple):
    language: str
    zone: str
    urlconf: str
    prefix: str  # where the site is mounted
    static: Any  # knows the names of static files


def current() -> Surroundings:
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    return Surroundings(
        get_language() or "", get_current_timezone_name(), urlconf, get_script_prefix(), storages["staticfiles"]
    )
