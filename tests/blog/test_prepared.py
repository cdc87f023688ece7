"""blog/prepared.py: what is said by it is what Django would have said."""

from __future__ import annotations

import re
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, connections
from django.db.models import DateTimeField, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.signals import post_save
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from blog.prepared import Addition, Change, Given, Question, fill, room
from comments.models import Comment, Discussion, Trace
from tests.builders import a_comment, a_post, alice
from tests.engines import new_database, run_on

LONG_AGO = datetime(2001, 2, 3, 4, 5, 6, 789, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def comments():
    post = a_post(alice())
    first = a_comment(post, name="Ellen")
    return [
        first,
        a_comment(post, parent=first, name="David"),
        a_comment(post, name="100 % \N{SNOWMAN}", submitted_at=LONG_AGO),
    ]


def said_by(ask):
    """What the database was asked, but for the brackets around a value."""
    with CaptureQueriesContext(connection) as said:
        ask()
    return re.sub(r"\((\d+|'[^()]*')\)", r"\1", said.captured_queries[-1]["sql"])


def test_models_are_read_as_a_queryset_reads_them(comments):
    question = Question(lambda: Comment.objects.filter(pk=Given("pk")))
    for comment in comments:
        (found,) = question.all(pk=comment.pk)
        assert found.__dict__.keys() == Comment.objects.get(pk=comment.pk).__dict__.keys()
        for field in Comment._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(Comment.objects.get(pk=comment.pk), field.attname)
        assert not found._state.adding


def test_what_is_annotated_is_there(comments):
    first, reply, _other = comments
    said = Comment.objects.filter(pk=OuterRef("parent")).values("name")
    question = Question(
        lambda: Comment.objects.filter(pk=Given("pk")).annotate(whom=Subquery(said), is_reply=Q(level=1))
    )
    assert [(found.whom, found.is_reply) for found in question.all(pk=reply.pk)] == [("Ellen", True)]
    assert [(found.whom, found.is_reply) for found in question.all(pk=first.pk)] == [(None, False)]


@pytest.mark.parametrize("name", ["100 % \N{SNOWMAN}", "it's %s", "%(name)s \\ \\' \"", "50 %% off", "'; --"])
def test_a_constant_is_found_as_it_is(comments, name):
    Comment.objects.filter(pk=comments[0].pk).update(name=name)
    question = Question(lambda: Comment.objects.filter(name=name, pk=Given("pk")).values_list("name", flat=True))
    assert question.all(pk=comments[0].pk) == [name]
    assert question.all(pk=comments[1].pk) == []


IN_TIME = Question(
    lambda: (
        Comment.objects.shown()
        .filter(tree_id=Given("tree_id"), shown_at__isnull=False)
        .order_by("shown_at", "pk")
        .values_list("pk", flat=True)[:1]
    )
)


def test_one_plan_for_all_values_takes_the_index_of_some_of_the_rows(comments):
    words = IN_TIME.words(connection)
    assert len(words.values) == 1
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("PREPARE known AS " + words.statement.replace("%s", "$1").replace("%%", "%"))
            cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
            cursor.execute("EXPLAIN EXECUTE known(1)")
        else:
            cursor.execute("EXPLAIN QUERY PLAN " + words.statement, [None])
        plan = "\n".join(str(line) for line in cursor.fetchall())
        if connection.vendor == "postgresql":
            cursor.execute("DEALLOCATE known")
    assert "comments_words_in_time" in plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="what PostgreSQL plans is planned once by PREPARE")
def test_sqlite_plans_it_once(comments):
    planned = []

    def seen(*what):
        planned.append(what)
        return sqlite3.SQLITE_OK

    connection.connection.set_authorizer(seen)  # SQLite asks it while it plans, and at no other time
    try:
        IN_TIME.all(tree_id=comments[0].tree_id)
        assert planned
        planned.clear()
        assert IN_TIME.all(tree_id=comments[2].tree_id) == [comments[2].pk]
        assert planned == []
        list(Comment.objects.shown().filter(tree_id=comments[0].tree_id, shown_at__isnull=False))
        planned.clear()
        list(Comment.objects.shown().filter(tree_id=comments[2].tree_id, shown_at__isnull=False))
        assert planned  # by Django's own words it would be planned each time
    finally:
        connection.connection.set_authorizer(None)


def test_what_is_read_along_costs_no_query_more(comments, django_assert_num_queries):
    question = Question(lambda: Discussion.objects.select_related("defaults", "post__author").filter(pk=Given("pk")))
    question.all(pk=comments[0].discussion_id)
    with django_assert_num_queries(1):
        (found,) = question.all(pk=comments[0].discussion_id)
        assert (found.defaults.pk, found.post.author.username) == (1, "alice")
        assert found.shown_roots == [2]


def test_what_is_not_asked_for_is_read_when_it_is_needed(comments):
    (found,) = Question(lambda: Comment.objects.filter(pk=Given("pk")).only("name")).all(pk=comments[1].pk)
    assert found.get_deferred_fields() >= {"body", "lft"}
    assert (found.name, found.body) == ("David", comments[1].body)


def test_tuples_and_single_values_come_converted(comments):
    rows = Question(lambda: Comment.objects.filter(pk=Given("pk")).values_list("name", "submitted_at", "wants_news"))
    assert rows.all(pk=comments[2].pk) == [("100 % \N{SNOWMAN}", LONG_AGO, False)]
    moments = Question(lambda: Comment.objects.filter(pk=Given("pk")).values_list("submitted_at", flat=True))
    assert moments.first(pk=comments[2].pk) == LONG_AGO
    assert moments.first(pk=0) is None


def test_a_moment_is_compared_as_the_database_keeps_it(comments):
    given = Given("at", DateTimeField())
    question = Question(
        lambda: (
            Comment.objects.filter(Q(submitted_at__gt=given) | Q(submitted_at=given, pk__gt=Given("pk")))
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    )
    assert question.all(at=LONG_AGO, pk=0) == [comment.pk for comment in comments]
    assert question.all(at=LONG_AGO, pk=comments[2].pk) == [comment.pk for comment in comments[:2]]


def test_the_words_are_those_of_django(comments):
    question = Question(lambda: Comment.objects.shown().filter(name=Given("name")).exclude(pk=Given("but"))[:3])
    for name, but in (("Bob's", 7), ("%s", 8)):
        said = said_by(lambda: question.all(name=name, but=but))  # noqa: B023
        assert said == said_by(lambda: list(Comment.objects.shown().filter(name=name).exclude(pk=but)[:3]))  # noqa: B023


def test_a_text_of_the_reader_stays_a_text(comments):
    question = Question(lambda: Comment.objects.filter(name=Given("name")).values_list("pk", flat=True))
    assert question.all(name="' OR 1=1 --") == []
    assert question.all(name="100 % \N{SNOWMAN}") == [comments[2].pk]


def test_room_is_filled_and_never_passed(comments):
    names = Question(
        lambda: Comment.objects.filter(name__in=room("name", 3)).order_by("pk").values_list("name", flat=True)
    )
    assert names.all(**fill("name", ["David"], 3)) == ["David"]
    assert names.all(**fill("name", ["David", "Ellen", "Bob"], 3)) == ["Ellen", "David"]
    assert names.all(**fill("name", [], 3)) == []
    with pytest.raises(ValueError, match="no room for 4"):
        fill("name", "abcd", 3)


def test_a_value_that_is_missing_is_refused_and_not_compared(comments):
    question = Question(lambda: Comment.objects.filter(name=Given("name")))
    with pytest.raises(ValueError, match="name is None"):
        question.all(name=None)
    with pytest.raises(KeyError):
        question.all()


@pytest.mark.parametrize("number", [1 << 63, 1 << 200, -(1 << 63) - 1])
def test_a_number_that_no_column_holds_finds_nothing(comments, number):
    assert Question(lambda: Comment.objects.filter(pk=Given("pk"))).all(pk=number) == []


def test_a_change_changes_what_it_says_and_counts(comments):
    change = Change(
        lambda: Comment.objects.filter(tree_id=Given("tree_id"), level=0),
        tree_shown=F("tree_shown") + Given("step", IntegerField()),
        closed_at=Given("at", DateTimeField()),
    )
    assert change.make(tree_id=comments[0].tree_id, step=3, at=LONG_AGO) == 1
    root = Comment.objects.get(pk=comments[0].pk)
    assert (root.tree_shown, root.closed_at) == (5, LONG_AGO)
    assert change.make(tree_id=comments[0].tree_id, step=-3, at=None) == 1
    root.refresh_from_db()
    assert (root.tree_shown, root.closed_at) == (2, None)
    assert Comment.objects.get(pk=comments[2].pk).tree_shown == 1
    assert change.make(tree_id=1, step=1, at=None) == 0


def test_a_list_is_stored_as_one(comments):
    runs = Discussion._meta.get_field("shown_roots")
    Change(lambda: Discussion.objects.filter(pk=Given("pk")), shown_roots=Given("runs", runs)).make(
        pk=comments[0].discussion_id, runs=[1, 0, 7]
    )
    assert Discussion.objects.get(pk=comments[0].discussion_id).shown_roots == [1, 0, 7]


def test_what_is_added_is_what_save_would_have_stored(comments):
    Trace.objects.all().delete()
    kept = Trace(comment=comments[0], cause="links", findings=[["links", 1, {"count": 3, "name": "ü"}]])
    Addition(Trace).add(kept)
    found = Trace.objects.get()
    assert (found.pk, found.cause, found.findings) == (comments[0].pk, "links", kept.findings)
    assert not kept._state.adding


def test_a_moment_in_words_is_stored_as_a_moment(comments):
    kept = Comment(discussion_id=comments[0].discussion_id, tree_id=9, lft=1, rght=2, level=0)
    kept.told_at = "2001-02-03T04:05:06.000789Z"
    Addition(Comment).add(kept)
    assert Comment.objects.filter(told_at=LONG_AGO).get() == kept


def test_a_key_that_the_database_gives_is_set(comments):
    told = []
    comment = Comment(discussion_id=comments[0].discussion_id, name="Bob", body="x", tree_id=9, lft=1, rght=2, level=0)
    listener = lambda instance, created, **_: told.append((instance.pk, created))  # noqa: E731
    post_save.connect(listener, sender=Comment)
    try:
        Addition(Comment).add(comment)
    finally:
        post_save.disconnect(listener, sender=Comment)
    assert comment.pk > comments[2].pk
    assert told == [(comment.pk, True)]
    assert Comment.objects.get(pk=comment.pk).submitted_at == comment.submitted_at
    comment.name = "Robert"
    comment.save()
    assert Comment.objects.filter(name="Robert").count() == 1


def test_a_lock_outside_a_transaction_is_refused(monkeypatch):
    question = Question(lambda: Discussion.objects.select_for_update().filter(pk=Given("pk")))
    question.all(pk=1)
    monkeypatch.setattr(connections["default"], "get_autocommit", lambda: True)
    with pytest.raises(TransactionManagementError):
        question.all(pk=1)


def test_threads_that_put_it_into_words_at_once_say_the_same(monkeypatch):
    """Each has a connection of its own, and all of them the same queryset, which Django changes while it reads it."""

    def build():
        related = Comment.objects.select_related("discussion__post__author", "discussion__defaults", "user")
        return related.filter(discussion__post__slug=Given("slug"), tree_id__in=room("tree", 32)).order_by(
            "user__username"
        )

    sentence = Question(build).words(connection).statement
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            for _round in range(60):
                question = Question(build)
                copies = [connections["default"].copy() for _thread in range(4)]
                said = list(threads.map(question.words, copies))
                assert {words.statement for words in said} == {sentence}
    finally:
        sys.setswitchinterval(before)


ENDED = """
import psycopg
from django.conf import settings
from django.db import connection
from blog.prepared import Given, Question
from comments.models import Comment

question = Question(lambda: Comment.objects.filter(pk=Given("pk")))
question.all(pk=1)
pid = connection.connection.info.backend_pid
with psycopg.connect(URL, autocommit=True) as other:
    other.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])  # and wait for its end
connection.close_if_unusable_or_obsolete()  # as each request does before it begins
print(question.all(pk=1), connection.connection.info.backend_pid != pid)
"""


def test_a_connection_that_the_server_ended_between_two_requests_is_made_anew(tmp_path):
    with new_database("postgres", tmp_path) as url:
        said = run_on(url, "manage.py", "shell", "--verbosity=0", "-c", ENDED.replace("URL", repr(url)))
    assert said.strip() == "[] True"
