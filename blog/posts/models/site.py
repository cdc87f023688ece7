"""What this site is called."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Site(models.Model):
    """The one row that says what this site is called. A missing row reads as its defaults."""

    title = models.CharField(_("title"), max_length=100, default="Colloquy")
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    description = models.TextField(
        _("description"), blank=True, help_text=_("One sentence for search engines and feeds.")
    )
    posts_per_page = models.PositiveSmallIntegerField(_("articles on a page"), default=10)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("site")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def current(cls) -> Site:
        return next(iter(cls.objects.filter(pk=1)), None) or cls(pk=1)
