"""blog/postgresql/base.py: a connection that went is noticed, and one that is well is not asked."""

from __future__ import annotations

import pytest

WELL = """
asked = []
is_usable = connection.is_usable
connection.is_usable = lambda: asked.append(1) or is_usable()
question = Question(lambda: Comment.objects.filter(pk=Given("pk")))

def request():
    connection.close_if_unusable_or_obsolete()  # before it and after it
    question.all(pk=1)
    connection.close_if_unusable_or_obsolete()

for _ in range(3):
    request()
print(asked == [])  # silent, and heard of not long ago
connection.answered_at -= base.BELIEVED_SECONDS
request()
print(asked == [1])
request()
print(asked == [1])
connection.close_if_unusable_or_obsolete()
connection.answered_at -= base.BELIEVED_SECONDS
connection.close_if_unusable_or_obsolete()  # as the worker does between two long waits: nobody has answered meanwhile
question.all(pk=1)
print(asked == [1, 1])
print(base.is_silent(connection.connection))
held = connection.connection
held.close()
print(not base.is_silent(held))
"""
ENDED_AMID = """
import psycopg
question = Question(lambda: Comment.objects.filter(pk=Given("pk")))
question.all(pk=1)
question.all(pk=1)
with psycopg.connect(URL, autocommit=True) as other:
    other.execute("SELECT pg_terminate_backend(%s, 10000)", [connection.connection.info.backend_pid])
for error in (OperationalError, None):
    try:
        print(question.all(pk=1) == [], error is None)
    except DatabaseError as found:
        print(isinstance(found, OperationalError), error is OperationalError)
    connection.close_if_unusable_or_obsolete()
"""


@pytest.mark.parametrize(("code", "things"), [(WELL, 6), (ENDED_AMID, 4)], ids=["well", "ended"])
def test_it_is_so(so, code, things):
    assert so(code) == things
