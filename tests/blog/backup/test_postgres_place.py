from __future__ import annotations

import psycopg
import pytest

from tests.blog.backup.sites import a_site, differences

pytestmark = pytest.mark.rehearsal


def test_tables_of_somebody_else_stay_where_they_are(archives, contents, tmp_path):
    """And those of a newer version are put aside with the others."""
    with a_site("postgres", tmp_path) as site, psycopg.connect(site.env["DATABASE_URL"], autocommit=True) as database:
        site.manage("restore", str(archives["postgres"]))
        database.execute("CREATE TABLE shop_order (id int)")
        database.execute("CREATE TABLE comments_newer (id int, comment_id bigint REFERENCES comments_comment)")
        site.manage("restore", str(archives["postgres"]), "--replace")
        found = database.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE tablename IN ('shop_order', 'comments_newer')"
        ).fetchall()
        assert sorted((schema[:6], table) for schema, table in found) == [
            ("before", "comments_newer"),
            ("public", "shop_order"),
        ]
        assert differences(contents["postgres"], site.contents()) == []


def test_what_fails_leaves_no_schema_behind(archives, tmp_path):
    with a_site("postgres", tmp_path) as site, psycopg.connect(site.env["DATABASE_URL"], autocommit=True) as database:
        database.execute("CREATE TABLE comments_comment (id int)")
        database.execute("INSERT INTO comments_comment VALUES (1)")
        assert "--replace" in site.manage("restore", str(archives["postgres"]))["error"]
        schemas = database.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'restoring%'").fetchall()
        assert schemas == []
