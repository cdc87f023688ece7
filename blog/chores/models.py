"""One row for each kind of background work that is in somebody's hands, failed, or has to be seen."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ChoreQuerySet(models.QuerySet["Chore"]):
    def free(self, now: datetime) -> ChoreQuerySet:
        """In nobody's hands."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))

    def failing(self) -> ChoreQuerySet:
        return self.filter(failures__gt=0)


class Chore(models.Model):
    """What always goes well and is nobody's alone has no row."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_by = models.UUIDField(null=True, blank=True, editable=False)
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)  # of the worker's own row: its pulse
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    error = models.CharField(_("what went wrong"), max_length=300, blank=True)

    objects = ChoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("background work")
        verbose_name_plural = _("background work")

    def __str__(self) -> str:
        return self.name
