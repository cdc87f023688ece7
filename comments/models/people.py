"""What those who decide know of the people who write, and what holds for them: notes and measures."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Expression, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Whom(models.TextChoices):
    """By what somebody is known."""

    ACCOUNT = "account", _("this account")
    ADDRESS = "address", _("this proven address")
    TYPED = "typed", _("this typed address")
    NETWORK = "network", _("this network")
    DOMAIN = "domain", _("a mail domain")
    PATTERN = "pattern", _("a pattern of name or address")


class MeasureQuerySet(models.QuerySet["Measure"]):
    def active(self, now: datetime | Expression | None = None) -> MeasureQuerySet:
        """What holds now. Nothing has to happen for a measure to end in time."""
        return self.filter(Q(until=None) | Q(until__gt=now or timezone.now()), ended_at=None)

    def over(self) -> MeasureQuerySet:
        return self.filter(Q(ended_at__isnull=False) | Q(until__lte=timezone.now()))

    def blocks(self) -> MeasureQuerySet:
        return self.filter(what=Measure.What.BLOCK)


class Measure(models.Model):
    """What holds for somebody's comments: they are refused, read first, or shown at once.

    Whom it is about is an account, or a keyed hash (`mark`) of a proven address or of a network, so that it outlives
    an erasure without holding an address; or a domain or pattern in `value`.
    """

    class What(models.TextChoices):
        BLOCK = "block", _("blocked")
        READ_FIRST = "read-first", _("read first, always")
        TRUST = "trust", _("shown at once")

    what = models.CharField(_("what"), max_length=10, choices=What.choices)
    whom = models.CharField(_("whom"), max_length=10, choices=Whom.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="measures"
    )
    mark = models.CharField(max_length=64, blank=True, editable=False)
    value = models.CharField(_("domain or pattern"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=245, blank=True)  # as it stood beside the comment; "" once erased
    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    under = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )  # holds below this author's articles only

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)  # whom it is about reads it
    note = models.TextField(_("note"), blank=True)  # only those who decide read it
    hid = models.UUIDField(null=True, editable=False)  # the act that took their comments off the page
    hits = models.PositiveIntegerField(_("hits"), default=0)
    last_hit_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        indexes = [
            models.Index(fields=["mark"], condition=~Q(mark=""), name="comments_measure_mark"),
            models.Index(fields=["what", "-id"], name="comments_measure_what"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(whom="account", user__isnull=False)
                | Q(whom__in=["address", "typed", "network"]) & ~Q(mark="")
                | Q(whom__in=["domain", "pattern"]) & ~Q(value=""),
                name="comments_measure_is_about_somebody",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("at")), name="comments_measure_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.value or self.name or self.whom}"

    @property
    def is_active(self) -> bool:
        return self.ended_at is None and (self.until is None or self.until > timezone.now())


class Note(models.Model):
    """A colleague's word about somebody, for colleagues."""

    whom = models.CharField(max_length=10, choices=Whom.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="notes_about"
    )
    mark = models.CharField(max_length=64, blank=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("note"))
    earlier = models.TextField(blank=True, editable=False)  # before the last change, for undoing it
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)  # undoing brings it back for a while

    class Meta:
        verbose_name = _("note about somebody")
        verbose_name_plural = _("notes about people")
        ordering = ["pk"]
        indexes = [models.Index(fields=["mark"], condition=~Q(mark=""), name="comments_note_mark")]
        constraints = [
            models.CheckConstraint(
                condition=Q(whom="account", user__isnull=False)
                | Q(whom__in=["address", "typed", "network"]) & ~Q(mark=""),
                name="comments_note_is_about_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.whom}: {self.written_at:%Y-%m-%d}"
