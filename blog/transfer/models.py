"""What came from where, so that the same file adds nothing twice. Comments carry their source themselves."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Imported(models.Model):
    """An object of ours and what it was called at the site it came from."""

    class Kind(models.TextChoices):
        POST = "post", _("Article or page")
        AUTHOR = "author", _("Author")
        TAG = "tag", _("Tag")
        PICTURE = "picture", _("Picture")

    source = models.CharField(_("site"), max_length=200, help_text=_("The address of the site it came from."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    source_key = models.CharField(_("name there"), max_length=400)
    object_id = models.PositiveBigIntegerField(_("number here"))

    class Meta:
        verbose_name = _("imported object")
        verbose_name_plural = _("imported objects")
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "source_key"], name="transfer_imported_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.source_key}"
