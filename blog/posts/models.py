"""Articles and pages, their tags, their pictures, their former addresses; the site's own name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog import markup

if TYPE_CHECKING:
    from accounts.models import User


class Site(models.Model):
    """The one row that says what this site is called. A missing row reads as its defaults."""

    title = models.CharField(_("title"), max_length=100, default="Colloquy")
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True, help_text=_("One sentence for search engines and feeds."))
    posts_per_page = models.PositiveSmallIntegerField(_("articles on a page"), default=10)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("site")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def current(cls) -> Site:
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True, allow_unicode=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("posts:tag", args=[self.slug])


class PostQuerySet(models.QuerySet["Post"]):
    def published(self) -> PostQuerySet:
        """What stands at its address now, listed or not: the future needs no job to appear."""
        return self.filter(
            status__in=[Post.Status.PUBLISHED, Post.Status.UNLISTED], published_at__lte=timezone.now()
        )

    def articles(self) -> PostQuerySet:
        return self.filter(kind=Post.Kind.ARTICLE)

    def listed(self) -> PostQuerySet:
        """Published articles that appear in lists, feeds and the sitemap."""
        return self.published().articles().filter(status=Post.Status.PUBLISHED)


class Post(models.Model):
    """An article, or a page without a date (About, Contact)."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Article")
        PAGE = "page", _("Page")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        UNLISTED = "unlisted", _("Unlisted: only who knows the address finds it")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ARTICLE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts", verbose_name=_("author")
    )
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200, unique=True, allow_unicode=True)
    summary = models.TextField(_("summary"), blank=True)
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    markup_version = models.PositiveSmallIntegerField(editable=False, default=0)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    menu_position = models.PositiveSmallIntegerField(_("place in the menu"), null=True, blank=True)
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="posts")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["status", "kind", "-published_at"], name="posts_listed")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.body_html = markup.article_html(self.body)
        self.markup_version = markup.VERSION
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_published(self) -> bool:
        return (
            self.status in {self.Status.PUBLISHED, self.Status.UNLISTED}
            and self.published_at is not None
            and self.published_at <= timezone.now()
        )

    def is_editable_by(self, user: User) -> bool:
        """May this person change the post, and see it before others do?"""
        if not (user.is_active and user.is_staff and user.has_perm("posts.change_post")):
            return False
        return user.is_superuser or user.pk == self.author_id

    def get_absolute_url(self) -> str:
        if self.kind == self.Kind.PAGE:
            return reverse("posts:page", args=[self.slug])
        day = timezone.localtime(self.published_at or self.created_at)
        return reverse("posts:detail", args=[day.year, f"{day.month:02}", self.slug])


class FormerAddress(models.Model):
    """A path (with its query, if any) that once led here, and where it leads now."""

    path = models.CharField(_("former path"), max_length=500, unique=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="former_addresses")
    target = models.CharField(_("new path"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.path


class Picture(models.Model):
    """A picture of an article: checked, turned upright, without its metadata."""

    file = models.ImageField(_("file"), upload_to="pictures/%Y/%m/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField(_("what it shows"), max_length=500, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pictures")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.alt or self.file.name
