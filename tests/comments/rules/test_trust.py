"""What is trusted at once, and what is said of what is not."""

from __future__ import annotations

import pytest

from comments.models import Defaults
from comments.rules import tracing, trust
from tests.builders import a_post, carol
from tests.comments.rules.crew import a_member, earlier, sent, settings, site_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


LEVELS = [
    # level, approved before, proven; begins as, by which rule
    ("", 9, True, "pending", "read"),
    ("read", 9, True, "pending", "read"),
    ("known", 2, True, "pending", "read"),
    ("known", 3, True, "approved", "known"),
    ("known", 9, False, "pending", "read"),
    ("shown", 0, False, "approved", "shown"),
    ("shown", 9, True, "approved", "shown"),
]


@pytest.mark.parametrize(("level", "before", "proven", "status", "cause"), LEVELS)
def test_how_much_is_trusted(post, level, before, proven, status, cause):
    site_rules(level=level)
    earlier(post, *["approved"] * before)
    comment = sent(post, proven=proven)
    assert (comment.status, comment.trace.cause) == (status, cause)


SAID = [
    (trust.STAFF, {}, True, "Whoever decides here wrote it."),
    (trust.RESTS, {}, True, "Its writer let it rest first, so it is read before it is shown."),
    (trust.SHOWN, {}, True, "Everything is shown at once here, unless another rule holds it."),
    (trust.KNOWN, {"on": True, "proven": False}, False, "Nothing proves who wrote it, and nobody is known by a typed address."),
    (trust.KNOWN, {"on": True, "proven": True, "approved": 1, "needed": 3}, False,
     "1 comment by its writer was approved; 3 make a writer known."),
    (trust.KNOWN, {"on": False}, False, "Known writers are not let through here."),
    (trust.READ, {"level": "read", "member": False}, True, "Every comment from a guest is held."),
    (trust.READ, {"level": "known"}, True,
     "Only what known writers send is shown at once, and its writer is not known yet."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "inputs", "fired", "said"), SAID)
def test_it_is_said_in_a_plain_sentence(rule, inputs, fired, said):
    assert rule.says(inputs, fired) == said


def test_a_member_is_told_apart_from_a_guest(post):
    comment = sent(post, user=a_member())
    assert "unless the article’s author or a moderator wrote it" in tracing.told(comment.trace).cause.says


def test_what_the_house_writes_stands_whatever_the_rules_say(post):
    site_rules(level="read", links_allowed=0, first_count=9)
    comment = sent(post, "https://a.example https://b.example", user=carol())
    assert (comment.status, comment.trace.cause) == ("approved", "staff")


def test_what_rests_is_read_first_even_where_everything_is_shown(post):
    settings(care_mode=True, cooling_off=True)
    site_rules(level="shown")
    comment = sent(post, rests=True)
    assert (comment.status, comment.trace.cause, comment.is_awake) == ("pending", "rests", False)
    Defaults.objects.update(cooling_off=False)
    comment = sent(post, "Where nothing rests.", rests=True)
    assert (comment.status, comment.rests_until) == ("approved", None)
