"""What the spam filter has learnt, what it owes to learn, what it said of each comment, and what came of that."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.prepared import Question
from comments.models.comment import Comment

LONGEST_TOKEN = 80


class SpamFilter(models.Model):
    """One row: the owner's choices, and how many comments taught what. Who teaches holds this row."""

    class Mode(models.TextChoices):
        OFF = "off", _("Off: it learns nothing and says nothing")
        ORDER = "order", _("It only says what looks like advertising")
        FILE = "file", _("It files advertising away, once it is good enough for that")

    mode = models.CharField(_("what it may do"), max_length=5, choices=Mode.choices, default=Mode.FILE)
    bar = models.PositiveSmallIntegerField(_("right in how many of a hundred cases"), default=99)
    trials = models.PositiveSmallIntegerField(_("over how many of the last cases"), default=200)
    uses_akismet = models.BooleanField(_("ask Akismet as well"), default=False)
    akismet_trouble = models.CharField(
        max_length=200, blank=True, editable=False
    )  # what it last said instead of an answer
    spam = models.PositiveIntegerField(default=0, editable=False)
    ham = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("spam filter")
        verbose_name_plural = _("spam filter")

    def __str__(self) -> str:
        return self.get_mode_display()

    @classmethod
    def current(cls) -> SpamFilter:
        return _THE_ONE.first() or cls(pk=1)

    @property
    def is_on(self) -> bool:
        return self.mode != self.Mode.OFF


class Token(models.Model):
    """In how many comments of each kind something stood."""

    token = models.CharField(_("what was seen"), max_length=LONGEST_TOKEN, primary_key=True)
    spam = models.PositiveIntegerField(default=0)
    ham = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return self.token


class Label(models.TextChoices):
    SPAM = "spam", _("advertising")
    HAM = "ham", _("a comment")


class Lesson(models.Model):
    """What one comment taught, so that exactly that can be taken back. `comment` is empty once the row is gone."""

    comment = models.OneToOneField(Comment, on_delete=models.SET_NULL, null=True, related_name="spam_lesson")
    label = models.CharField(max_length=4, choices=Label.choices)
    tokens = models.JSONField()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.label}"


class OwedLesson(models.Model):
    """Something happened to a comment that the filter has to look at. A row for each time, so none is overlooked."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("owed lesson")
        verbose_name_plural = _("owed lessons")

    def __str__(self) -> str:
        return str(self.comment_id)


class SpamScore(models.Model):
    """What the filter said of a comment when it was sent; with `outcome`, one trial of it."""

    class Outcome(models.TextChoices):
        OPEN = "", _("not decided")
        SPAM = "spam", _("was advertising")
        OTHER = "other", _("was something else")

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, primary_key=True, related_name="spam_score")
    score = models.FloatField(_("score"), null=True)  # 0 a comment, 1 advertising; None while it knew too little
    reasons = models.JSONField(default=list)  # [token, probability of advertising], the strongest first
    signals = models.JSONField(default=dict)  # how it was sent, as it was told; a lesson needs them again
    says_spam = models.BooleanField(default=False)
    is_filed = models.BooleanField(default=False)  # nobody had decided when it became spam
    made_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=5, choices=Outcome.choices, blank=True, default=Outcome.OPEN)
    decided_at = models.DateTimeField(null=True)
    akismet = models.CharField(max_length=4, choices=Label.choices, blank=True, default="")  # its answer

    class Meta:
        verbose_name = _("spam score")
        verbose_name_plural = _("spam scores")
        indexes = [
            models.Index(
                fields=["-decided_at", "-comment"],
                condition=Q(says_spam=True) & ~Q(outcome=""),
                name="comments_spam_trials",
            ),
            models.Index(fields=["decided_at"], condition=~Q(outcome=""), name="comments_spam_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.score}"


class AkismetErrand(models.Model):
    """Something that Akismet is to be asked or told about a comment."""

    class Kind(models.TextChoices):
        CHECK = "check", _("ask")
        SPAM = "spam", _("tell: advertising")
        HAM = "ham", _("tell: a comment")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="akismet_errands")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("errand to Akismet")
        verbose_name_plural = _("errands to Akismet")

    def __str__(self) -> str:
        return f"{self.kind} {self.comment_id}"


_THE_ONE = Question(lambda: SpamFilter.objects.filter(pk=1).order_by())
