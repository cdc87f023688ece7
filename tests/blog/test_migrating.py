"""Changing tables while somebody works with them. What is about locks needs PostgreSQL."""

from __future__ import annotations

import threading

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, models
from django.db.migrations.loader import MigrationLoader

from blog import migrating
from comments.models import Comment, Commenter

on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="locks that only PostgreSQL has")

OPERATION = migrating.AddIndexBeside("comment", models.Index(fields=["website"], name="comments_beside"))


@pytest.fixture(autouse=True)
def _committed(django_db_setup, django_db_blocker):
    """Locks are held between transactions that are real; every test takes away what it left."""
    with django_db_blocker.unblock():
        yield
        Commenter.objects.all().delete()
        connection.close()


@pytest.fixture
def states():
    before = MigrationLoader(None).project_state()
    after = before.clone()
    OPERATION.state_forwards("comments", after)
    yield before, after
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX IF EXISTS comments_beside")


@pytest.fixture
def somebody():
    """Another program at work in the same database."""
    settings = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    with psycopg.connect(**{key: settings[name] or None for key, name in names.items()}) as other:
        yield other


def make(states):
    with connection.schema_editor(atomic=False) as editor:
        OPERATION.database_forwards("comments", editor, *states)


def indexes():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, Comment._meta.db_table)


def setting():
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return cursor.fetchone()[0]


def test_an_index_is_made_and_taken_back(states):
    make(states)
    assert "comments_beside" in indexes()
    with connection.schema_editor(atomic=False) as editor:
        OPERATION.database_backwards("comments", editor, states[1], states[0])
    assert "comments_beside" not in indexes()


@on_postgres
def test_what_was_left_half_made_is_made_anew(states, somebody):
    somebody.execute("LOCK TABLE comments_comment IN ROW EXCLUSIVE MODE")  # a writer who does not end
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '200ms'")
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("CREATE INDEX CONCURRENTLY comments_beside ON comments_comment (name)")
        cursor.execute("RESET statement_timeout")
    somebody.rollback()
    assert indexes()["comments_beside"]["columns"] == ["name"]
    make(states)
    assert indexes()["comments_beside"]["columns"] == ["website"]


@on_postgres
def test_others_write_while_an_index_waits_for_them(states, somebody):
    somebody.execute("UPDATE comments_discussion SET version = version")  # a transaction that stays open
    making = threading.Thread(target=lambda: (make(states), connection.close()))
    making.start()
    with psycopg.connect(somebody.info.dsn, password=connection.settings_dict["PASSWORD"] or None) as third:
        third.execute("SET statement_timeout = '20s'")
        third.execute("DELETE FROM comments_comment WHERE id = 0")
    somebody.rollback()
    making.join(60)
    assert "comments_beside" in indexes()


@on_postgres
def test_a_lock_that_is_not_had_soon_is_asked_for_again(somebody, monkeypatch):
    monkeypatch.setattr(migrating, "LOCK_SECONDS", 0.05)
    monkeypatch.setattr(migrating, "PAUSE", 0)
    somebody.execute("LOCK TABLE comments_phrase")
    tried = []

    def migrate():
        tried.append(setting())
        if len(tried) == 3:
            somebody.rollback()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE comments_phrase")

    migrating.patiently(connection, migrate)
    assert tried == ["50ms"] * 3
    assert setting() == "0"


@on_postgres
def test_who_never_gets_the_lock_is_told(somebody, monkeypatch):
    monkeypatch.setattr(migrating, "LOCK_SECONDS", 0.05)
    monkeypatch.setattr(migrating, "TRIES", 2)
    monkeypatch.setattr(migrating, "PAUSE", 0)
    somebody.execute("LOCK TABLE django_migrations")
    with pytest.raises(OperationalError, match="lock timeout"):
        call_command("migrate", verbosity=0)


@pytest.mark.django_db  # or no database is made for this module alone
def test_other_troubles_are_not_tried_again():
    def migrate():
        tried.append(1)
        raise OperationalError("no room")

    tried = []
    with pytest.raises(OperationalError, match="no room"):
        migrating.patiently(connection, migrate)
    assert tried == [1]


def test_rows_are_filled_in_batches_each_in_a_transaction():
    keys = [Commenter.objects.create(email=f"{n}@example.org", name="Bob").pk for n in range(5)]
    seen = []
    for rows in migrating.in_batches(Commenter.objects.all(), size=2):
        assert connection.in_atomic_block
        seen.append(sorted(rows.values_list("pk", flat=True)))
    assert seen == [keys[:2], keys[2:4], keys[4:]]
    assert not connection.in_atomic_block
