"""Discussions, their comments, and what was decided about them."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey
from mptt.querysets import TreeQuerySet

from blog.posts.models import Post

from .reactions import HelpfulMark, Report  # noqa: F401 - models are looked for here

MAX_DEPTH = 100  # levels stored; a rendering stack and a reader both end long before
TREE_ID_BITS = 24  # 16 million roots in a discussion, and ids stay below 2**53


class Status(models.TextChoices):
    PENDING = "pending", _("Pending")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Defaults(models.Model):
    """How discussions behave unless theirs says otherwise: one row for the site."""

    is_open = models.BooleanField(_("discussions are open"), default=True)
    requires_identity = models.BooleanField(_("guests give a name and an e-mail address"), default=True)
    authors_moderate = models.BooleanField(_("authors decide on comments below their own articles"), default=True)
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


class CommentQuerySet(TreeQuerySet):
    def pending(self) -> CommentQuerySet:
        return self.filter(status=Status.PENDING)

    def shown(self) -> CommentQuerySet:
        """What is counted and what any reader may read."""
        return self.filter(status=Status.APPROVED, kind=Comment.Kind.COMMENT)

    def shown_mentions(self) -> CommentQuerySet:
        """Approved mentions by other sites, which stand apart and are not in the count."""
        return self.filter(status=Status.APPROVED, kind=Comment.Kind.MENTION)


class CommentManager(TreeManager.from_queryset(CommentQuerySet)):  # type: ignore[misc]
    def _get_next_tree_id(self) -> NoReturn:
        raise RuntimeError("comments.tree numbers the trees; mptt's max()+1 is a race")


class Comment(MPTTModel):
    """One comment. Tree fields are written by `comments.tree`, the status by `comments.moderation`."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("Comment")
        MENTION = "mention", _("Mention")

    class Role(models.TextChoices):
        READER = "", _("reader")
        AUTHOR = "author", _("author")
        MODERATOR = "moderator", _("moderator")

    class Markup(models.TextChoices):
        MARKDOWN = "markdown", _("Markdown")
        WORDPRESS = "wordpress", _("WordPress")

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="comments", db_index=False)
    parent = TreeForeignKey("self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.COMMENT)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PENDING)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, blank=True, default=Role.READER)
    name = models.CharField(_("name"), max_length=245)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)
    network = models.CharField(max_length=64, blank=True, editable=False)
    fingerprint = models.CharField(max_length=32, blank=True, editable=False)  # keyed: who said what where
    proof = models.PositiveSmallIntegerField(default=0, editable=False)

    body = models.TextField(_("text"))
    body_markup = models.CharField(max_length=10, choices=Markup.choices, default=Markup.MARKDOWN, editable=False)
    body_html = models.TextField(editable=False)
    markup_version = models.PositiveSmallIntegerField(default=0, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    helpful_count = models.PositiveIntegerField(default=0, editable=False)

    submitted_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    shown_at = models.DateTimeField(null=True, blank=True, editable=False)  # when readers could first see it
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    link_generation = models.PositiveSmallIntegerField(default=0, editable=False)

    source = models.CharField(max_length=200, blank=True, editable=False)
    source_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    # Declared, not left to mptt: the id is 64 bits wide and our constraints name these fields.
    tree_id = models.PositiveBigIntegerField(editable=False)
    lft = models.PositiveIntegerField(editable=False)
    rght = models.PositiveIntegerField(editable=False)
    level = models.PositiveIntegerField(editable=False)
    tree_shown = models.PositiveIntegerField(default=0, editable=False)  # of a root: shown comments in its tree
    tree_helpful = models.PositiveIntegerField(default=0, editable=False)  # of a root: helpful marks in its tree
    tree_staff = models.PositiveIntegerField(default=0, editable=False)  # of a root: those of them by staff

    objects: ClassVar[CommentManager] = CommentManager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [("moderate_comment", _("Can decide on comments"))]
        indexes = [
            models.Index(fields=["tree_id", "lft"], name="comments_tree"),
            models.Index(fields=["discussion", "level", "tree_id"], name="comments_roots"),
            models.Index(
                fields=["discussion", "tree_id"], condition=Q(level=0, tree_shown__gt=0), name="comments_shown_roots"
            ),
            models.Index(
                fields=["discussion", "tree_id"],
                condition=Q(level=0, tree_shown__gt=0, tree_staff=0),
                name="comments_unanswered",
            ),
            models.Index(
                fields=["discussion", "-tree_helpful", "tree_id"],
                condition=Q(level=0, tree_shown__gt=0),
                name="comments_by_helpfulness",
            ),
            models.Index(
                fields=["discussion", "submitted_at", "id"],
                condition=Q(role="author", status="approved"),
                name="comments_by_author",
            ),
            models.Index(fields=["discussion", "status"], condition=Q(kind="mention"), name="comments_mentions"),
            models.Index(fields=["submitted_at", "id"], condition=Q(status="pending"), name="comments_pending"),
            models.Index(fields=["status", "submitted_at", "id"], name="comments_by_status"),
            models.Index(fields=["discussion", "submitted_at"], name="comments_in_time"),
            models.Index(fields=["network", "submitted_at"], condition=~Q(network=""), name="comments_network"),
            models.Index(fields=["fingerprint"], condition=~Q(fingerprint=""), name="comments_fingerprint"),
            models.Index(fields=["email"], condition=~Q(email=""), name="comments_email"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tree_id"], condition=Q(level=0), name="comments_one_root_per_tree"),
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=Q(source_id__isnull=False), name="comments_imported_once"
            ),
            models.CheckConstraint(condition=Q(rght__gt=models.F("lft")), name="comments_edges_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.body[:60]}"

    @property
    def is_shown(self) -> bool:
        return self.status == Status.APPROVED and self.kind == self.Kind.COMMENT


class Event(models.Model):
    """A fact about a comment: who moved it, from where to where, why, when. Only ever added."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="events")
    act = models.UUIDField(_("act"), db_index=True, help_text=_("Shared by all that one click decided."))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    role = models.CharField(max_length=10)
    from_status = models.CharField(max_length=10, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=10, choices=Status.choices)
    reason = models.TextField(_("reason"), blank=True)
    undoes = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="undone_by")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["pk"]
        indexes = [models.Index(fields=["actor", "-id"], name="comments_event_actor")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.from_status} → {self.to_status}"


class Revision(models.Model):
    """A wording of a comment that is not the one on the page: an earlier one, or one that waits."""

    class State(models.TextChoices):
        EARLIER = "earlier", _("Earlier wording")
        PROPOSED = "proposed", _("Waits for a decision")
        DECLINED = "declined", _("Declined")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions")
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    body = models.TextField(_("text"))
    body_html = models.TextField(editable=False)
    markup_version = models.PositiveSmallIntegerField(default=0, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment"], condition=Q(state="proposed"), name="comments_one_proposed_wording"
            )
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.body[:60]}"
