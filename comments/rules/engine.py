"""What a rule is, what it finds, and what a comment begins as by all that was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from comments.models import Comment, InForce, Status
from comments.rules.drafts import Draft

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Inputs = dict[str, Any]


class Found(NamedTuple):
    """Whether a rule fired, and what it looked at: small, and of what JSON can hold."""

    fired: bool
    inputs: Inputs


@dataclass(frozen=True)
class Rule:
    """`leads_to` is None for a hint, which is noted and decides nothing. `says` explains both outcomes.

    `won` is what else to say where it decided; `is_last` marks what always fires.
    """

    code: str
    label: str | _StrPromise
    check: Callable[[Draft, InForce], Found]
    says: Callable[[Inputs, bool], str]
    leads_to: Status | None = Status.PENDING
    won: str | _StrPromise = ""
    is_last: bool = False


@dataclass(frozen=True)
class Finding:
    rule: Rule
    fired: bool
    inputs: Inputs = field(default_factory=dict)

    @property
    def says(self) -> str:
        return self.rule.says(self.inputs, self.fired)

    @property
    def decides(self) -> bool:
        return self.fired and self.rule.leads_to is not None

    @property
    def is_against(self) -> bool:
        """Would it have kept the comment off the page by itself?"""
        return self.decides and self.rule.leads_to != Status.APPROVED and not self.rule.is_last


@dataclass(frozen=True)
class Verdict:
    """What a comment begins as. `cause` is the code of the rule that decided; `findings` is all that was found."""

    status: Status
    held_for: str = Comment.HeldFor.NOTHING
    cause: str = ""
    findings: tuple[Finding, ...] = ()
    policy_version: int = 0
