"""How the databases find what a page or a send needs: by an index, never by reading all comments."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone

from comments import helpful, limits, maintenance, moderation, reading, submission, threads, tree
from comments.models import Comment, Discussion, Status
from comments.staffmail import announcing
from comments.waiting import cards, count_for, earlier, lists, pace
from tests.builders import a_comment, a_post, a_user, carol

pytestmark = pytest.mark.django_db

DISCUSSIONS, COMMENTS = 12, 300


@pytest.fixture
def crowd():
    """A site of several thousand comments, and what the database knows about them."""
    posts = [a_post() for _ in range(DISCUSSIONS)]
    for position, post in enumerate(posts):
        with tree.locked(post.pk) as discussion:
            tree.load(discussion, [a_stored_one(position * COMMENTS + i + 1) for i in range(COMMENTS)])
    advance_keys()
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
    assert asked
    with connection.cursor() as cursor:
        for sql, params in asked:
            yield sql, explained(cursor, sql, params)


def explained(cursor, sql, params):
    """One line for each table or index that is read, and how."""
    if connection.vendor == "sqlite":
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [row[-1] for row in cursor.fetchall()]
    # So few rows are quicker read in one go: ask for the plan of many.
    cursor.execute("SET LOCAL enable_seqscan = off")
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
    [[[plan]]] = cursor.fetchall()
    return list(nodes(plan["Plan"]))


def nodes(node):
    if node["Node Type"] != "ModifyTable" and ("Relation Name" in node or "Index Name" in node):
        how = "SEARCH" if "Index Cond" in node or "Recheck Cond" in node else "SCAN"
        yield f"{how} {node.get('Relation Name', '')} {node.get('Index Name', '')}"
    for below in node.get("Plans", []):
        yield from nodes(below)


def reads_all(line):
    """What is waiting, and what nobody was told of, has an index of its own, read from its start: that is no scan."""
    own = ("comments_pending", "comments_unannounced")
    return line.startswith("SCAN comments_comment") and not any(index in line for index in own)


def a_reply():
    return Comment.objects.select_related("discussion__defaults").get(pk=3)


def send(discussion):
    parent = a_reply()
    submission.submit(
        submission.Sending(
            discussion.post, "New words.", parent.pk, name="Bob", email="b@example.org", network="network-7"
        )
    )


def decide_and_undo(discussion):
    user = carol()
    moderation.undo(moderation.moderate([50, 100, 150], Status.APPROVED, by=user).act, by=user)


def drop(discussion):
    with tree.locked(discussion.pk) as held:
        tree.delete(a_comment(discussion.post, status="spam"), held)


ACTS = {
    "a page": threads.page,
    "a later page": lambda discussion: threads.page(discussion, 2),
    **{
        f"an order: {order}": lambda discussion, order=order: reading.page(discussion, order)
        for order in reading.Order.values
    },
    "marking": lambda discussion: helpful.mark(a_reply(), user=None, network="network-3"),
    "the page of a writer who waits": lambda discussion: threads.page(
        discussion, 1, threads.Viewer(own=frozenset({50, 100, 150}))
    ),
    "the page of a moderator": lambda discussion: threads.page(discussion, 1, threads.Viewer(is_moderator=True)),
    "a permalink": lambda discussion: threads.locate(a_reply()),
    "a part of a thread": lambda discussion: threads.thread_page(a_reply()),
    "sending": send,
    "the hourly limit of a network": lambda discussion: limits.seconds_to_wait(None, "network-3"),
    "the hourly limit of an account": lambda discussion: limits.seconds_to_wait(a_user("dora").pk, ""),
    "what waits for an author": lambda discussion: cards.build(
        lists.page(discussion.post.author).items, discussion.post.author
    ),
    "how much waits for an author": lambda discussion: count_for(discussion.post.author),
    "an author's earlier answers": lambda discussion: earlier.find(discussion.post.author, "words"),
    "how soon an author answers": lambda discussion: pace.of(discussion.post.author),
    "forgetting networks": lambda discussion: maintenance.drop_network_hashes(),
    "deciding and undoing": decide_and_undo,
    "deleting": drop,
    "the queue": lambda discussion: list(Comment.objects.pending().order_by("submitted_at", "pk")[:50]),
    "the number at the door": lambda discussion: Comment.objects.pending().count(),
    "a look for what nobody was told of": lambda discussion: list(announcing._unannounced()[:100]),
    "the feed": lambda discussion: list(threads.public_comments()[:20]),
    "the feed of an article": lambda discussion: list(threads.shown_on(discussion.post)[:20]),
}


def test_nothing_reads_all_comments(crowd):
    guilty = [
        (name, sql[:200], line)
        for name, act in ACTS.items()
        for sql, plan in plans(lambda act=act: act(crowd))
        for line in plan
        if reads_all(line)
    ]
    assert not guilty, "\n".join(map(str, guilty))


def test_the_check_knows_a_scan_when_it_sees_one(crowd):
    found = plans(lambda: list(Comment.objects.filter(body__contains="needle")))
    assert [line for _, plan in found for line in plan if reads_all(line)]
