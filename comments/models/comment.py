"""A comment in its tree, and which comments there are to read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey
from mptt.querysets import TreeQuerySet

from comments.models.discussion import Discussion

MAX_DEPTH = 100  # levels stored; a rendering stack and a reader both end long before
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # `told_at` of what was erased: nobody is to be told of it
TREE_ID_BITS = 24  # 16 million roots in a discussion, and ids stay below 2**53


class Status(models.TextChoices):
    PENDING = "pending", _("Pending")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CommentQuerySet(TreeQuerySet):
    def pending(self) -> CommentQuerySet:
        return self.filter(status=Status.PENDING)

    def awake(self) -> CommentQuerySet:
        """What its writer has let go of: nothing that still rests is anybody else's to see or to decide."""
        return self.filter(Q(rests_until=None) | Q(rests_until__lte=timezone.now()))

    def waiting(self) -> CommentQuerySet:
        """What somebody is to decide on."""
        return self.pending().awake()

    def shown(self) -> CommentQuerySet:
        """What is counted and what any reader may read."""
        return self.filter(status=Status.APPROVED, kind=Comment.Kind.COMMENT)

    def proven(self) -> CommentQuerySet:
        """Sent by an account, or under an address whose owner said: it is me."""
        return self.filter(Q(user__isnull=False) | Q(proof=Comment.Proof.ADDRESS))

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

    class Proof(models.IntegerChoices):
        """What a guest has proven; who writes with an account needs none of it."""

        NONE = 0, _("nothing proven")
        ADDRESS = 1, _("address proven")

    class HeldFor(models.TextChoices):
        """Why a comment waits, where it is not simply that everything of its kind does."""

        NOTHING = "", _("nothing special")
        NAME = "name", _("uses a name that belongs to somebody else")
        DISALLOWED = "disallowed", _("holds what is not taken here")
        FILTER = "filter", _("the filter takes it for spam")
        WORDS = "words", _("holds a word that is read first")
        LINKS = "links", _("has many links")
        PREMODERATED = "premoderated", _("everything by its writer is read first")
        FIRST = "first", _("is one of the first by its writer")
        RATE = "rate", _("much by its writer was declined")
        REPORTED = "reported", _("readers reported another one by its writer")

    class Follows(models.TextChoices):
        NOTHING = "", _("nothing else")
        THREAD = "thread", _("every response in this thread")
        DISCUSSION = "discussion", _("every new response here")
        AUTHOR = "author", _("only what the author writes here")

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
    likeness = models.CharField(
        max_length=32, blank=True, default="", editable=False
    )  # keyed: what is alike has the same
    proof = models.PositiveSmallIntegerField(choices=Proof.choices, default=Proof.NONE, editable=False)
    held_for = models.CharField(max_length=20, choices=HeldFor.choices, blank=True, default="", editable=False)

    wants_news = models.BooleanField(default=False, editable=False)  # by mail: when it is decided, when it is answered
    follows = models.CharField(max_length=10, choices=Follows.choices, blank=True, default="", editable=False)

    body = models.TextField(_("text"))
    body_markup = models.CharField(max_length=10, choices=Markup.choices, default=Markup.MARKDOWN, editable=False)
    body_html = models.TextField(editable=False)
    markup_version = models.PositiveSmallIntegerField(default=0, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    helpful_count = models.PositiveIntegerField(default=0, editable=False)

    submitted_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    rests_until = models.DateTimeField(null=True, blank=True, editable=False)  # its writer's until then
    shown_at = models.DateTimeField(null=True, blank=True, editable=False)  # when readers could first see it
    tell_at = models.DateTimeField(
        null=True, blank=True, editable=False
    )  # its readers are owed word of it from then on
    told_at = models.DateTimeField(null=True, blank=True, editable=False)  # they were told, and never are again
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)  # to those who decide: that it waits
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    reworded_at = models.DateTimeField(null=True, editable=False)  # also where nothing says "edited"
    redacted_at = models.DateTimeField(null=True, blank=True, editable=False)  # a moderator took something out
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)  # of a root: readers reply no more
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

    # Of one that is about to be answered, as `tree.answered` reads it:
    thread_shown: int  # comments that are shown in its thread
    thread_closed_at: datetime | None

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
            models.Index(fields=["discussion", "status", "submitted_at", "id"], name="comments_by_article"),
            models.Index(fields=["tell_at"], condition=Q(tell_at__isnull=False), name="comments_to_tell"),
            models.Index(fields=["told_at"], condition=Q(told_at__isnull=False), name="comments_told"),
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(status="pending", announced_at=None),
                name="comments_unannounced",
            ),
            models.Index(fields=["discussion", "submitted_at"], name="comments_in_time"),
            models.Index(fields=["network", "submitted_at"], condition=~Q(network=""), name="comments_network"),
            models.Index(fields=["fingerprint"], condition=~Q(fingerprint=""), name="comments_fingerprint"),
            models.Index(
                fields=["likeness", "submitted_at", "id"],
                condition=Q(status="pending") & ~Q(likeness=""),
                name="comments_alike",
            ),
            models.Index(fields=["email"], condition=~Q(email=""), name="comments_email"),
            models.Index(
                fields=["tree_id", "shown_at", "id"],
                condition=Q(status="approved", kind="comment"),
                name="comments_words_in_time",
            ),
            models.Index(
                fields=["tree_id", "shown_at", "id"],
                condition=Q(status="approved", kind="comment") & ~Q(role=""),
                name="comments_staff_in_time",
            ),
            models.Index(fields=["user", "id"], condition=Q(user__isnull=False), name="comments_of_account"),
            # All that counting asks of what is pending below some articles: the rows themselves are not read for it.
            models.Index(
                fields=["submitted_at", "id", "discussion", "rests_until", "kind"],
                condition=Q(status="pending"),
                name="comments_pending_below",
            ),
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
    def is_awake(self) -> bool:
        return self.rests_until is None or self.rests_until <= timezone.now()

    @property
    def is_waiting(self) -> bool:
        return self.status == Status.PENDING and self.is_awake

    @property
    def is_forgotten(self) -> bool:
        """Was it erased? Its words may stand, but no mail tells of them."""
        return self.told_at == LONG_AGO

    @property
    def is_proven(self) -> bool:
        return self.user_id is not None or self.proof == self.Proof.ADDRESS

    def is_reworded_since(self, moment: datetime) -> bool:
        """Has its writer changed it after that?"""
        return any(at > moment for at in (self.reworded_at, self.edited_at) if at)

    @property
    def is_shown(self) -> bool:
        return self.status == Status.APPROVED and self.kind == self.Kind.COMMENT
