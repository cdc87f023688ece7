"""What holds for new comments: of the site, of a tag, of one article; and what of it is in force in a discussion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.posts.models import Tag

if TYPE_CHECKING:
    from comments.models.discussion import Defaults, Discussion

NO_LIMIT = 1000  # links: as many as this is as many as one likes
NEVER = 100  # per cent: nobody can have more than all declined


class Level(models.TextChoices):
    READ = "read", _("everything is read first")
    KNOWN = "known", _("what known writers send is shown at once")
    SHOWN = "shown", _("everything is shown at once, unless another rule holds it")


class Admission(models.TextChoices):
    OPEN = "open", _("Open")
    MEMBERS = "members", _("Members only")
    CLOSED = "closed", _("Closed")


class Policy(models.Model):
    """What one place says of its own: the site, a tag or a discussion. What is empty is inherited.

    The discussion's own word counts first, then the strictest of its article's tags, then the site's. Whether an
    article is open, and until when, its discussion says itself (`access`, `closes_at`).
    """

    site = models.OneToOneField(
        "comments.Defaults", on_delete=models.CASCADE, null=True, editable=False, related_name="policy"
    )
    tag = models.OneToOneField(Tag, on_delete=models.CASCADE, null=True, editable=False, related_name="comment_policy")
    discussion = models.OneToOneField(
        "comments.Discussion", on_delete=models.CASCADE, null=True, editable=False, related_name="policy"
    )
    level = models.CharField(_("what is read first"), max_length=10, choices=Level.choices, blank=True)
    links_allowed = models.PositiveSmallIntegerField(
        _("links that a comment may have"),
        null=True,
        blank=True,
        help_text=_(
            "With more of them it is read first. Links to this site and the writer’s own website do not count. "
            "0 to 1000; 1000 sets no limit."
        ),
    )
    first_count = models.PositiveSmallIntegerField(
        _("first comments of a person that are read"),
        null=True,
        blank=True,
        help_text=_(
            "Counted are those of an account, or under an address that was proven by mail. What nobody proved is always "
            "a first. 0 to 100; 0 turns it off."
        ),
    )
    rejection_percent = models.PositiveSmallIntegerField(
        _("declined comments of a writer, in per cent"),
        null=True,
        blank=True,
        help_text=_(
            "Where more of their last 20 were declined, removed or spam, the next is read first. A typed address counts "
            "for nothing. 1 to 100; 100 turns it off."
        ),
    )
    reports_hold = models.PositiveSmallIntegerField(
        _("reports that take a comment off the page"),
        null=True,
        blank=True,
        help_text=_(
            "Until somebody looks. Only members whose address is proven count, each of them once. "
            "0 to 100; 0: reports are only shown to you."
        ),
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("days after publication until it closes"),
        null=True,
        blank=True,
        help_text=_("What was said stays readable. 0 to 10000; 0: it stays open."),
    )
    close_quiet_days = models.PositiveSmallIntegerField(
        _("quiet days until it closes"),
        null=True,
        blank=True,
        help_text=_("Counted from the last comment that readers could see. 0 to 10000; 0: it stays open."),
    )
    slow_seconds = models.PositiveIntegerField(
        _("seconds between two replies of one person in a thread"),
        null=True,
        blank=True,
        help_text=_(
            "Slow mode. Whoever comes too early keeps the text and is told the time. 0 to 86400; 0 turns it off."
        ),
    )
    slow_grows = models.BooleanField(
        _("the time grows with the reports in the thread"),
        null=True,
        blank=True,
        help_text=_("Twice as long with one report that nobody has answered yet, three times with two, up to a day."),
    )
    holiday_until = models.DateField(
        _("holiday until"),
        null=True,
        blank=True,
        help_text=_("The day from which comments are read again. It ends by itself, and nothing is closed."),
    )
    holiday_words = models.CharField(
        _("what to tell meanwhile"),
        max_length=200,
        blank=True,
        help_text=_("Empty: “Responses are read again from …”, with the day."),
    )
    access = models.CharField(_("who may reply"), max_length=10, choices=Admission.choices, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)  # rises whenever it is saved in the panel

    FIELDS: ClassVar[tuple[str, ...]] = (
        "level",
        "links_allowed",
        "first_count",
        "rejection_percent",
        "reports_hold",
        "close_after_days",
        "close_quiet_days",
        "slow_seconds",
        "slow_grows",
        "holiday_until",
        "holiday_words",
        "access",
    )

    class Meta:
        verbose_name = _("rules")
        verbose_name_plural = _("rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(site__isnull=False, tag=None, discussion=None)
                | Q(site=None, tag__isnull=False, discussion=None)
                | Q(site=None, tag=None, discussion__isnull=False),
                name="comments_policy_of_one_place",
            ),
            models.CheckConstraint(
                condition=Q(rejection_percent=None) | Q(rejection_percent__gte=1, rejection_percent__lte=100),
                name="comments_policy_per_cent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag or self.discussion or _('the site')}"

    @property
    def values(self) -> dict[str, Any]:
        """What it says of its own; None or "" where it says nothing."""
        return {name: getattr(self, name) for name in self.FIELDS}


@dataclass(frozen=True)
class InForce:
    """What holds in a discussion, and what does where nobody says anything. Every field has a value."""

    level: str = Level.READ
    known_after: int = 3
    links_allowed: int = NO_LIMIT
    first_count: int = 0
    rejection_percent: int = NEVER
    reports_hold: int = 0
    close_after_days: int = 0
    close_quiet_days: int = 0
    slow_seconds: int = 0
    slow_grows: bool = False
    holiday_until: date | None = None
    holiday_words: str = ""
    access: str = ""
    version: int = 0

    @property
    def is_away(self) -> bool:
        return self.holiday_until is not None and self.holiday_until > timezone.localdate()


def in_force(discussion: Discussion) -> InForce:
    """What holds here. One query where tags have rules of their own and the rest was read along."""
    own = None if discussion._state.adding else policy_of(discussion)
    defaults = discussion.defaults
    tags = Policy.objects.filter(tag__posts=discussion.post_id) if defaults.has_tag_rules else []
    return combined(own, list(tags), policy_of(defaults), defaults)


def policy_of(place: Any) -> Policy | None:
    """Of the site's settings or of a discussion, if it has one."""
    try:
        return place.policy
    except ObjectDoesNotExist:
        return None


def combined(own: Policy | None, tags: Sequence[Policy], site: Policy | None, defaults: Defaults) -> InForce:
    """The discussion's own word, else its tags' strictest, else the site's, else what was always so."""
    built_in = InForce(level=Level.KNOWN if defaults.trusts_known else Level.READ, known_after=defaults.known_after)
    found = {name: getattr(built_in, name) for name in Policy.FIELDS}
    for layer in ([site], tags, [own]):
        found |= _said(policy for policy in layer if policy is not None)
    version = sum(policy.version for policy in (own, *tags, site) if policy)
    return InForce(**found, known_after=defaults.known_after, version=version)


def _said(policies: Iterable[Policy]) -> dict[str, Any]:
    """What these say together, the strictest of each; a holiday that is over is none, and goes with its words."""
    said: dict[str, Any] = {}
    for policy in policies:
        for name, value in policy.values.items():
            if name not in _OF_HOLIDAYS and value not in (None, ""):
                said[name] = value if name not in said else min(said[name], value, key=_STRICTNESS[name])
        if policy.holiday_until and policy.holiday_until > timezone.localdate():
            holiday = {"holiday_until": policy.holiday_until, "holiday_words": policy.holiday_words}
            said |= holiday if policy.holiday_until > said.get("holiday_until", date.min) else {}
    return said


def _unless_off(value: int) -> float:
    return value or float("inf")


_OF_HOLIDAYS = {"holiday_until", "holiday_words"}
# The strictest comes first. Where 0 turns something off it is the least strict of all.
_STRICTNESS: dict[str, Callable[[Any], Any]] = {
    "level": Level.values.index,
    "links_allowed": int,
    "first_count": lambda count: -count,
    "rejection_percent": int,
    "reports_hold": _unless_off,
    "close_after_days": _unless_off,
    "close_quiet_days": _unless_off,
    "slow_seconds": lambda seconds: -seconds,
    "slow_grows": lambda grows: not grows,
    "access": (Admission.CLOSED, Admission.MEMBERS, Admission.OPEN).index,
}
