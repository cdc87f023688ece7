"""A comment that rests: rows and predicates say the same of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from comments.models import Comment, Status
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
# Status, seconds it still rests, is it awake, does it wait for a decision.
RESTING = [
    (Status.PENDING, None, True, True),
    (Status.PENDING, 1, False, False),
    (Status.PENDING, 0, True, True),
    (Status.PENDING, -1, True, True),
    (Status.APPROVED, None, True, False),
    (Status.APPROVED, 1, False, False),
    (Status.WITHDRAWN, 1, False, False),
    (Status.WITHDRAWN, -1, True, False),
    (Status.SPAM, None, True, False),
]


@pytest.mark.parametrize(("status", "seconds", "awake", "waiting"), RESTING)
def test_adjective_and_predicate_say_the_same(status, seconds, awake, waiting):
    until = None if seconds is None else NOON + timedelta(seconds=seconds)
    comment = a_comment(a_post(), status=status, rests_until=until)
    with time_machine.travel(NOON, tick=False):
        assert comment.is_awake is awake
        assert comment.is_waiting is waiting
        assert Comment.objects.awake().exists() is awake
        assert Comment.objects.waiting().exists() is waiting
