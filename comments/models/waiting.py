"""What waits for a word of somebody in particular, and what they have begun to say."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class AwaitingQuerySet(models.QuerySet["Awaiting"]):
    def waiting(self) -> AwaitingQuerySet:
        """Neither set aside, nor put off until a time to come."""
        return self.filter(Q(until=None) | Q(until__lte=timezone.now()), set_aside=False)

    def put_off(self) -> AwaitingQuerySet:
        return self.filter(Q(set_aside=True) | Q(until__gt=timezone.now()), put_off_at__isnull=False)


class Awaiting(models.Model):
    """A thread whose last visible word is a reader's, for one person who is to answer it.

    `comments.awaiting` keeps a row for the author of the article, and for everybody of the staff who
    spoke in the thread: in the transaction that shows or hides a word of it. A row says nothing else
    than its comments do, but for what its person made of it: set aside, or put off.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="awaiting", db_index=False
    )
    root = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="awaiting", db_index=False)
    is_author = models.BooleanField(default=False)  # of the article; else they only spoke in the thread
    since = models.DateTimeField()  # the first reader's word after the last one of the staff was sent
    last_at = models.DateTimeField()  # the last word was shown

    set_aside = models.BooleanField(_("needs no answer"), default=False)
    until = models.DateTimeField(_("put off until"), null=True, blank=True)
    put_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    seen_at = models.DateTimeField(
        null=True, blank=True, editable=False
    )  # `last_at` of then: a later word brings it back

    objects: ClassVar[models.Manager] = AwaitingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("thread that waits")
        verbose_name_plural = _("threads that wait")
        constraints = [models.UniqueConstraint(fields=["root", "user"], name="comments_awaits_once")]
        indexes = [
            models.Index(fields=["user", "since", "id"], condition=Q(set_aside=False), name="comments_awaiting_list"),
            models.Index(
                fields=["user", "-put_off_at", "-id"], condition=Q(put_off_at__isnull=False), name="comments_put_off"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.root_id}: {self.user_id}"

    @property
    def is_put_off(self) -> bool:
        return self.set_aside or (self.until is not None and self.until > timezone.now())


class Draft(models.Model):
    """An answer that one person has begun: nobody else's to see, and kept until it is published.

    `about` is the root of the thread or, of what waits for approval, the comment itself. `version` rises
    with every saving, so that of two windows none overwrites the other unseen.
    """

    class Trouble(models.TextChoices):
        """Why it could not be published when its time had come."""

        NONE = "", _("nothing")
        REMOVED = "removed", _("What it answers is not on the page any more.")
        REWORDED = "reworded", _("What it answers was changed by its writer. Read it again.")
        RIGHTS = "rights", _("You do not decide on comments there any more.")
        OFFLINE = "offline", _("The article is not on the site at present.")
        REFUSED = "refused", _("It was refused: you have said this already, or something else stood against it.")
        FAILED = "failed", _("Something went wrong here. Publish it yourself, or plan it again.")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    about = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="drafts")
    answers = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="+")
    body = models.TextField(_("text"))
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    publish_at = models.DateTimeField(_("publish at"), null=True, blank=True)
    seen = models.CharField(max_length=60, blank=True, default="")  # what was looked at when it was planned
    trouble = models.CharField(max_length=10, choices=Trouble.choices, blank=True, default=Trouble.NONE)

    class Meta:
        verbose_name = _("draft of an answer")
        verbose_name_plural = _("drafts of answers")
        constraints = [models.UniqueConstraint(fields=["user", "about"], name="comments_one_draft_each")]
        indexes = [
            models.Index(fields=["publish_at"], condition=Q(publish_at__isnull=False), name="comments_drafts_planned")
        ]

    def __str__(self) -> str:
        return self.body[:60]
