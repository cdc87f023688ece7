"""What holds for whom: a table of measures against senders, and what it costs to ask."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from blog.mail.models import address_mark
from comments.models import Comment, Measure, Whom
from comments.people import standing as people
from comments.people.standing import standing
from tests.builders import a_comment, a_post, a_user, carol

from .conftest import NET, taken

pytestmark = pytest.mark.django_db


def a_measure(what="block", **about) -> Measure:
    return Measure.objects.create(what=what, until=timezone.now() + timedelta(days=7), **about)


def sent(post, **fields) -> Comment:
    """Not stored: as it is asked about."""
    return Comment(discussion_id=post.pk, **{"name": "Bob", "email": "bob@example.org", "network": NET, **fields})


PROVEN, MEMBER, TYPED, NOBODY = "proven", "member", "typed", "nobody"


def sender(kind, post, member) -> Comment:
    if kind == MEMBER:
        return sent(post, user=member, email="", name="Mona")
    if kind == PROVEN:
        return sent(post, proof=Comment.Proof.ADDRESS)
    return sent(post, email="bob@example.org" if kind == TYPED else "", name="Anonymous")


# By whom a block is about: who is blocked by it.
BLOCKED = {
    "bob's address": {PROVEN},
    "bob's network": {TYPED, NOBODY},
    "mona's account": {MEMBER},
    "mona's address": {MEMBER},
    "the domain": {PROVEN, MEMBER, TYPED},
    "the pattern bob@*": {PROVEN, TYPED},
    "the pattern of his whole address": set(),
    "another network": set(),
    "another domain": set(),
}


@pytest.mark.parametrize("kind", [PROVEN, MEMBER, TYPED, NOBODY])
@pytest.mark.parametrize("about", BLOCKED)
def test_who_is_blocked_by_what(about, kind, post, member):
    columns = {
        "bob's address": {"whom": Whom.ADDRESS, "mark": address_mark("bob@example.org")},
        "bob's network": {"whom": Whom.NETWORK, "mark": NET},
        "mona's account": {"whom": Whom.ACCOUNT, "user": member},
        "mona's address": {"whom": Whom.ADDRESS, "mark": address_mark("mona@example.org")},
        "the domain": {"whom": Whom.DOMAIN, "value": "example.org"},
        "the pattern bob@*": {"whom": Whom.PATTERN, "value": "bob@*"},
        "the pattern of his whole address": {"whom": Whom.PATTERN, "value": "*bob@example.org"},
        "another network": {"whom": Whom.NETWORK, "mark": "b" * 64},
        "another domain": {"whom": Whom.DOMAIN, "value": "example.com"},
    }[about]
    a_measure(**columns)
    found = standing(sender(kind, post, member))
    assert bool(found.blocked_by) is (kind in BLOCKED[about])


def test_typing_a_blocked_address_blocks_nobody_but_is_read_first(post):
    block = a_measure(whom=Whom.ADDRESS, mark=address_mark("bob@example.org"))
    found = standing(sent(post, name="Mallory", email="BOB@example.org"))
    assert (found.blocked_by, found.typed_block, found.is_read_first) == (None, block, True)


def test_a_pattern_that_spells_out_an_address_has_it_read_first_and_locks_its_owner_out_of_nothing(post):
    block = a_measure(whom=Whom.PATTERN, value="bob@example.org")
    found = standing(sent(post, name="Mallory", email="BOB@example.org"))
    assert (found.blocked_by, found.typed_block, found.is_read_first) == (None, block, True)
    proven = standing(sent(post, proof=Comment.Proof.ADDRESS))
    assert (proven.blocked_by, proven.is_read_first) == (None, False)


def test_who_logs_out_of_a_blocked_account_is_still_the_same_person(post, member):
    block = a_measure(whom=Whom.ACCOUNT, user=member)
    assert standing(sent(post, email="mona@example.org", proof=Comment.Proof.ADDRESS)).blocked_by == block
    assert standing(sent(post, email="mona@example.org")).blocked_by is None


def test_an_account_that_proved_nothing_does_not_pass_a_networks_block(post):
    a_measure(whom=Whom.NETWORK, mark=NET)
    assert standing(sent(post, user=a_user("newcomer"), email="")).blocked_by


def test_nothing_holds_for_who_looks_after_the_site(post):
    user = carol()
    a_measure(whom=Whom.ACCOUNT, user=user)
    a_measure(whom=Whom.DOMAIN, value="example.org")
    assert standing(sent(post, user=user, email="")) == people.NOTHING


def test_it_ends_by_itself(post, his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol, time="day")
    assert standing(his).blocked_by == block
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert standing(his).blocked_by is None


def test_what_was_ended_holds_no_more(his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol)
    Measure.objects.filter(pk=block.pk).update(ended_at=timezone.now())
    assert standing(his).blocked_by is None


def test_of_several_the_longest_is_told(his, carol):
    taken(his, Whom.ADDRESS, carol, time="day")
    longest, _act = taken(his, Whom.DOMAIN, carol, value="example.org", time="good")
    taken(his, Whom.PATTERN, carol, value="bob@*", time="month")
    assert standing(his).blocked_by == longest


def test_trust_and_reading_first_are_told_beside_each_other(his, carol):
    trusted, _act = taken(his, Whom.ADDRESS, carol, "trust")
    first, _act = taken(his, Whom.ADDRESS, carol, "read-first")
    found = standing(his)
    assert (found.trusted_by, found.premoderated_by, found.blocked_by) == (trusted, first, None)


def test_trust_is_nobodys_who_merely_types_the_address(post, his, carol):
    taken(his, Whom.ADDRESS, carol, "trust")
    assert standing(sent(post)).trusted_by is None


def test_an_authors_measure_holds_below_their_own_articles_alone(his, alice, carol):
    first, _act = taken(his, Whom.ADDRESS, alice, "read-first")
    elsewhere = a_post(carol)
    assert first.under == alice
    assert standing(his).premoderated_by == first
    assert standing(sent(elsewhere, proof=Comment.Proof.ADDRESS)).premoderated_by is None


@pytest.mark.parametrize("kind", [PROVEN, MEMBER, TYPED, NOBODY])
def test_it_takes_two_queries_at_most(kind, post, member, django_assert_max_num_queries):
    for number in range(20):
        a_measure(whom=Whom.PATTERN, value=f"*pattern{number}*")
        a_measure(whom=Whom.DOMAIN, value=f"domain{number}.example")
    comment = sender(kind, post, member)
    with django_assert_max_num_queries(2):
        standing(comment)


def test_the_sentence_says_until_when_and_why(his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol, time="day", reason="Three insults.")
    said = people.sentence(block)
    assert timezone.localtime(block.until).strftime("%Y") in said
    assert "“Three insults.”" in said
    endless, _act = taken(his, Whom.NETWORK, carol)
    assert "No reason was given." in people.sentence(endless)


def test_hits_are_counted(his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol)
    people.hit(block)
    people.hit(block)
    block.refresh_from_db()
    assert block.hits == 2
    assert block.last_hit_at is not None


def test_a_visitor_is_asked_about_by_what_their_browser_proves(his, bob, carol):
    block, _act = taken(his, Whom.ADDRESS, carol)
    assert people.of_visitor(None, bob, "").blocked_by == block
    assert people.of_visitor(None, None, NET).blocked_by is None


def test_a_stored_comment_and_who_acts_as_its_writer_are_both_asked_about(post):
    comment = a_comment(post, network="")
    a_measure(whom=Whom.NETWORK, mark=NET)
    assert standing(comment).blocked_by is None
    assert standing(comment, network=NET).blocked_by
