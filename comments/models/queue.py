"""What somebody who decides keeps for their own work: named views of the queue, and their keys."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_NAME = 60
MAX_QUERY = 2000  # characters: every field of the filter at its longest, and no page


class SavedView(models.Model):
    """The queue narrowed down, under a name. `query` is what its address says, as `Selection.as_query()` writes it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=MAX_NAME)
    query = models.CharField(max_length=MAX_QUERY, editable=False)
    is_shared = models.BooleanField(_("all moderators see it"), default=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name"], condition=models.Q(is_shared=True), name="comments_shared_views")]
        constraints = [models.UniqueConstraint("owner", Lower("name"), name="comments_view_named_once")]

    def __str__(self) -> str:
        return self.name


class KeyMap(models.Model):
    """The keys somebody chose for the queue, where they differ: the command's own key and theirs."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="key_map"
    )
    keys = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("keys of the queue")
        verbose_name_plural = _("keys of the queue")

    def __str__(self) -> str:
        return str(self.owner)
