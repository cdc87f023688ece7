"""Keeping what the rules found about a comment, and reading it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from comments.models import Comment, Trace
from comments.rules.engine import Finding, Verdict
from comments.rules.order import ORDER, RULES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Told:
    """A trace as a card shows it: what decided, and everything else that was looked at."""

    cause: Finding
    others: tuple[Finding, ...]

    @property
    def label(self) -> str | _StrPromise:
        return self.cause.rule.label


def keep(comment: Comment, verdict: Verdict) -> None:
    """Keep it beside the comment; where there is one of an earlier wording, instead of that."""
    said = {
        "cause": verdict.cause,
        "findings": [_packed(finding) for finding in verdict.findings],
        "policy_version": verdict.policy_version,
        "made_at": timezone.now(),
    }
    if not (comment.pk and Trace.objects.filter(pk=comment.pk).update(**said)):
        Trace.objects.create(comment=comment, **said)


def begin(comment: Comment, verdict: Verdict) -> None:
    """Keep it beside a comment that is new: one statement."""
    packed = [_packed(finding) for finding in verdict.findings]
    Trace(
        comment=comment, cause=verdict.cause, findings=packed, policy_version=verdict.policy_version
    ).save(force_insert=True)  # fmt: skip


def forget(comment_id: int) -> None:
    """Which rules fired stays; what they looked at goes, since it may be a name or a piece of the text."""
    for trace in Trace.objects.filter(pk=comment_id):
        trace.findings = [finding[:2] for finding in trace.findings]
        trace.save(update_fields=["findings"])


def of(comments: Iterable[Comment]) -> dict[int, Told]:
    """The traces of these comments, in one query. What was sent before there were any has none."""
    rows = Trace.objects.filter(pk__in=[comment.pk for comment in comments])
    found = ((row.pk, told(row)) for row in rows)
    return {pk: trace for pk, trace in found if trace}


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


def _packed(finding: Finding) -> list[object]:
    row = [finding.rule.code, int(finding.fired)]
    return [*row, finding.inputs] if finding.inputs else row
