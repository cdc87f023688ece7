from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from blog.backup import Refused, snapshot

pytestmark = pytest.mark.django_db

# No model stands for them: one is in the manifest, the other is the cache.
WITHOUT_MODEL = {"django_migrations", "blog_cache"}


@pytest.fixture(scope="module")
def loader(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return MigrationLoader(connection)


def test_every_table_is_in_the_archive_or_left_out_by_name(loader):
    """Whoever adds a table without a model has to say here what becomes of it."""
    models = snapshot.models_at(loader, snapshot.applied_to(connection))
    found = set(connection.introspection.table_names())
    assert found == {model._meta.db_table for model in models} | (found & WITHOUT_MODEL)
    assert set(snapshot.LEFT_OUT) <= found


def test_the_tables_are_those_of_the_code(loader):
    models = snapshot.models_at(loader, snapshot.applied_to(connection))
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    assert {model._meta.db_table for model in models} == ours


def test_an_earlier_moment_has_the_tables_of_then(loader):
    applied = {"mail": ["0001_initial", "0002_due_at"], "contenttypes": ["0001_initial"]}
    tables = {model._meta.db_table for model in snapshot.models_at(loader, applied)}
    assert "mail_letter" in tables
    assert "mail_incoming" not in tables


def test_what_a_newer_version_did_is_unknown(loader):
    assert snapshot.unknown(loader, {"comments": ["0001_initial", "9999_votes"]}) == ["comments.9999_votes"]
    assert snapshot.unknown(loader, snapshot.applied_to(connection)) == []


def test_a_database_without_tables_has_no_moment(monkeypatch):
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _self: {})
    with pytest.raises(Refused, match="empty"):
        snapshot.applied_to(connection)
