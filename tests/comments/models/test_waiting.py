"""Rows of what waits: which are to be shown now, as a query and as a question to one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import Awaiting, Draft
from tests.builders import a_comment, a_post, alice

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("set_aside", "until", "waits"),
    [(False, None, True), (False, -HOUR, True), (False, HOUR, False), (True, None, False), (True, -HOUR, False)],
)
def test_a_row_waits_or_is_put_off(set_aside, until, waits):
    a_comment(a_post())
    now = timezone.now()
    Awaiting.objects.update(set_aside=set_aside, until=until and now + until, put_off_at=now, seen_at=now)
    assert Awaiting.objects.waiting().exists() is waits
    assert Awaiting.objects.put_off().exists() is not waits
    assert Awaiting.objects.get().is_put_off is not waits


def test_what_was_never_put_off_is_not_listed_there():
    a_comment(a_post())
    assert not Awaiting.objects.put_off().exists()


def test_one_person_has_one_draft_for_a_thread():
    root = a_comment(a_post())
    author = root.discussion.post.author
    Draft.objects.create(user=author, about=root, answers=root, body="One.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.create(user=author, about=root, answers=root, body="Two.")


def test_a_draft_outlives_what_it_is_about():
    root = a_comment(a_post(alice()))
    draft = Draft.objects.create(user=root.discussion.post.author, about=root, answers=root, body="Words.")
    root.discussion.delete()
    draft.refresh_from_db()
    assert (draft.about, draft.answers, draft.body) == (None, None, "Words.")
    assert str(draft) == "Words."
