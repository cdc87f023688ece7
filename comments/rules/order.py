"""The rules, in the order in which they decide.

It is WordPress' where that has one: the staff's own words; what is never taken; the filter, where it may
file; then everything that holds; and at last what the site does with what nothing was found against.
"""

from __future__ import annotations

from comments.rules import content, trust, writers
from comments.rules.engine import Rule

ORDER: tuple[Rule, ...] = (
    trust.STAFF,
    content.DISALLOWED,
    content.FILTER,
    writers.NAME,
    content.WORDS,
    content.LINKS,
    writers.PREMODERATED,
    writers.TRUSTED,  # by a person: above what numbers say of a writer
    writers.FIRST,
    writers.RATE,
    writers.REPORTED,
    trust.RESTS,
    content.FAST_TYPING,
    trust.SHOWN,
    trust.KNOWN,
    trust.READ,  # fires always: so something decides
)
RULES = {rule.code: rule for rule in ORDER}
