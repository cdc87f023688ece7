"""What somebody of the staff did, as one line of the record that everything can be undone from."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.discussion import Discussion


class Act(models.Model):
    """One click of somebody who decides, whatever it changed. Only ever added.

    The key is the `act` of the events that it made, where it moved comments. `about` and `before` may hold personal
    words, which erasing empties.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveBigIntegerField(editable=False, default=0)  # rises: two acts of one moment have an order
    kind = models.CharField(_("what"), max_length=20)  # of `comments.ledger`
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    role = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)
    comment_count = models.PositiveIntegerField(_("comments"), default=0)
    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, blank=True, related_name="acts")
    discussion = models.ForeignKey(Discussion, on_delete=models.SET_NULL, null=True, blank=True, related_name="acts")
    about = models.CharField(max_length=300, blank=True)  # in words: whom, which word, which setting
    before = models.JSONField(default=dict, blank=True)  # what undoing puts back
    undoes = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="undone_by")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["-at", "-number"]
        indexes = [
            models.Index(fields=["-at", "-number"], name="comments_act_time"),
            models.Index(fields=["actor", "-at"], name="comments_act_actor"),
            models.Index(fields=["kind", "-at"], name="comments_act_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
