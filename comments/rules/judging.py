"""One comment, every rule: each is asked, whatever an earlier one said, and the first that fired decides."""

from __future__ import annotations

from comments.models import Comment, Defaults, InForce, Status
from comments.rules.drafts import Draft, Stored
from comments.rules.engine import Finding, Rule, Verdict
from comments.rules.order import ORDER

PUBLISHED = Verdict(Status.APPROVED)
HELD = Verdict(Status.PENDING)


def judge(draft: Draft, policy: InForce) -> Verdict:
    findings = tuple(_finding(rule, draft, policy) for rule in ORDER)
    cause = next(finding.rule for finding in findings if finding.decides)
    held_for = cause.code if cause.code in Comment.HeldFor.values else Comment.HeldFor.NOTHING
    return Verdict(cause.leads_to or Status.PENDING, held_for, cause.code, findings, policy.version)


def first(comment: Comment, settings: Defaults, *, is_staff: bool) -> Verdict:
    """What a comment of a discussion begins as, or what becomes of a change of one."""
    return judge(Draft(comment, comment.discussion.post, is_staff), comment.discussion.in_force)


def held(verdict: Verdict) -> Verdict:
    """What its writer wants to look at once more is not published meanwhile, whoever they are."""
    return HELD if verdict.status == Status.APPROVED else verdict


def is_known(comment: Comment, approved: int) -> bool:
    """Has its writer, by account or proven address, had so many comments approved?"""
    needed = max(approved, 1)  # nobody is known by nothing
    return Stored(comment).approved(needed) >= needed


def _finding(rule: Rule, draft: Draft, policy: InForce) -> Finding:
    return Finding(rule, *(draft.recalled.get(rule.code) or rule.check(draft, policy)))
