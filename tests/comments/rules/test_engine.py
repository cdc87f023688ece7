"""What a finding is worth by what its rule leads to."""

from __future__ import annotations

import pytest

from comments.models import Status
from comments.rules.engine import Finding, Found, Rule

WORTH = [
    # leads to, fired, fires always; does it decide, is it against the comment
    (Status.PENDING, True, False, True, True),
    (Status.SPAM, True, False, True, True),
    (Status.APPROVED, True, False, True, False),
    (Status.PENDING, False, False, False, False),
    (None, True, False, False, False),
    (Status.PENDING, True, True, True, False),
]


@pytest.mark.parametrize(("leads_to", "fired", "is_last", "decides", "is_against"), WORTH)
def test_what_a_finding_is_worth(leads_to, fired, is_last, decides, is_against):
    rule = Rule("moon", "Moon", lambda draft, policy: Found(fired, {}), lambda inputs, fired: "", leads_to, "", is_last)
    finding = Finding(rule, fired)
    assert (finding.decides, finding.is_against) == (decides, is_against)


def test_a_finding_says_what_its_rule_says_of_it():
    rule = Rule(
        "moon", "Moon", lambda draft, policy: Found(True, {}), lambda inputs, fired: f"{inputs['phase']} {fired}"
    )
    assert Finding(rule, True, {"phase": "full"}).says == "full True"
