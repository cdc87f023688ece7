"""Learning from decisions, and taking back what was learnt.

What a comment teaches follows from its state alone: the last decision of somebody of the house that still stands,
if it made it advertising or approved it and its text has not changed since. Declined and removed comments teach
nothing, waiting and withdrawn ones neither. So it does not matter in what order things are looked at, nor how often,
and an undo leaves the tables as if the act had never been.

A move only notes that something is owed (`owe`), in its own transaction. The background takes the notes up a batch at
a time: teaching, the note's end and the lesson (exactly which tokens, under which label) are one transaction, so that
a worker that dies has done all of it or nothing. Who teaches holds the one row of `SpamFilter` and writes tokens in
their order; so learners wait for each other and never in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from comments import undoing
from comments.models import Comment, Event, Status
from comments.models.spam import Label, Lesson, OwedLesson, SpamFilter, SpamScore, Token
from comments.transitions import STAFF

from . import errands, tokens

BATCH = 50  # comments that are learnt at once: on SQLite writers wait meanwhile
CHUNK = 500  # rows that a statement names
LABELS = {Status.APPROVED: Label.HAM, Status.SPAM: Label.SPAM}


def owe(comment_ids: Iterable[int]) -> None:
    """Something happened to these comments; called in the transaction in which it did."""
    OwedLesson.objects.bulk_create([OwedLesson(comment_id=pk) for pk in comment_ids], batch_size=CHUNK)


def learn_owed(limit: int = BATCH) -> int:
    """Look at some of what is owed. Returns how many notes were worked off."""
    if not OwedLesson.objects.exists() and not _orphans().exists():
        return 0
    with transaction.atomic():
        filter_ = hold()
        owed = list(OwedLesson.objects.order_by("pk").values_list("pk", "comment_id")[:limit])
        _learn(filter_, {comment_id for _pk, comment_id in owed})
        gone = list(_orphans()[:limit])
        _Teaching(filter_).take_back(gone).write()
        Lesson.objects.filter(pk__in=[lesson.pk for lesson in gone]).delete()
        OwedLesson.objects.filter(pk__in=[pk for pk, _comment_id in owed]).delete()
    return len(owed) + len(gone)


def forget(comment: Comment) -> None:
    """Whoever wrote it wants to be forgotten: nothing it taught stays, nor what was said of it, but for the count.

    What stays of its text is learnt anew. Inside a transaction of the caller.
    """
    filter_ = hold()
    lessons = list(Lesson.objects.filter(comment=comment))
    _Teaching(filter_).take_back(lessons).write()
    Lesson.objects.filter(comment=comment).delete()
    SpamScore.objects.filter(comment=comment).update(reasons=[], signals={})
    errands.drop(comment)
    owe([comment.pk])


def forget_everything() -> None:
    """As on the first day. What people decided stays, and is not learnt again."""
    with transaction.atomic():
        hold()
        for model in (Token, Lesson, OwedLesson, SpamScore):
            model.objects.all().delete()
        SpamFilter.objects.filter(pk=1).update(spam=0, ham=0)


def hold() -> SpamFilter:
    """The row that who teaches has to hold, made where it is missing."""
    rows = SpamFilter.objects.select_for_update()
    found = rows.filter(pk=1).first()
    if found is None:
        SpamFilter.objects.bulk_create([SpamFilter(pk=1)], ignore_conflicts=True)
        found = rows.get(pk=1)
    return found


@dataclass(frozen=True)
class Decision:
    """What somebody of the house decided last, and it stands."""

    to: str
    at: datetime


def standing(comments: Mapping[int, Comment]) -> dict[int, Decision]:
    """By comment, the decision that its state goes back to; none where a machine or its writer moved it last."""
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(comment__in=list(comments)).order_by("pk"):
        events[event.comment_id].append(event)
    found = {}
    for pk, mine in events.items():
        gone = undoing.taken_back(mine)
        kept = [event for event in mine if event.pk not in gone and not event.undoes_id]
        if kept and kept[-1].role in STAFF and kept[-1].to_status == comments[pk].status:
            found[pk] = Decision(kept[-1].to_status, kept[-1].at)
    return found


def _orphans() -> QuerySet[Lesson]:
    """What a comment taught whose row is gone."""
    return Lesson.objects.filter(comment=None).order_by("pk")


def _learn(filter_: SpamFilter, comment_ids: Iterable[int]) -> None:
    related = Comment.objects.filter(pk__in=comment_ids).select_related("spam_score", "spam_lesson")
    comments = {comment.pk: comment for comment in related.order_by("pk")}
    decisions = standing(comments)
    teaching = _Teaching(filter_)
    for pk, comment in comments.items():
        teaching.look_at(comment, decisions.get(pk))
    teaching.write()
    _note_trials(comments, decisions)


@dataclass
class _Teaching:
    """What changes in the tables, gathered before anything is written."""

    filter: SpamFilter
    steps: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    totals: list[int] = field(default_factory=lambda: [0, 0])
    lessons: list[Lesson] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    def look_at(self, comment: Comment, decision: Decision | None) -> None:
        """Have it teach what it should, and nothing else."""
        lesson: Lesson | None = getattr(comment, "spam_lesson", None)
        label = _label(comment, decision)
        if lesson is None and (label is None or not self.filter.is_on):
            return
        score: SpamScore | None = getattr(comment, "spam_score", None)
        found = tokens.of(comment, score.signals if score else {}) if label else []
        if lesson and (lesson.label, lesson.tokens) == (label, found):
            return
        if lesson:
            self.take_back([lesson])
            self.ended.append(lesson.pk)
        if label and self.filter.is_on:
            self._count(label, found, 1)
            self.lessons.append(Lesson(comment=comment, label=label, tokens=found))

    def take_back(self, lessons: Iterable[Lesson]) -> _Teaching:
        for lesson in lessons:
            self._count(lesson.label, lesson.tokens, -1)
        return self

    def write(self) -> None:
        Lesson.objects.filter(pk__in=self.ended).delete()
        Lesson.objects.bulk_create(self.lessons, batch_size=CHUNK)
        if any(self.totals):
            spam, ham = self.totals
            SpamFilter.objects.filter(pk=1).update(spam=F("spam") + spam, ham=F("ham") + ham)
        names = sorted(name for name, step in self.steps.items() if any(step))
        for start in range(0, len(names), CHUNK):
            self._write_tokens(names[start : start + CHUNK])

    def _count(self, label: str, found: Iterable[str], step: int) -> None:
        column = 0 if label == Label.SPAM else 1
        self.totals[column] += step
        for token in found:
            self.steps[token][column] += step

    def _write_tokens(self, names: list[str]) -> None:
        """Whole numbers, not steps: nobody else writes while the filter's row is held."""
        known = Token.objects.in_bulk(names)
        rows = [known.get(name) or Token(token=name) for name in names]
        for row in rows:
            spam, ham = self.steps[row.token]
            row.spam, row.ham = row.spam + spam, row.ham + ham
        kept = [row for row in rows if row.spam or row.ham]
        Token.objects.filter(token__in=[row.token for row in rows if not (row.spam or row.ham)]).delete()
        Token.objects.bulk_create(kept, update_conflicts=True, unique_fields=["token"], update_fields=["spam", "ham"])


def _label(comment: Comment, decision: Decision | None) -> Label | None:
    """What it teaches; a text that changed after the decision was decided by nobody."""
    if decision is None or (comment.edited_at and comment.edited_at > decision.at):
        return None
    return LABELS.get(Status(decision.to))


def _note_trials(comments: Mapping[int, Comment], decisions: Mapping[int, Decision]) -> None:
    """What came of what the filter had said; and Akismet is told where it was wrong."""
    changed = []
    for pk, comment in comments.items():
        score: SpamScore | None = getattr(comment, "spam_score", None)
        if score is None:
            continue
        decision = decisions.get(pk)
        outcome = _outcome(decision)
        if (score.outcome, score.decided_at) != (outcome, decision and decision.at):
            score.outcome, score.decided_at = outcome, decision.at if decision and outcome else None
            changed.append(score)
            errands.after(score, _label(comment, decision))
    SpamScore.objects.bulk_update(changed, ["outcome", "decided_at"], batch_size=CHUNK)


def _outcome(decision: Decision | None) -> str:
    """Whoever declines or removes a comment has not found it to be advertising: that counts against the filter."""
    if decision is None or decision.to == Status.PENDING:
        return SpamScore.Outcome.OPEN
    return SpamScore.Outcome.SPAM if decision.to == Status.SPAM else SpamScore.Outcome.OTHER
