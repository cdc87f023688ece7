from __future__ import annotations

import pytest
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from blog import health


@pytest.mark.django_db
def test_a_prepared_site_is_well():
    assert health.database_answers()
    assert health.cache_keeps()
    assert health.migrations_are_applied()


@pytest.mark.django_db
def test_a_migration_that_is_missing_is_noticed():
    newest = MigrationLoader(connection).graph.leaf_nodes("comments")[0]
    MigrationRecorder(connection).record_unapplied(*newest)
    assert not health.migrations_are_applied()


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_noticed(monkeypatch):
    def refuse(*args):
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert not health.database_answers()
    assert not health.migrations_are_applied()


def test_a_cache_that_does_not_answer_is_noticed(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }
    caches["default"] = caches.create_connection("default")
    try:
        assert not health.cache_keeps()
    finally:
        del caches["default"]


def test_a_cache_that_forgets_at_once_is_noticed(monkeypatch):
    monkeypatch.setattr(health.cache, "get", lambda key: None)
    monkeypatch.setattr(health.cache, "set", lambda key, value, seconds: None)
    assert not health.cache_keeps()
