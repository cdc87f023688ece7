"""Where rules are set: for the site, a tag or one article. What each says, what it inherits, and who may change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.posts.models import Post, Tag
from comments import moderation
from comments.models import Defaults, Discussion, InForce, Policy
from comments.models.policies import NEVER, NO_LIMIT, Admission, Level, combined, policy_of

if TYPE_CHECKING:
    from accounts.models import User

OWNERS = "comments.change_defaults"


@dataclass(frozen=True)
class Place:
    """The site, unless it has a tag or a discussion."""

    tag: Tag | None = None
    discussion: Discussion | None = None

    @classmethod
    def of(cls, policy: Policy) -> Place:
        return cls(policy.tag, policy.discussion)

    @property
    def label(self) -> str:
        if self.discussion:
            return _("“%(title)s”") % {"title": self.discussion.post.title}
        return _("the tag “%(name)s”") % {"name": self.tag.name} if self.tag else _("the site")

    @property
    def address(self) -> str:
        if self.discussion:
            return reverse("queue:rules-article", args=[self.discussion.pk])
        return reverse("queue:rules-tag", args=[self.tag.pk]) if self.tag else reverse("queue:rules")

    @property
    def key(self) -> dict[str, int]:
        """What names it in the record."""
        if self.discussion:
            return {"discussion": self.discussion.pk}
        return {"tag": self.tag.pk} if self.tag else {"site": 1}

    def may_change(self, user: User) -> bool:
        """Rules of one article are set by who decides on its comments; all others by the owner."""
        if self.discussion:
            return moderation.can_moderate_discussion(user, self.discussion)
        return user.is_active and user.is_staff and user.has_perm(OWNERS)

    def policy(self) -> Policy:
        """What it says of its own; where it says nothing yet, a row that is not stored."""
        if self.discussion:
            is_new = self.discussion._state.adding
            found = None if is_new else Policy.objects.filter(discussion=self.discussion).first()
            return found or Policy(discussion=self.discussion)
        if self.tag:
            return Policy.objects.filter(tag=self.tag).first() or Policy(tag=self.tag)
        return Policy.objects.filter(site=1).first() or Policy(site=Defaults.current())

    def inherited(self) -> InForce:
        """What holds here as long as it says nothing of its own."""
        defaults = Defaults.current()
        tags: list[Policy] = []
        if self.discussion:
            tags = list(Policy.objects.filter(tag__posts=self.discussion.post_id))
        site = policy_of(defaults) if self.tag or self.discussion else None
        return combined(None, tags, site, defaults)


def found(key: dict[str, int]) -> Place | None:
    """The place that the record names, where it still is."""
    if "discussion" in key:
        discussion = Discussion.objects.select_related("post", "defaults").filter(pk=key["discussion"]).first()
        return Place(discussion=discussion) if discussion else None
    if "tag" in key:
        tag = Tag.objects.filter(pk=key["tag"]).first()
        return Place(tag=tag) if tag else None
    return Place()


def of_article(post: Post) -> Place:
    """Also of one that nobody wrote below yet; only saving makes its discussion."""
    try:
        return Place(discussion=post.discussion)
    except Discussion.DoesNotExist:
        return Place(discussion=Discussion(post=post, defaults=Defaults.current()))


def in_words(name: str, value: Any) -> str:
    """What a field says, as it stands in a sentence about it."""
    if name in _OFF and value == _OFF[name]:
        return _("no limit") if name == "links_allowed" else _("off")
    if name in _NAMED:
        return str(_NAMED[name](value).label) if value else _("open, unless the settings of the site say otherwise")
    if name in _COUNTED:
        return _COUNTED[name](value)
    return _("nothing") if value in (None, "") else str(value)


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _date(day: date | None) -> str:
    return formats.date_format(day, "DATE_FORMAT") if day else _("no holiday")


_OFF = {
    **dict.fromkeys(("first_count", "reports_hold", "close_after_days", "close_quiet_days", "slow_seconds"), 0),
    **{"links_allowed": NO_LIMIT, "rejection_percent": NEVER},
}
_NAMED = {"level": Level, "access": Admission}
_COUNTED: dict[str, Callable[[Any], str]] = {
    "close_after_days": _days,
    "close_quiet_days": _days,
    "rejection_percent": lambda percent: _("%(percent)d %%") % {"percent": percent},
    "slow_grows": lambda grows: _("yes") if grows else _("no"),
    "holiday_until": _date,
}
