"""That something changed which pages are made of, and whom that has to be told."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """A row for each write to such a table, stored in the write's own transaction.

    Rows are only added, so that two writers never wait for each other, as they would for a counter. How many there
    are and the sum of their keys is the state of the site: it is another one whenever a row was committed.
    """

    class Meta:
        verbose_name = _("change of the pages")
        verbose_name_plural = _("changes of the pages")

    def __str__(self) -> str:
        return str(self.pk)


class OwedPurge(models.Model):
    """A surrogate key under which a proxy in front still holds pages of before."""

    key = models.CharField(max_length=40)
    told_at = models.DateTimeField(null=True, editable=False)  # for the first of two times

    class Meta:
        verbose_name = _("page to be purged")
        verbose_name_plural = _("pages to be purged")

    def __str__(self) -> str:
        return self.key
