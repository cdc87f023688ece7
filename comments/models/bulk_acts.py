"""An act on many comments that is owed, and how far it has come."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Status


class BulkAct(models.Model):
    """Worked off a batch at a time, by one worker at once. Its key is that of the act in the record.

    What it concerns was fixed when it was asked for: by a filter, with a highest key and a moment after which nothing
    may have happened to a comment; or, undoing, by the act that it undoes.
    """

    class State(models.TextChoices):
        OWED = "owed", _("at work")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bulk_acts")
    to_status = models.CharField(max_length=10, choices=Status.choices, blank=True)  # empty: it undoes
    undoes = models.UUIDField(null=True, blank=True)
    query = models.CharField(max_length=1000, blank=True)  # of the queue's address
    until = models.PositiveBigIntegerField(default=0)  # the highest key
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OWED)
    total = models.PositiveIntegerField(default=0)  # when it was asked for
    left = models.JSONField(default=dict)  # how many were left as they are, by `Skipped.why`
    at_discussion = models.PositiveBigIntegerField(default=0)  # where it has come to
    at_comment = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("bulk act")
        verbose_name_plural = _("bulk acts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_status="", undoes__isnull=False)
                | (~models.Q(to_status="") & models.Q(undoes=None)),
                name="comments_bulk_moves_or_undoes",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(state="owed"), name="comments_bulk_owed"),
        ]

    def __str__(self) -> str:
        return f"{self.to_status or 'undo'} {self.state}"
