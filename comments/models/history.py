"""What happened to a comment: decisions about it, and its other wordings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment, Status
from comments.models.house import HouseRule


class Event(models.Model):
    """A fact about a comment: who moved it, from where to where, why, when. Only ever added."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="events")
    act = models.UUIDField(_("act"), db_index=True, help_text=_("Shared by all that one click decided."))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    role = models.CharField(max_length=10)
    from_status = models.CharField(max_length=10, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=10, choices=Status.choices)
    reason = models.TextField(_("reason"), blank=True)
    house_rule = models.ForeignKey(
        HouseRule, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("house rule")
    )
    asks_change = models.BooleanField(null=True)  # declined, and to be changed and sent again; null is no
    undoes = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="undone_by")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["pk"]
        indexes = [models.Index(fields=["actor", "-id"], name="comments_event_actor")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.from_status} → {self.to_status}"


class Revision(models.Model):
    """A wording of a comment that is not the one on the page: an earlier one, or one that waits."""

    class State(models.TextChoices):
        EARLIER = "earlier", _("Earlier wording")
        PROPOSED = "proposed", _("Waits for a decision")
        DECLINED = "declined", _("Declined")
        REDACTED = "redacted", _("Before it was shortened")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions")
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    body = models.TextField(_("text"))
    body_html = models.TextField(editable=False)
    markup_version = models.PositiveSmallIntegerField(default=0, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment"], condition=Q(state="proposed"), name="comments_one_proposed_wording"
            )
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.body[:60]}"


class Redaction(models.Model):
    """What a moderator took out of a comment, and put in its place. Its writer reads this."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="redactions")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    original = models.OneToOneField(Revision, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    pieces = models.JSONField(default=list)  # of what was taken out; empty where the original is not kept
    placeholder = models.CharField(max_length=80)
    count = models.PositiveIntegerField(default=0)  # places
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.placeholder}"
