"""Fixtures of the whole suite."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import caches

from blog import allowance
from tests import kept_pages
from tests.overheard import _known_comments, _logs_name_nobody  # noqa: F401 - used by every test

DATABASE_FIXTURES = {"db", "django_db_setup"}


def pytest_configure() -> None:
    kept_pages.install()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_the_same_on_every_database(item):
            item.add_marker("one_database")


def is_the_same_on_every_database(item: pytest.Item) -> bool:
    """It asks for none, or makes some of its own: what DATABASE_URL names makes no difference."""
    if item.nodeid.startswith("tests/e2e/"):
        return False
    return not (DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"))


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept_pages.begin()


@pytest.fixture(autouse=True)
def _own_cache_keys() -> Iterator[None]:
    """Redis keeps what a test wrote and is shared by all test processes, so each test has keys of its own."""
    allowance._table_rests["until"] = 0.0
    options = settings.CACHES["default"]
    before = options.get("KEY_PREFIX", "")
    options["KEY_PREFIX"] = caches["default"].key_prefix = f"test-{uuid4().hex}"
    yield
    options["KEY_PREFIX"] = caches["default"].key_prefix = before
