"""Words that gather articles."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.paths import path_to
from blog.posts import slugs


class TagQuerySet(models.QuerySet["Tag"]):
    def in_use(self) -> TagQuerySet:
        """Tags of listed articles, each with `post_count` and `last_change`."""
        return (
            self.filter(posts__in=apps.get_model("posts", "Post").objects.listed())
            .annotate(post_count=models.Count("posts"), last_change=models.Max("posts__updated_at"))
            .order_by("name")
        )


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of the address. Empty: made from the name."),
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            others = Tag.objects.exclude(pk=self.pk)
            slug = slugs.readable(self.name, fallback="tag")[:70]
            self.slug = slugs.free(slug, lambda candidate: others.filter(slug=candidate).exists())
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return path_to("posts:tag", self.slug)
