"""Answers that are published at a time to come, exactly once, by whichever worker comes first.

A draft that is due is taken away and its answer stored in one transaction: another worker finds
nothing to take, and whatever fails leaves the draft where it was. What cannot be published stays a
draft that needs its writer, with the reason.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.utils import timezone

from blog import jobs
from comments import moderation, submission
from comments.models import Draft, Status
from comments.panel.scope import capacities
from comments.waiting import drafts
from comments.waiting.drafts import Writing

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger("comments.waiting")

LATEST = timedelta(days=366)  # from now; a later one is a slip of the finger
BATCH = 20  # answers that one look takes up, so that letters are sent in between

Trouble = Draft.Trouble


class Unpublishable(Exception):
    """The discussion is not what it was when the answer was planned."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def is_possible(moment: datetime) -> bool:
    now = timezone.now()
    return now < moment <= now + LATEST


@transaction.atomic
def plan(writing: Writing, moment: datetime) -> Draft | None:
    """Keep the text and publish it at this moment. Raises as `drafts.save()` does."""
    draft = drafts.save(writing)
    if draft:
        draft.publish_at, draft.seen, draft.trouble = moment, writing.seen, Trouble.NONE
        draft.save(update_fields=["publish_at", "seen", "trouble"])
    return draft


def cancel(user: User, draft_id: int) -> bool:
    """It stays a draft. False where it was published already, or never planned."""
    planned = Draft.objects.filter(pk=draft_id, user=user, publish_at__isnull=False)
    return bool(planned.update(publish_at=None))


def publish_due(limit: int = BATCH) -> int:
    """Publish what is due. Returns how many were."""
    due = Draft.objects.filter(publish_at__lte=timezone.now()).order_by("publish_at", "pk")
    related = ("user", "answers__discussion__post", "answers__discussion__defaults")
    return sum(_publish(draft) for draft in due.select_related(*related)[:limit])


def publish_all_due() -> None:
    while not jobs.ended.is_set() and publish_due():
        pass


def _publish(draft: Draft) -> bool:
    """False where another worker, or its writer, was faster; or it needs its writer."""
    try:
        with transaction.atomic():
            same = Draft.objects.filter(pk=draft.pk, version=draft.version, publish_at=draft.publish_at)
            if not same.delete()[0]:
                return False
            if trouble := _obstacle(draft):
                raise Unpublishable(trouble)
            assert draft.answers  # noqa: S101 - else that is the obstacle
            submission.answer(draft.answers, draft.body, by=draft.user, seen=draft.seen)
        return True
    except Unpublishable as refused:
        _needs_you(draft, refused.trouble)
    except submission.Refused as refused:
        _needs_you(draft, Trouble.REMOVED if refused.code == "parent" else Trouble.REFUSED)
    except DatabaseError:
        raise
    except Exception:  # one that breaks must not hold the others up
        logger.exception("The planned answer %s could not be published.", draft.pk)
        _needs_you(draft, Trouble.FAILED)
    return False


def _obstacle(draft: Draft) -> str:
    """Why its writer would want to look again first; "" where nothing stands against it."""
    comment = draft.answers
    if comment is None or comment.status not in {Status.PENDING, Status.APPROVED}:
        return Trouble.REMOVED
    if not draft.user.is_active or not capacities(draft.user, comment.discussion):
        return Trouble.RIGHTS
    if not comment.discussion.post.is_published:
        return Trouble.OFFLINE
    return Trouble.REWORDED if moderation.is_reworded(comment, draft.seen) else Trouble.NONE


def _needs_you(draft: Draft, trouble: str) -> None:
    Draft.objects.filter(pk=draft.pk, version=draft.version).update(publish_at=None, trouble=trouble)
