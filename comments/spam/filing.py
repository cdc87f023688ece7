"""What the filter says of a comment that is sent, and whether it may file it as spam by itself.

`judge` is asked before the comment is stored, by whoever decides on its first status; `keep` stores what was said once
the comment has a key. A judgement costs two queries, and one more where filing is in question. Until it has learnt
`ENOUGH` comments of each kind it says nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from comments.models import Comment, Status
from comments.models.spam import Label, SpamFilter, SpamScore, Token

from . import chances, errands, lessons, tokens, trials
from .chances import Counts

ENOUGH = 10  # comments of each kind, before a score says more than chance
LIKELY_FROM = 0.9  # a score from which a comment looks like advertising: SpamBayes' own line, and it only orders
# A score from which it would file. On foreign comments (`make bench ARGS=filter`) lines of 0.9, 0.99 and 0.999 were right
# in 88, 96 and 99 of a hundred cases: one below this would hardly ever pass the bar, and find nothing at all then.
SPAM_FROM = 0.999
REASONS = 5
_MEMO = "_spam_judgement"


@dataclass(frozen=True)
class Judgement:
    """`score` is None while the filter knows too little. `files`: this comment is to begin as spam."""

    score: float | None = None
    reasons: list[tuple[str, float]] = field(default_factory=list)
    may_file: bool = False
    files: bool = False
    signals: dict[str, str] = field(default_factory=dict)
    asks_akismet: bool = False

    @property
    def says_spam(self) -> bool:
        return verdict(self.score) == Status.SPAM


def judge(comment: Comment, signals: Mapping[str, str] | None = None) -> Judgement:
    """What is to be said of a draft that was `signals` (name: value) sent; asked again of the same one, the same."""
    known: Judgement | None = getattr(comment, _MEMO, None)
    if known is not None and (signals is None or dict(signals) == known.signals):
        return known
    filter_ = SpamFilter.current()
    found = _judged(comment, dict(signals or {}), filter_)
    setattr(comment, _MEMO, found)
    return found


def keep(comment: Comment, signals: Mapping[str, str] | None = None) -> None:
    """Store what was said of this comment, which is stored now; what nothing was said of has no row."""
    said = judge(comment, signals)
    if said.score is not None or said.signals or said.asks_akismet:
        is_filed = said.files and comment.status == Status.SPAM
        SpamScore.objects.create(comment=comment, is_filed=is_filed, **_said(said))
    if said.asks_akismet:
        errands.ask(comment)


def reword(comment: Comment) -> None:
    """Its text is another one now: it is judged anew, and what it taught is looked at again.

    Where somebody has decided, only the score stays, for the count; its reasons quote words that may be gone.
    """
    scores = SpamScore.objects.filter(comment=comment)
    score = scores.first()
    if score and score.outcome == SpamScore.Outcome.OPEN:
        scores.update(**_said(_judged(comment, score.signals, SpamFilter.current())))
    elif score:
        scores.update(reasons=[])
    lessons.owe([comment.pk])


def verdict(score: float | None) -> str:
    """What it would make of a comment, were it asked alone: spam, or pending."""
    return Status.SPAM if score is not None and score >= SPAM_FROM else Status.PENDING


def looks_like_spam(score: SpamScore) -> bool:
    """To be said on the card, and decided last where the queue is ordered so: by itself, or as Akismet says."""
    return score.akismet == Label.SPAM or (score.score or 0) >= LIKELY_FROM


def _said(said: Judgement) -> dict[str, object]:
    return {
        "score": said.score,
        "reasons": [list(reason) for reason in said.reasons],
        "signals": said.signals,
        "says_spam": said.says_spam,
    }


def _judged(comment: Comment, signals: dict[str, str], filter_: SpamFilter) -> Judgement:
    if not filter_.is_on:
        return Judgement(signals=signals)
    asks = errands.may_ask(filter_)
    taught = Counts(filter_.spam, filter_.ham)
    if min(taught) < ENOUGH:
        return Judgement(signals=signals, asks_akismet=asks)
    score, reasons = scored(comment, signals, taught)
    allowed = verdict(score) == Status.SPAM and trials.may_file(filter_)
    files = allowed and not _is_sample(comment)
    return Judgement(score, reasons, allowed, files, signals, asks)


def scored(comment: Comment, signals: Mapping[str, str], taught: Counts) -> tuple[float, list[tuple[str, float]]]:
    """The score and its strongest reasons, in one query."""
    rows = Token.objects.filter(token__in=tokens.of(comment, signals))
    found = {row.token: Counts(row.spam, row.ham) for row in rows}
    telling = chances.strongest(found, taught)
    score = chances.combined(chance for _token, chance in telling)
    return score, [(token, round(chance, 4)) for token, chance in telling[:REASONS]]


def _is_sample(comment: Comment) -> bool:
    """One of some, by its text alone: whoever sends the same again learns nothing new."""
    return hashlib.sha256(comment.body.encode()).digest()[0] % trials.SAMPLE == 0
