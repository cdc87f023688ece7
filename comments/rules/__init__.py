"""With what status a comment begins, and why. Rules read what was proven, never what was typed."""

from comments.rules.drafts import Draft
from comments.rules.engine import Finding, Verdict
from comments.rules.judging import HELD, PUBLISHED, first, held, is_known, judge
from comments.rules.sources import plug

__all__ = ["HELD", "PUBLISHED", "Draft", "Finding", "Verdict", "first", "held", "is_known", "judge", "plug"]
