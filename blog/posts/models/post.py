"""Articles and pages: which of them are visible, how they are stored, where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog import markup
from blog.paths import path_to
from blog.posts import slugs
from blog.posts.models.addresses import FormerAddress
from blog.posts.models.tags import Tag

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Expression

    from accounts.models import User

# No clock on Earth is ahead of the first or behind the last: between them lies every month that a moment can be in.
FIRST_ZONE = timezone.get_fixed_timezone(timedelta(hours=14))
LAST_ZONE = timezone.get_fixed_timezone(timedelta(hours=-12))
EXCERPT_WORDS = 40  # about as much as search engines and link previews show


class PostQuerySet(models.QuerySet["Post"]):
    def published(self, now: datetime | Expression | None = None) -> PostQuerySet:
        """What stands at its address now, listed or not: the future needs no job to appear."""
        out = [Post.Status.PUBLISHED, Post.Status.UNLISTED]
        return self.filter(status__in=out, published_at__lte=now or timezone.now())

    def articles(self) -> PostQuerySet:
        return self.filter(kind=Post.Kind.ARTICLE)

    def pages(self) -> PostQuerySet:
        return self.filter(kind=Post.Kind.PAGE)

    def listed(self) -> PostQuerySet:
        """Published articles that appear in lists, feeds and the sitemap."""
        return self.published().articles().filter(status=Post.Status.PUBLISHED)

    def in_menu(self, now: datetime | Expression | None = None) -> PostQuerySet:
        """Published pages that have a place in the menu, in its order."""
        return self.published(now).pages().filter(menu_position__isnull=False).order_by("menu_position", "title")

    def next_appearance(self, after: datetime) -> datetime | None:
        """When the next of what is scheduled appears by itself."""
        waiting = self.filter(status__in=[Post.Status.PUBLISHED, Post.Status.UNLISTED], published_at__gt=after)
        return waiting.order_by("published_at").values_list("published_at", flat=True).first()

    def without_text(self) -> PostQuerySet:
        """For lists: the bodies stay in the database."""
        return self.defer("body", "body_html")

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            for post in self:
                FormerAddress.objects.remember_gone(post)
            return super().delete()


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
    slug = models.SlugField(
        _("slug"),
        max_length=200,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of the address. Empty: made from the title. Former addresses lead to the new one."),
    )
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("One or two sentences for lists, search engines and shared links.")
    )
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    markup_version = models.PositiveSmallIntegerField(editable=False, default=0)
    excerpt = models.TextField(editable=False, blank=True)
    word_count = models.PositiveIntegerField(editable=False, default=0)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("A time to come: it appears by itself. Empty: now.")
    )
    menu_position = models.PositiveSmallIntegerField(
        _("place in the menu"), null=True, blank=True, help_text=_("For pages. Empty: not in the menu.")
    )
    send_to_readers = models.BooleanField(_("mail it to readers"), default=False)
    sent_to_readers_at = models.DateTimeField(_("mailed to readers"), null=True, blank=True, editable=False)
    sent_to_readers = models.PositiveIntegerField(default=0, editable=False)  # how many that were
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="posts")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    read_with: ClassVar[list[str]] = ["author"]  # rows an article page reads along; other apps add theirs

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "kind", "-published_at"], name="posts_listed"),
            models.Index(
                fields=["published_at"],
                condition=models.Q(send_to_readers=True, sent_to_readers_at=None),
                name="posts_to_send",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Fill what was left empty, render the text, and remember the address this post leaves."""
        filled = self._fill_gaps()
        if update_fields is None or "body" in update_fields:
            filled |= self.render()
        if update_fields is not None:
            update_fields = {*update_fields, *filled}
        with transaction.atomic():
            left = Post.objects.filter(pk=self.pk).only("kind", "slug", "published_at", "created_at").first()
            super().save(update_fields=update_fields, **kwargs)
            if left is not None:
                FormerAddress.objects.remember(left, now_at=self)

    def get_absolute_url(self) -> str:
        if self.kind == self.Kind.PAGE:
            return path_to("posts:page", self.slug)
        return self._address_in(timezone.get_current_timezone())

    def addresses_in_all_zones(self) -> set[str]:
        """Where it stands, and where it stood or will stand while the site has another time zone."""
        if self.kind == self.Kind.PAGE:
            return {self.get_absolute_url()}
        return {self._address_in(zone) for zone in (FIRST_ZONE, timezone.get_current_timezone(), LAST_ZONE)}

    def _address_in(self, zone: tzinfo) -> str:
        day = self.shown_at.astimezone(zone)
        return path_to("posts:detail", day.year, f"{day.month:02}", self.slug)

    def clean(self) -> None:
        super().clean()
        if self.kind == self.Kind.PAGE and slugs.is_reserved(self.slug):
            raise ValidationError(
                {"slug": ValidationError(_("The site uses this address itself. Choose another."), code="reserved_slug")}
            )

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            FormerAddress.objects.remember_gone(self)
            return super().delete(using, keep_parents)

    def render(self) -> set[str]:
        """Make the safe HTML and what is read off it; returns the names of the fields written."""
        self.body_html = markup.article_html(self.body)
        self.markup_version = markup.VERSION
        self.excerpt = markup.excerpt(self.body_html, EXCERPT_WORDS)
        self.word_count = markup.word_count(self.body_html)
        return {"body_html", "markup_version", "excerpt", "word_count"}

    def _fill_gaps(self) -> set[str]:
        filled = set()
        if not self.slug:
            others = Post.objects.exclude(pk=self.pk)
            self.slug = slugs.free(
                slugs.readable(self.title, fallback=self.kind),
                lambda slug: slugs.is_reserved(slug) or others.filter(slug=slug).exists(),
            )
            filled.add("slug")
        if self.published_at is None and self.status != self.Status.DRAFT:
            self.published_at = timezone.now()
            filled.add("published_at")
        return filled

    @property
    def is_published(self) -> bool:
        return (
            self.status in {self.Status.PUBLISHED, self.Status.UNLISTED}
            and self.published_at is not None
            and self.published_at <= timezone.now()
        )

    @property
    def is_listed(self) -> bool:
        return self.is_published and self.kind == self.Kind.ARTICLE and self.status == self.Status.PUBLISHED

    @property
    def shown_at(self) -> datetime:
        """The date that readers see and the address is made of."""
        return self.published_at or self.created_at

    @property
    def description(self) -> str:
        """One line about the post: its summary, or how it begins."""
        return " ".join(self.summary.split()) or self.excerpt

    @property
    def minutes_to_read(self) -> int:
        return markup.reading_minutes(self.word_count)

    def is_editable_by(self, user: User | AnonymousUser) -> bool:
        """May this person change the post, and see it before others do?"""
        if not (user.is_active and user.is_staff and user.has_perm("posts.change_post")):
            return False
        return user.is_superuser or user.pk == self.author_id
