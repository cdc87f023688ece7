"""blog/postgresql/planned.py: what is said without a cursor is what a cursor would have said."""

from __future__ import annotations

import pytest

# Each prints True once for each thing that is so.
SAME = """
said = "It's \\\\ a \\N{SNOWMAN} %s %% $1"
post = a_post()
first = a_comment(post, name="Ellen", body=said, submitted_at=datetime(2001, 2, 3, 4, 5, 6, 789, tzinfo=UTC))
a_comment(post, parent=first, name="David")
question = Question(lambda: Comment.objects.filter(pk=Given("pk")))
(found,), (again,) = question.all(pk=first.pk), question.all(pk=first.pk)
stored = Comment.objects.get(pk=first.pk)
print(all(getattr(found, f.attname) == getattr(stored, f.attname) == getattr(again, f.attname) for f in Comment._meta.concrete_fields))
by_body = Question(lambda: Comment.objects.filter(body=Given("body")).values_list("pk", "submitted_at", "wants_news", "parent"))
print(by_body.all(body=said) == [(first.pk, stored.submitted_at, stored.wants_news, None)])
print(by_body.all(body="") == [])
print(question.all(pk=2**40) == [])  # more than the column holds is nobody's number
of_level = Question(lambda: Comment.objects.filter(level=Given("level")).values_list("pk", flat=True))
print(of_level.all(level=2**40) == [], of_level.all(level=0) == [first.pk])
longer = Change(lambda: Comment.objects.filter(pk=Given("pk")), rght=F("rght") + Given("by", Comment._meta.get_field("rght")))
print(longer.make(pk=first.pk, by=2) == 1, longer.make(pk=0, by=2) == 0, longer.make(pk=first.pk, by=-2) == 1)
print(Comment.objects.get(pk=first.pk).rght == stored.rght)
kept = [statement for statement, _types in forms()]
print(kept.count(of_level.words(connection).statement) == kept.count(question.words(connection).statement) == 1)
"""
TROUBLE = """
comment = a_comment(a_post())
question = Question(lambda: Comment.objects.filter(body=Given("body")).values_list("pk", flat=True))
try:
    question.all(body="one\\0two")
except (DataError, ValueError):
    print(True)  # libpq would have read it up to there
new = Addition(Trace)
Trace.objects.filter(comment=comment).delete()
new.add(Trace(comment=comment, cause="read", findings=[{"rule": "read"}]))
print(Trace.objects.get(comment=comment).findings == [{"rule": "read"}])
try:
    with transaction.atomic():
        question.all(body="begun")
        new.add(Trace(comment=comment, cause="read", findings=[]))
except IntegrityError as error:
    print(error.__cause__.sqlstate == "23505")
print(question.all(body=comment.body) == [comment.pk])
with transaction.atomic():
    question.all(body="begun")
    transaction.set_rollback(True)
    try:
        question.all(body="broken")
    except transaction.TransactionManagementError:
        print(True)
listened = []
with connection.execute_wrapper(lambda go_on, *rest: listened.append(rest[0]) or go_on(*rest)):
    question.all(body="listened to")
print(len(listened) == 1)
"""
MANY = """
planned.MOST = 3
hot, *questions = [Question(lambda n=n: Comment.objects.filter(pk=Given("pk"), lft__gt=n)) for n in range(5)]
hot.all(pk=1)
(first,) = [form.name for form in forms().values()]
for _round in range(3):
    for question in questions:
        question.all(pk=1)
        hot.all(pk=1)
print(first in [form.name for form in forms().values()])  # what is said often is not what goes
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'planned%%'", [])
    print(cursor.fetchone() == (3,), len(forms()) == 3)
"""
POOLED = """
connection.ensure_connection()
connection.connection.prepare_threshold = None
question = Question(lambda: Comment.objects.filter(pk=Given("pk")))
print([question.all(pk=1) for _ in range(9)] == [[]] * 9, forms() == {})
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM pg_prepared_statements")
    print(cursor.fetchone() == (0,))
"""
ERASED = """
import gc
from django.db import connections
comment = a_comment(a_post(), body="the words to be erased")
question = Question(lambda: Comment.objects.filter(pk=Given("pk")))
print(question.all(pk=comment.pk)[0].body == "the words to be erased")
print([form.reader.pgresult for form in forms().values()] == [None] * len(forms()))
other = connections["default"].copy()
other.ensure_connection()
other.said('SELECT 1 FROM "comments_comment"', [])
theirs = {form.name for form in other.connection.__dict__[planned.KEPT].forms.values()}
print(len(theirs) == 1, theirs.isdisjoint(form.name for form in forms().values()))  # behind a pooler they may meet
other.close()
"""
BEGINS = """
question = Question(lambda: Comment.objects.filter(pk=Given("pk")))
question.all(pk=1)
with transaction.atomic():
    question.all(pk=1)
    print(connection.connection.pgconn.transaction_status == planned.TransactionStatus.INTRANS)
    a_post()
    question.all(pk=1)
    transaction.set_rollback(True)
from blog.posts.models import Post
print(Post.objects.count() == 0)
"""

ROLLED_BACK = """
comment = a_comment(a_post(), name="Ellen")
question = Question(lambda: Comment.objects.select_for_update().filter(pk=Given("pk")).values_list("name", flat=True))
said = []
for number in range(20):  # more often than psycopg waits before it keeps a statement, and then has all forgotten
    with transaction.atomic():
        said += question.all(pk=comment.pk)
        if number % 3:
            with transaction.atomic():
                said += question.all(pk=comment.pk)
                transaction.set_rollback(True)
        said += question.all(pk=comment.pk)
        transaction.set_rollback(number > 9 and number % 2 == 0)
print(set(said) == {"Ellen"}, len(said) == 20 * 2 + 13)
print(connection.connection._prepared._names == {})
with connection.cursor() as cursor:
    cursor.execute("SELECT name FROM pg_prepared_statements")
    print(all(name.startswith("planned_") for name, in cursor.fetchall()))
"""
CHANGED = """
comment = a_comment(a_post(), name="Ellen")
question = Question(lambda: Comment.objects.filter(pk=Given("pk")).values_list("name", "pk"))

def changed(statement):
    import psycopg
    with psycopg.connect(URL, autocommit=True) as other:
        other.execute(statement)

for _ in range(6):
    question.all(pk=comment.pk)
changed("ALTER TABLE comments_comment ALTER COLUMN name TYPE varchar(200)")
print(question.all(pk=comment.pk) == [("Ellen", comment.pk)])
with connection.cursor() as cursor:
    cursor.execute("DISCARD PLANS")
    print(question.all(pk=comment.pk) == [("Ellen", comment.pk)])
    cursor.execute("DEALLOCATE ALL")
print(question.all(pk=comment.pk) == [("Ellen", comment.pk)])
changed("ALTER TABLE comments_comment ALTER COLUMN name TYPE varchar(80)")
try:
    with transaction.atomic():
        for _ in range(3):
            question.all(pk=comment.pk)
except DatabaseError as error:
    print(error.__cause__.sqlstate == "0A000")  # what was done in the transaction is gone with it
connection.close_if_unusable_or_obsolete()  # as after each request
print(connection.connection is None)
with transaction.atomic():
    print([question.all(pk=comment.pk) for _ in range(6)] == [[("Ellen", comment.pk)]] * 6)
"""


@pytest.mark.parametrize(
    ("code", "things"),
    [(SAME, 11), (TROUBLE, 6), (MANY, 3), (POOLED, 3), (ERASED, 4), (BEGINS, 2), (ROLLED_BACK, 4), (CHANGED, 6)],
    ids=["the same", "trouble", "many", "pooled", "erased", "begins", "rolled back", "changed"],
)
def test_it_is_so(so, code, things):
    assert so(code) == things
