"""What readers have to say about a comment without writing one: that it helped, or that it should be looked at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HelpfulMark(models.Model):
    """One mark of one person, known by account or by the network; the comment keeps the count.

    A guest's mark is dropped with the hash of the network: after that it is nothing but one in the count.
    """

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="helpful_marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    network = models.CharField(max_length=64, blank=True, editable=False)
    marked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("helpful mark")
        verbose_name_plural = _("helpful marks")
        indexes = [models.Index(fields=["marked_at"], condition=~Q(network=""), name="comments_marks_of_guests")]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "user"], condition=Q(user__isnull=False), name="comments_one_mark_per_account"
            ),
            models.UniqueConstraint(
                fields=["comment", "network"], condition=~Q(network=""), name="comments_one_mark_per_network"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.marked_at:%Y-%m-%d}"


class Report(models.Model):
    """A reader asks moderators to look at a comment. Whatever is decided on the comment later answers it."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("It is advertising")
        UNKIND = "unkind", _("It is unkind to somebody")
        PRIVATE = "private", _("It gives away something private")
        DANGER = "danger", _("Somebody may be in danger")
        OTHER = "other", _("Something else")

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    words = models.TextField(_("words"), blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    network = models.CharField(max_length=64, blank=True, editable=False)
    reported_at = models.DateTimeField(default=timezone.now, editable=False)
    left_at = models.DateTimeField(null=True, editable=False)  # looked at, and nothing had to be decided
    left_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["pk"]
        indexes = [models.Index(fields=["reported_at"], name="comments_reports_in_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "user"], condition=Q(user__isnull=False), name="comments_one_report_per_account"
            ),
            models.UniqueConstraint(
                fields=["comment", "network"], condition=~Q(network=""), name="comments_one_report_per_network"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.reason}"
