"""Keeping what the rules found about a comment, and reading it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from blog.prepared import Addition
from comments.models import Comment, Trace
from comments.rules.engine import Finding, Verdict
from comments.rules.order import ORDER, RULES

_NEW = Addition(Trace)
_READ: Any = Comment.trace  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Told:
    """A trace as a card shows it: what decided, and everything else that was looked at."""

    cause: Finding
    others: tuple[Finding, ...]

    def is_overtaken_by(self, comment: Comment) -> bool:
        """Is it held for something else by now? Whoever proves an address gets the name that goes with it."""
        code = self.cause.rule.code
        return code in Comment.HeldFor.values and comment.held_for != code

    @property
    def why(self) -> str:
        """What decided, in a sentence."""
        return str(self.cause.rule.won) or self.cause.says


def begin(comment: Comment, verdict: Verdict) -> None:
    """Keep it beside a comment that is new."""
    _NEW.add(Trace(comment=comment, **_said(verdict)))


def is_traced(comment: Comment) -> bool:
    return Trace.objects.filter(pk=comment.pk).exists()


def keep(comment: Comment, verdict: Verdict) -> None:
    """Keep it instead of what was found about an earlier wording."""
    Trace.objects.filter(pk=comment.pk).update(**_said(verdict), made_at=timezone.now())


def forget(comment_id: int) -> None:
    """Which rules fired stays; what they looked at goes, since it may be a name or a piece of the text."""
    for trace in Trace.objects.filter(pk=comment_id):
        trace.findings = [finding[:2] for finding in trace.findings]
        trace.save(update_fields=["findings"])


def of(comments: Sequence[Comment]) -> dict[int, Told]:
    """The traces of these comments, in one query, or none where they were read along. What is older has no trace."""
    rows = [row for comment in comments if (row := read_along(comment))]
    unread = [comment.pk for comment in comments if not _READ.is_cached(comment)]
    rows += Trace.objects.filter(pk__in=unread) if unread else []
    found = {row.pk: told(row) for row in rows}
    return {pk: trace for pk, trace in found.items() if trace}


def read_along(comment: Comment) -> Trace | None:
    return _READ.related.get_cached_value(comment, default=None)


def told(trace: Trace) -> Told | None:
    """None where its cause is a rule that is no more."""
    findings = unpacked(trace)
    cause = findings.get(trace.cause)
    others = tuple(finding for code, finding in findings.items() if code != trace.cause)
    return Told(cause, others) if cause else None


def unpacked(trace: Trace) -> dict[str, Finding]:
    """By code, in the order that the rules have today; a rule that came later found nothing."""
    rows = {code: (bool(fired), *rest) for code, fired, *rest in trace.findings}
    return {rule.code: Finding(RULES[rule.code], *rows[rule.code]) for rule in ORDER if rule.code in rows}


def _said(verdict: Verdict) -> dict[str, Any]:
    findings = [_packed(finding) for finding in verdict.findings]
    return {"cause": verdict.cause, "findings": findings, "policy_version": verdict.policy_version}


def _packed(finding: Finding) -> list[object]:
    row = [finding.rule.code, int(finding.fired)]
    return [*row, finding.inputs] if finding.inputs else row
