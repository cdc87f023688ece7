"""Who wants to hear of what by mail, and what is owed to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.commenters import Commenter
from comments.models.discussion import Discussion


class Subscription(models.Model):
    """What one reader, by account or proven address, asked to be told of. Nothing unproven has a row here."""

    class Scope(models.TextChoices):
        REPLIES = "replies", _("answers to me")
        THREAD = "thread", _("this thread")
        DISCUSSION = "discussion", _("the whole discussion")
        AUTHOR = "author", _("only what the author writes")
        ARTICLES = "articles", _("new articles")

    class Pace(models.TextChoices):
        AT_ONCE = "now", _("at once")
        DAILY = "daily", _("once a day, together")
        NEVER = "never", _("never")  # of a thread: it is muted, whatever else its reader follows

    commenter = models.ForeignKey(
        Commenter, on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    scope = models.CharField(_("what"), max_length=10, choices=Scope.choices)
    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    root = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions")
    pace = models.CharField(_("how often"), max_length=5, choices=Pace.choices, default=Pace.AT_ONCE)
    began_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.CheckConstraint(
                condition=Q(commenter=None, user__isnull=False) | Q(commenter__isnull=False, user=None),
                name="comments_subscription_of_one_reader",
            ),
            models.CheckConstraint(
                condition=Q(scope="thread", root__isnull=False, discussion__isnull=False)
                | Q(scope__in=["discussion", "author"], root=None, discussion__isnull=False)
                | Q(scope__in=["replies", "articles"], root=None, discussion=None),
                name="comments_subscription_to_its_kind",
            ),
            *(
                models.UniqueConstraint(
                    F(reader),
                    F("scope"),
                    Coalesce(F("discussion"), 0),
                    Coalesce(F("root"), 0),
                    condition=Q(**{f"{reader}__isnull": False}),
                    name=f"comments_{reader}_subscribes_once",
                )
                for reader in ("commenter", "user")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.get_pace_display()}"


class SubscriptionRequest(models.Model):
    """Somebody typed an address to subscribe with. A mail asks its owner; the secret is kept as a hash only."""

    email = models.EmailField(_("e-mail"), max_length=254)
    scope = models.CharField(max_length=10, choices=Subscription.Scope.choices)
    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        verbose_name = _("subscription request")
        verbose_name_plural = _("subscription requests")

    def __str__(self) -> str:
        return f"{self.scope}: {self.asked_at:%Y-%m-%d}"


class StaffMail(models.Model):
    """Which mail somebody who decides on comments wants; without a row, all of it, at once."""

    class Held(models.TextChoices):
        AT_ONCE = "now", _("each at once")
        TOGETHER = "ten", _("up to ten together")
        NEVER = "never", _("never")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="staff_mail"
    )
    held = models.CharField(_("comments that wait"), max_length=5, choices=Held.choices, default=Held.AT_ONCE)
    published = models.BooleanField(_("what is new below my articles"), default=True)

    class Meta:
        verbose_name = _("mail to staff")
        verbose_name_plural = _("mail to staff")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.held}"
