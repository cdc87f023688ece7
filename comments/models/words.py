"""Words and patterns that hold a comment, or file it as spam whatever else says."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.posts.models import Post, Tag

_EVERYWHERE = Q(tag=None, post=None)


class Phrase(models.Model):
    """One entry of a list. `comments.words.patterns` says what a pattern may be, `comments.words.lists` writes them."""

    class List(models.TextChoices):
        HOLD = "hold", _("Hold: read first")
        DISALLOWED = "disallowed", _("Disallowed: filed as spam")

    class Field(models.TextChoices):
        ANYTHING = "anything", _("Anything")
        TEXT = "text", _("The text")
        NAME = "name", _("The name")
        ADDRESS = "address", _("The mail address")
        WEBSITE = "website", _("The website")
        LINKS = "links", _("Where links lead")

    list = models.CharField(_("list"), max_length=10, choices=List.choices, default=List.HOLD)
    pattern = models.CharField(_("word or pattern"), max_length=200)
    field = models.CharField(_("looks at"), max_length=10, choices=Field.choices, default=Field.ANYTHING)
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("Its code, such as “en”: then it counts only where the site is in that language. Empty: always."),
    )
    tag = models.ForeignKey(Tag, verbose_name=_("tag"), on_delete=models.CASCADE, null=True, blank=True)
    post = models.ForeignKey(Post, verbose_name=_("article"), on_delete=models.CASCADE, null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True, help_text=_("Why it is here, for colleagues."))
    hits = models.PositiveIntegerField(_("hits"), default=0, editable=False)
    last_hit_at = models.DateTimeField(_("last hit"), null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    act = models.UUIDField(null=True, editable=False, db_index=True)  # what added it, and undone takes it away

    class Meta:
        verbose_name = _("word or pattern")
        verbose_name_plural = _("words and patterns")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(tag=None) | Q(post=None), name="comments_phrase_one_scope"),
            models.UniqueConstraint(
                fields=["list", "pattern", "field"], condition=_EVERYWHERE, name="comments_phrase_once"
            ),
            models.UniqueConstraint(
                fields=["tag", "list", "pattern", "field"], condition=Q(post=None), name="comments_phrase_once_a_tag"
            ),
            models.UniqueConstraint(
                fields=["post", "list", "pattern", "field"], condition=Q(tag=None), name="comments_phrase_once_a_post"
            ),
        ]

    def __str__(self) -> str:
        return self.pattern


class PhraseStamp(models.Model):
    """One row: which state of the lists this is. Every write renews it, and every process asks for it before matching.

    Drawn by lot and not counted, so that two databases, or one put back from a copy, never share a stamp.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("state of the lists")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="comments_phrase_one_stamp")]

    def __str__(self) -> str:
        return str(self.stamp)

    @classmethod
    def renew(cls) -> None:
        """In the transaction that changes a list: who matches after it reads the lists anew. Writers wait for each other."""
        cls.objects.update_or_create(pk=1, defaults={"stamp": uuid.uuid4()})
