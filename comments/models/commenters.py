"""People without an account who proved an address: what trust and reserved names hang on, never on typed words."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Commenter(models.Model):
    """Whoever reads the mail of an address, proven once. Raising `generation` ends what their browsers carry."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)  # in small letters
    name = models.CharField(_("name"), max_length=245)  # as it stood beside the comment that was proven
    folded_name = models.CharField(max_length=245, blank=True, editable=False, db_index=True)  # by `comments.names`
    proven_at = models.DateTimeField(_("proven at"), default=timezone.now, editable=False)
    generation = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("proven commenter")
        verbose_name_plural = _("proven commenters")
        constraints = [
            models.CheckConstraint(condition=~Q(email=""), name="comments_commenter_has_an_address"),
            models.UniqueConstraint(
                fields=["folded_name"], condition=~Q(folded_name=""), name="comments_one_commenter_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProofRequest(models.Model):
    """A mail that asks "is it you?". Its secret is random, good once, and kept as a hash only."""

    comment = models.ForeignKey("comments.Comment", on_delete=models.CASCADE, related_name="proof_requests")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        verbose_name = _("proof request")
        verbose_name_plural = _("proof requests")

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.asked_at:%Y-%m-%d}"
