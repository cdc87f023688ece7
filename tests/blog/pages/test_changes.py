"""blog/pages/changes.py: no write to what pages show goes unnoticed."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, transaction

from blog.pages import changes
from blog.pages.models import Change
from blog.posts.models import Post, Site, Tag

pytestmark = pytest.mark.django_db

STATEMENTS = {
    'INSERT INTO "posts_post" ("title") VALUES (%s)': True,
    'INSERT OR IGNORE INTO "posts_post_tags" VALUES (%s)': True,
    'UPDATE "posts_site" SET "title" = %s': True,
    'DELETE FROM "posts_tag" WHERE "id" = 1': True,
    'UPDATE "accounts_user" SET "name" = %s WHERE': True,
    'UPDATE "accounts_user" SET "last_login" = %s WHERE': False,
    'UPDATE "comments_policy" SET "version" = %s': True,
    'UPDATE "a_table_of_tomorrow" SET "x" = 1': True,
    "  update posts_post set title = ''": True,
    'INSERT INTO "comments_comment" ("body") VALUES (%s)': False,
    'UPDATE "django_session" SET "x" = 1': False,
    'INSERT INTO "blog_cache" VALUES (%s)': False,
    'INSERT INTO "pages_change" DEFAULT VALUES': False,
    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)": False,
    'SELECT "posts_post"."title" FROM "posts_post"': False,
    "SAVEPOINT x": False,
}


@pytest.mark.parametrize(("statement", "shown"), STATEMENTS.items())
def test_what_is_written_is_read_off_the_statement(statement, shown):
    assert changes.is_shown(statement) is shown


def test_every_table_that_is_called_quiet_exists():
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)] + [
        "blog_cache",
        "socialaccount_",
    ]
    assert [name for name in changes.QUIET if not any(table.startswith(name) for table in tables)] == []


@pytest.mark.parametrize(
    "write",
    [
        lambda: Site.objects.create(pk=2, title="Night notes"),
        lambda: Post.objects.update(title="Another"),
        lambda: Tag.objects.bulk_create([Tag(name="Sleep", slug="sleep")]),
        lambda: Tag.objects.all().delete() and Post.objects.filter(pk=0).update(title=""),
        lambda: connection.cursor().execute('UPDATE "posts_post" SET "title" = \'Raw\''),
    ],
)
def test_whoever_writes_leaves_a_row(write):
    before = Change.objects.count()
    write()
    assert Change.objects.count() > before


def test_what_is_rolled_back_changed_nothing():
    before = Change.objects.count()
    with transaction.atomic():
        Post.objects.update(title="Never")
        transaction.set_rollback(True)
    assert Change.objects.count() == before


def test_only_the_latest_rows_stay():
    for _number in range(changes.KEPT_ROWS + 5):
        changes.note(connection)
    kept = list(Change.objects.order_by("pk").values_list("pk", flat=True))[-changes.KEPT_ROWS :]
    assert changes.tidy() >= 5
    assert list(Change.objects.order_by("pk").values_list("pk", flat=True)) == kept
