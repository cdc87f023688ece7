"""Fixtures of the whole suite."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import caches

from tests import kept_pages
from tests.overheard import _known_comments, _logs_name_nobody  # noqa: F401 - used by every test


def pytest_configure() -> None:
    kept_pages.install()


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept_pages.begin()


@pytest.fixture(autouse=True)
def _own_cache_keys() -> Iterator[None]:
    """Redis keeps what a test wrote and is shared by all test processes, so each test has keys of its own."""
    options = settings.CACHES["default"]
    before = options.get("KEY_PREFIX", "")
    options["KEY_PREFIX"] = caches["default"].key_prefix = f"test-{uuid4().hex}"
    yield
    options["KEY_PREFIX"] = caches["default"].key_prefix = before
