"""How a database means to find what it is asked for, and a site of comments that makes it think."""

from __future__ import annotations

import re
from datetime import timedelta

from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone

from comments import tree
from comments.models import Comment, Discussion
from tests.builders import a_post

DISCUSSIONS, COMMENTS = 12, 300


def a_crowd(*, is_analysed=True):
    """A site of several thousand comments, and what the database knows about them. Returns a discussion of it."""
    posts = [a_post() for _ in range(DISCUSSIONS)]
    for position, post in enumerate(posts):
        with tree.locked(post.pk) as discussion:
            tree.load(discussion, [a_stored_one(position * COMMENTS + i + 1) for i in range(COMMENTS)])
    advance_keys()
    if is_analysed:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return Discussion.objects.select_related("defaults", "post").get(pk=posts[0].pk)


def a_stored_one(key):
    """As many networks, fingerprints and moments as a real site has; threads of four."""
    return Comment(
        pk=key,
        parent_id=None if key % 4 == 1 else key - 1,
        status="pending" if key % 50 == 0 else "spam" if key % 7 == 0 else "approved",
        name="Bob",
        role="author" if key % 8 == 4 else "",
        body="Words.",
        body_html="<p>Words that take some room in a row.</p>",
        network=f"network-{key % 900}",
        fingerprint=f"fingerprint-{key}",
        submitted_at=timezone.now() - timedelta(minutes=7 * key),
    )


def advance_keys():
    """Comments that bring their own key leave the sequence behind; only PostgreSQL has one."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment]):
            cursor.execute(statement)


def plans(act):
    """The plans of all that this act asks of the comments."""
    asked = []

    def listen(execute, sql, params, many, context):
        if "comments_comment" in sql and not many and sql.startswith(("SELECT", "UPDATE", "DELETE")):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        act()
    with connection.cursor() as cursor:
        for sql, params in asked:
            yield sql, explained(cursor, sql, params)


def explained(cursor, sql, params):
    """One line for each table or index that is read, and how."""
    if connection.vendor == "sqlite":
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [_by_its_name(row[-1], sql) for row in cursor.fetchall()]
    # So few rows are quicker read in one go: ask for the plan of many.
    for way in ("seqscan", "hashjoin", "mergejoin"):
        cursor.execute(f"SET LOCAL enable_{way} = off")
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
    [[[plan]]] = cursor.fetchall()
    return list(nodes(plan["Plan"]))


def nodes(node):
    if node["Node Type"] != "ModifyTable" and ("Relation Name" in node or "Index Name" in node):
        how = "SEARCH" if "Index Cond" in node or "Recheck Cond" in node else "SCAN"
        yield f"{how} {node.get('Relation Name', '')} {node.get('Index Name', '')}"
    for below in node.get("Plans", []):
        yield from nodes(below)


def reads_all(line, *walked):
    """Does it read all comments? An index of a few of them may be read from its start, and so may those that are `walked`."""
    own = ("comments_pending", "comments_unannounced", *walked)
    return line.startswith("SCAN comments_comment") and not any(index in line for index in own)


def _by_its_name(line, sql):
    """SQLite names a table as the query does. A name that subqueries give to several tables stays as it is."""
    how, _space, rest = line.partition(" ")
    alias = rest.split(" ")[0]
    tables = set(re.findall(rf'"(\w+)" {re.escape(alias)}\b', sql))
    return f"{how} comments_comment{rest[len(alias) :]}" if tables == {"comments_comment"} else line
