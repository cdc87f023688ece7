from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from blog import health
from blog.mail.models import Letter
from tests.serving import until


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


def test_a_database_that_hangs_is_not_waited_for_and_asked_by_one_thread_alone(monkeypatch):
    asked, released = [], threading.Event()

    def hang():
        asked.append(True)
        return released.wait(60)

    monkeypatch.setattr(health, "database_answers", hang)
    try:
        assert health.database_answers_in_time(0.05) is None
        assert health.database_answers_in_time(0.05) is None
        assert len(asked) == 1
    finally:
        released.set()
    assert until(lambda: health.database_answers_in_time(60), 60)


def test_who_asks_meanwhile_gets_the_same_answer(monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(health, "database_answers", lambda: released.wait(60))
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(health.database_answers_in_time, 60) for _ in range(4)]
        until(lambda: all(answer.running() for answer in answers), 60)
        released.set()
        assert [answer.result() for answer in answers] == [True] * 4


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


@pytest.mark.django_db
def test_the_age_of_the_oldest_letter_that_should_be_out():
    assert health.oldest_unsent_mail() is None
    for minutes in (-5, 5, 20):
        Letter.objects.create(kind="note", address="x", due_at=timezone.now() - timedelta(minutes=minutes))
    assert 1200 <= health.oldest_unsent_mail() < 1260


@pytest.mark.django_db
def test_nobody_can_say_how_old_it_is_while_the_database_is_away(monkeypatch):
    def refuse(*args):
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert health.oldest_unsent_mail() is None
