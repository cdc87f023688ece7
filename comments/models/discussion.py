"""What a discussion is, and how discussions behave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from blog import markup
from blog.posts.models import Post
from comments.models.policies import InForce, in_force

LATEST = 50  # comments among which the one that readers saw last is looked for: held ones may be shown out of turn


class Defaults(models.Model):
    """How discussions behave unless theirs says otherwise: one row for the site."""

    is_open = models.BooleanField(_("discussions are open"), default=True)
    requires_identity = models.BooleanField(_("guests give a name and an e-mail address"), default=True)
    authors_moderate = models.BooleanField(_("authors decide on comments below their own articles"), default=True)
    known_after = models.PositiveSmallIntegerField(_("approved comments that make a writer known"), default=3)
    trusts_known = models.BooleanField(_("what known writers send is shown at once"), default=False)
    roots_per_page = models.PositiveSmallIntegerField(_("threads on a page"), default=50)
    display_depth = models.PositiveSmallIntegerField(_("levels shown indented"), default=5)
    shows_figures = models.BooleanField(
        _("readers may see the figures"),
        default=False,
        help_text=_("A page of monthly totals, without names, at /comments/figures/. Link to it where you like."),
    )

    care_mode = models.BooleanField(
        _("help writers to keep what is private to themselves"),
        default=False,
        help_text=_(
            "Before a comment is sent, its writer is told of telephone numbers, addresses, full names and other people's "
            "illnesses in it. Nobody is kept from sending, and nothing is stored. Search engines quote no comments."
        ),
    )
    cooling_off = models.BooleanField(
        _("writers may let a comment rest first"),
        default=False,
        help_text=_(
            "Their choice, for each comment: for 15 minutes nobody reads it, and they can change it or take it back."
        ),
    )
    help_words = models.TextField(
        _("words that bring up the help card"),
        blank=True,
        help_text=_(
            "One word or phrase on a line; an asterisk at its end stands for any ending. Readers' browsers look for them "
            "while somebody writes, so this list is no secret."
        ),
    )
    help_card = models.TextField(
        _("help card"),
        blank=True,
        help_text=_(
            "Shown to nobody but the writer of such a word: whom one can call, in your own words. "
            "You can use **bold**, *italics*, - for a list, and links."
        ),
    )
    help_card_html = models.TextField(editable=False, blank=True, default="")
    has_tag_rules = models.BooleanField(default=False, editable=False)  # else nobody has to look for them
    house_rules = models.JSONField(default=list, editable=False)  # in force, as every form shows them

    class Meta:
        verbose_name = _("discussion settings")
        verbose_name_plural = _("discussion settings")

    def __str__(self) -> str:
        return str(_("Discussion settings"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields is not None and "help_card" in fields:
            kwargs["update_fields"] = {*fields, "help_card_html"}
        self.help_card_html = markup.comment_html(self.help_card) if self.help_card.strip() else ""
        super().save(*args, **kwargs)

    @classmethod
    def current(cls) -> Defaults:
        return cls.objects.filter(pk=1).select_related("policy").first() or cls(pk=1)


@dataclass(frozen=True)
class Closing:
    """When a discussion closes. `is_quiet`: unless somebody writes before."""

    at: datetime
    is_quiet: bool = False


class Discussion(models.Model):
    """The narrow row that every write to a discussion locks first, and all its policy.

    `roots_issued` numbers the trees; `comment_count`, `word_count` and `root_count` count what readers can see;
    `shown_roots` counts the shown roots in runs of `threads.RUN` tree numbers, so that any page
    is found without a scan; `version` rises with every visible change.
    """

    class Access(models.TextChoices):
        DEFAULT = "", _("as the site’s settings say")
        OPEN = "open", _("Open")
        MEMBERS = "members", _("Members only")
        CLOSED = "closed", _("Closed")

    class Care(models.TextChoices):
        DEFAULT = "", _("as the site’s settings say")
        ON = "on", _("On")
        OFF = "off", _("Off")

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="discussion", primary_key=True)
    defaults = models.ForeignKey(Defaults, on_delete=models.PROTECT, default=1, editable=False)
    access = models.CharField(
        _("who may reply"), max_length=10, choices=Access.choices, blank=True, default=Access.DEFAULT
    )
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    care = models.CharField(
        _("care mode"),
        max_length=3,
        choices=Care.choices,
        blank=True,
        default=Care.DEFAULT,
        help_text=_("Hints for writers about what they may not want to make public."),
    )
    roots_issued = models.PositiveIntegerField(default=0, editable=False)
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    root_count = models.PositiveIntegerField(default=0, editable=False)
    mention_count = models.PositiveIntegerField(default=0, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    shown_roots = models.JSONField(default=list, editable=False)
    pinned = models.JSONField(default=list, editable=False)  # keys of roots that stand first
    version = models.PositiveBigIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")

    def __str__(self) -> str:
        return str(self.post)

    @cached_property
    def in_force(self) -> InForce:
        """The rules that hold here. Read once: take another row to see what somebody changed since."""
        return in_force(self)

    @property
    def access_in_force(self) -> str:
        """Who may reply, by its own word or by what it inherits; "" where only the site's settings say."""
        return self.access or self.in_force.access

    @cached_property
    def closing(self) -> Closing | None:
        """The first moment at which it closes, past or to come, so far as it is known now."""
        found = [Closing(self.closes_at)] if self.closes_at else []
        if (published := self.post.published_at) and self.post.kind == Post.Kind.ARTICLE:
            if days := self.in_force.close_after_days:
                found.append(Closing(published + timedelta(days=days)))
            if days := self.in_force.close_quiet_days:
                found.append(Closing(max(published, self._last_shown() or published) + timedelta(days=days), True))
        return min(found, key=lambda closing: closing.at, default=None)

    def next_changes(self) -> list[datetime]:
        """When its page changes without anybody's doing, so far as it is known now. What is past may be among them."""
        moments = [self.closing.at] if self.closing else []
        if day := self.in_force.holiday_until:
            moments.append(timezone.make_aware(datetime.combine(day, time.min)))
        return moments

    def closes_by(self, moment: datetime) -> bool:
        return self.closing is not None and self.closing.at <= moment

    @property
    def is_open(self) -> bool:
        if self.access_in_force == self.Access.CLOSED or self.closes_by(timezone.now()):
            return False
        if self.access == self.Access.DEFAULT and self.post.kind != Post.Kind.ARTICLE:
            return False
        return self.access_in_force != self.Access.DEFAULT or self.defaults.is_open

    def _last_shown(self) -> datetime | None:
        """When readers last saw something new."""
        latest = apps.get_model("comments", "Comment").objects.shown().filter(discussion=self.pk)
        times = latest.order_by("-submitted_at").values_list("submitted_at", "shown_at")[:LATEST]
        return max((moment for row in times for moment in row if moment), default=None)

    @property
    def is_careful(self) -> bool:
        return self.care == self.Care.ON or (self.care == self.Care.DEFAULT and self.defaults.care_mode)

    @property
    def offers_rest(self) -> bool:
        return self.is_careful and self.defaults.cooling_off

    @property
    def is_presented(self) -> bool:
        """Does its post show it? A page such as About has none unless it was opened or holds something."""
        return bool(self.post.kind == Post.Kind.ARTICLE or self.is_open or self.comment_count or self.mention_count)
