"""Who moderates only a part of the site: the articles under a tag, or one article."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.posts.models import Post, Tag


class Assignment(models.Model):
    """One part of the site that somebody of the staff decides on. It gives nothing to who may not enter the panel."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="assignments"
    )
    tag = models.ForeignKey(Tag, verbose_name=_("tag"), on_delete=models.CASCADE, null=True, blank=True)
    post = models.ForeignKey(Post, verbose_name=_("article"), on_delete=models.CASCADE, null=True, blank=True)
    given_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("moderator of a part")
        verbose_name_plural = _("moderators of parts")
        ordering = ["user", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tag__isnull=False, post=None) | Q(tag=None, post__isnull=False),
                name="comments_assignment_one_part",
            ),
            models.UniqueConstraint(fields=["user", "tag"], name="comments_assigned_a_tag_once"),
            models.UniqueConstraint(fields=["user", "post"], name="comments_assigned_a_post_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.tag or self.post}"
