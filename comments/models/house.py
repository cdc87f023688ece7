"""What the house asks of everybody who writes here, and what its moderators say again and again."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class HouseRule(models.Model):
    """A numbered rule: shown at the form, and quoted to whose comment was declined by it."""

    number = models.PositiveSmallIntegerField(
        _("number"), unique=True, validators=[MinValueValidator(1)], help_text=_("Rules stand in this order.")
    )
    title = models.CharField(_("in a few words"), max_length=80)
    text = models.TextField(_("in full"), blank=True, max_length=1000)
    is_active = models.BooleanField(
        _("in force"), default=True, help_text=_("Without the tick it is shown to nobody and cannot be chosen.")
    )

    class Meta:
        verbose_name = _("house rule")
        verbose_name_plural = _("house rules")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class CannedReply(models.Model):
    """Words to a writer that are kept to be used again. What stands in braces is filled in for each."""

    title = models.CharField(_("title"), max_length=80, unique=True, help_text=_("Only moderators see it."))
    text = models.TextField(
        _("text"),
        max_length=500,
        help_text=_("{name}, {article}, {rule} and {link} are filled in: whom, below which article, by which rule."),
    )

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
