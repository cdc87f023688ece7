"""No migration makes readers or writers wait for long, or breaks the code that ran before it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Random

from blog.migrating import AddIndexBeside
from tests.long_locks import LARGE, refusals
from tests.source import ROOT, text

# Landed before there was a site to lock: the last of each app. They are not looked at.
FROZEN = {
    "accounts": 1, "blog": 3, "posts": 4, "mail": 4, "chores": 1, "transfer": 1, "comments": 24,
}  # fmt: skip

# Migrations that drop something, and the release that did without it.
DROPS: dict[str, str] = {}


def ours():
    """Each migration of this project with the state it starts from, and whether it is frozen."""
    loader = MigrationLoader(None)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if {ROOT / "accounts", ROOT / "blog", ROOT / "comments"} & set(
            (Path(apps.get_app_config(app).path) / "x").parents
        ):
            yield migration, loader.project_state((app, name), at_end=False), int(name[:4]) <= FROZEN.get(app, 0)


def refused(*operations, atomic=True):
    """What is said to these operations, by a migration that follows all others."""
    state = MigrationLoader(None).project_state()
    migration = type("Migration", (migrations.Migration,), {"operations": list(operations), "atomic": atomic})
    return refusals(migration("0999_new", "comments"), state)


def test_no_migration_locks_the_site():
    found = []
    for migration, before, is_frozen in ours():
        if not is_frozen:
            may_drop = f"{migration.app_label}.{migration.name}" in DROPS
            found += refusals(migration, before, may_drop=may_drop)
    assert found == []


def test_what_landed_is_still_there():
    found = [migration.app_label for migration, _before, is_frozen in ours() if is_frozen]
    assert Counter(found) == FROZEN


def test_the_check_sees_what_was_done_before_there_was_one():
    said = [why for migration, before, _is_frozen in ours() for why in refusals(migration, before)]
    assert any("0023_queue" in why and "comments_by_article" in why for why in said)


def test_what_drops_something_follows_a_release_without_it():
    released = text("CHANGELOG.md")
    assert [name for name, release in DROPS.items() if f"## {release}," not in released] == []


@pytest.mark.parametrize("name", sorted(LARGE))
def test_large_tables_are_tables(name):
    assert apps.get_model(name)


INDEX = models.Index(fields=["name"], name="comments_new")
REFUSED = {
    "an index under a lock": [migrations.AddIndex("comment", INDEX)],
    "a constraint": [migrations.AddConstraint("event", models.UniqueConstraint(fields=["act"], name="once"))],
    "what old code leaves out": [migrations.AddField("comment", "mood", models.CharField(max_length=5, default=""))],
    "what old code leaves out of a small table": [migrations.AddField("phrase", "mood", models.IntegerField(default=0))],
    "a default for each row": [migrations.AddField("comment", "luck", models.FloatField(db_default=Random()))],
    "a key with its index": [
        migrations.AddField("comment", "twin", models.ForeignKey("comments.comment", models.SET_NULL, null=True))
    ],
    "another type": [migrations.AlterField("comment", "name", models.TextField())],
    "less room": [migrations.AlterField("comment", "name", models.CharField(max_length=10))],
    "no more nulls": [migrations.AlterField("comment", "shown_at", models.DateTimeField())],
    "another name": [migrations.RenameField("comment", "name", "writer")],
    "another table": [migrations.AlterModelTable("comment", "words")],
    "a column that is dropped": [migrations.RemoveField("phrase", "hits")],
    "a table that is dropped": [migrations.DeleteModel("Phrase")],
    "a column dropped by hand": [migrations.RunSQL("ALTER TABLE comments_phrase DROP COLUMN hits", "")],
    "a lock by hand": [migrations.RunSQL("UPDATE comments_comment SET name = ''", "")],
    "an index hidden from the state": [
        migrations.SeparateDatabaseAndState([migrations.AddIndex("comment", INDEX)], [])
    ],
}  # fmt: skip
TAKEN = {
    "an index on a small table": [migrations.AddIndex("phrase", INDEX)],
    "a column that may be null": [migrations.AddField("comment", "mood", models.CharField(max_length=5, null=True))],
    "a column the database fills": [migrations.AddField("comment", "mood", models.IntegerField(default=0, db_default=0))],
    "more room": [migrations.AlterField("comment", "network", models.CharField(max_length=90, blank=True, editable=False))],
    "a table with all it needs": [
        migrations.CreateModel("Mood", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]),
        migrations.AddIndex("mood", INDEX),
    ],
    "a column that only the state forgets": [
        migrations.SeparateDatabaseAndState([], [migrations.RemoveField("phrase", "hits")])
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_it_refuses(case):
    assert len(refused(*REFUSED[case])) == 1


@pytest.mark.parametrize("case", TAKEN)
def test_it_takes(case):
    assert refused(*TAKEN[case]) == []


def test_an_index_beside_the_work_of_others_needs_no_transaction_around_it():
    index = AddIndexBeside("comment", INDEX)
    assert refused(index, atomic=False) == []
    assert len(refused(index)) == 1


def fill(apps, schema_editor):
    apps.get_model("comments", "Comment").objects.update(name="")


def test_it_refuses_to_fill_a_large_table_at_once():
    assert len(refused(migrations.RunPython(fill, fill))) == 1


def test_it_refuses_to_fill_under_the_locks_of_others():
    column = migrations.AddField("phrase", "mood", models.IntegerField(null=True))
    assert "in a migration of its own" in refused(column, migrations.RunPython(migrations.RunPython.noop, fill))[0]
