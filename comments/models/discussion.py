"""What a discussion is, and how discussions behave."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.posts.models import Post


class Defaults(models.Model):
    """How discussions behave unless theirs says otherwise: one row for the site."""

    is_open = models.BooleanField(_("discussions are open"), default=True)
    requires_identity = models.BooleanField(_("guests give a name and an e-mail address"), default=True)
    authors_moderate = models.BooleanField(_("authors decide on comments below their own articles"), default=True)
    known_after = models.PositiveSmallIntegerField(_("approved comments that make a writer known"), default=3)
    trusts_known = models.BooleanField(_("what known writers send is shown at once"), default=False)
    roots_per_page = models.PositiveSmallIntegerField(_("threads on a page"), default=50)
    display_depth = models.PositiveSmallIntegerField(_("levels shown indented"), default=5)

    class Meta:
        verbose_name = _("discussion settings")
        verbose_name_plural = _("discussion settings")

    def __str__(self) -> str:
        return str(_("Discussion settings"))

    @classmethod
    def current(cls) -> Defaults:
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Discussion(models.Model):
    """The narrow row that every write to a discussion locks first, and all its policy.

    `roots_issued` numbers the trees; `comment_count`, `word_count` and `root_count` count what readers can see;
    `shown_roots` counts the shown roots in runs of `threads.RUN` tree numbers, so that any page
    is found without a scan; `version` rises with every visible change.
    """

    class Access(models.TextChoices):
        DEFAULT = "", _("as the site's settings say")
        OPEN = "open", _("Open")
        MEMBERS = "members", _("Members only")
        CLOSED = "closed", _("Closed")

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="discussion", primary_key=True)
    defaults = models.ForeignKey(Defaults, on_delete=models.PROTECT, default=1, editable=False)
    access = models.CharField(
        _("who may reply"), max_length=10, choices=Access.choices, blank=True, default=Access.DEFAULT
    )
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    roots_issued = models.PositiveIntegerField(default=0, editable=False)
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    root_count = models.PositiveIntegerField(default=0, editable=False)
    mention_count = models.PositiveIntegerField(default=0, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    shown_roots = models.JSONField(default=list, editable=False)
    version = models.PositiveBigIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")

    def __str__(self) -> str:
        return str(self.post)

    def closes_by(self, moment: Any) -> bool:
        return self.closes_at is not None and self.closes_at <= moment

    @property
    def is_open(self) -> bool:
        if self.access == self.Access.CLOSED or self.closes_by(timezone.now()):
            return False
        if self.access == self.Access.DEFAULT:
            return self.defaults.is_open and self.post.kind == Post.Kind.ARTICLE
        return True

    @property
    def is_presented(self) -> bool:
        """Does its post show it? A page such as About has none unless it was opened or holds something."""
        return bool(self.post.kind == Post.Kind.ARTICLE or self.is_open or self.comment_count or self.mention_count)
