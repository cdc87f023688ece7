"""Why a comment began as it did: what every rule found, and which of them decided."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Trace(models.Model):
    """One for each comment that was sent here. `findings` is `[code, fired, inputs]` of each rule, in their order.

    The sentences are made when they are read, in the reader's language (`comments.rules`).
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, primary_key=True, related_name="trace")
    cause = models.CharField(_("what decided"), max_length=20)
    findings = models.JSONField(default=list)
    policy_version = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("trace")
        verbose_name_plural = _("traces")

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.cause}"
