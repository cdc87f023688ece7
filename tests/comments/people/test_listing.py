"""The lines of the list of what holds: whom, how long still, and where its page is."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from comments.models import Measure, Whom
from comments.people import listing
from tests.builders import a_comment

from .conftest import NET, taken

pytestmark = pytest.mark.django_db


def lines(user, query="", **said) -> list[listing.Line]:
    return listing.page(user, query, said.get("before", ""), said.get("is_over", False)).lines


@pytest.mark.parametrize(("time", "remains"), [("day", "1 day"), ("week", "1 week"), ("good", "for good")])
def test_what_remains_is_told_in_words(time, remains, his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol, time=time)
    with time_machine.travel(block.at, tick=False):
        assert [line.remains.replace("\xa0", " ") for line in lines(carol)] == [remains]


def test_what_is_over_says_so_and_cannot_be_ended(his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol, time="day")
    with time_machine.travel(block.until + timedelta(seconds=1)):
        (line,) = lines(carol, is_over=True)
        assert (line.remains, line.may_end) == ("over", False)
        assert lines(carol) == []


def test_each_leads_to_the_page_of_whom_it_is_about(post, his, member, carol):
    stranger = a_comment(post, email="", network=NET)
    theirs = a_comment(post, user=member, email="")
    for comment, whom in [
        (his, Whom.ADDRESS),
        (stranger, Whom.NETWORK),
        (theirs, Whom.ACCOUNT),
        (theirs, Whom.ADDRESS),
    ]:
        taken(comment, whom, carol)
    Measure.objects.create(what="block", whom=Whom.DOMAIN, value="spam.example")
    keys = ["", f"u{member.pk}", f"u{member.pk}", f"n{stranger.pk}", f"a{his.pk}"]
    assert [line.key for line in lines(carol)] == keys


def test_an_edge_that_is_none_is_not_applied(his, carol):
    taken(his, Whom.ADDRESS, carol)
    for edge in ("x", "-1", "١", "9" * 18):
        assert len(lines(carol, before=edge)) == 1


def test_it_is_searched_by_value(carol):
    Measure.objects.create(what="block", whom=Whom.PATTERN, value="*casino*")
    assert len(lines(carol, "CASINO")) == 1
    assert lines(carol, "lottery") == []


def test_an_author_finds_nobody_by_address(his, alice):
    taken(his, Whom.ADDRESS, alice, "read-first")
    assert lines(alice, "bob@example.org") == []
    assert len(lines(alice, "bob")) == 1
