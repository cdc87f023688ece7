"""What this site is called."""

from __future__ import annotations

from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.posts.sharing import PLACES
from blog.prepared import Question


class Site(models.Model):
    """The one row that says what this site is called. A missing row reads as its defaults."""

    class Accent(models.TextChoices):
        """What is pressed and what the author says has one colour, light and dark (`static/site/tokens.css`)."""

        INK = "", _("Ink blue")
        TEAL = "teal", _("Teal")
        MOSS = "moss", _("Moss green")
        PLUM = "plum", _("Plum")
        SEPIA = "sepia", _("Sepia")
        SLATE = "slate", _("Slate")

    title = models.CharField(_("title"), max_length=100, default="Colloquy")
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    description = models.TextField(
        _("description"), blank=True, help_text=_("One sentence for search engines and feeds.")
    )
    about = models.TextField(
        _("about"),
        blank=True,
        help_text=_(
            "Who writes here and for whom, in two or three sentences. Shown above the articles on the front page."
        ),
    )
    accent = models.CharField(_("colour"), max_length=10, choices=Accent.choices, blank=True, default=Accent.INK)
    not_shared_at = models.CharField(max_length=200, blank=True, default="", editable=False)  # keys with spaces between
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        default="",
        help_text=_("Of everything the site says by itself. Your own words stay as you write them."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        default="",
        help_text=_(
            "Of all dates and times, here and on the site, and of the month in the addresses of articles."
            " Former addresses lead to the new ones."
        ),
    )
    posts_per_page = models.PositiveSmallIntegerField(_("articles on a page"), default=10)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("site")

    def __str__(self) -> str:
        return self.title

    @property
    def places_to_share(self) -> list[str]:
        """Keys of `sharing.PLACES`. Kept is what is left out, so that a place that comes later is offered."""
        left_out = set(self.not_shared_at.split())
        return [key for key in PLACES if key not in left_out]

    @property
    def language_in_force(self) -> str:
        """A language that is not there (any more) is none."""
        return self.language if self.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    @property
    def zone_in_force(self) -> tzinfo:
        """A zone that this machine does not know stops no page."""
        try:
            return ZoneInfo(self.time_zone) if self.time_zone else timezone.get_default_timezone()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return timezone.get_default_timezone()

    @classmethod
    def current(cls) -> Site:
        return _THE_ONE.first() or cls(pk=1)


_THE_ONE = Question(lambda: Site.objects.filter(pk=1).order_by())
