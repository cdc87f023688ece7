"""Whom a block would touch, before it is taken; and whom it must never touch."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from comments.models import Comment, Status, Whom
from comments.people import patterns, persons, touching
from comments.people.touching import Target
from tests.builders import a_comment, a_user, an_owner

from .conftest import NET

pytestmark = pytest.mark.django_db


def aim(comment, whom, value="") -> Target:
    found = touching.target(persons.of(comment), whom, value)
    assert found
    return found


@pytest.fixture
def crowd(post, his, member, alice):
    """By name: what is his (proven), typed under his address, mona's by account and as a guest, eve's, and alice's."""
    return {
        "his": his,
        "typed": a_comment(post, name="Somebody", network=NET),
        "mona": a_comment(post, user=member, email="", name="Mona", network=NET),
        "guest": a_comment(post, email="mona@example.org", name="Mona G", proof=Comment.Proof.ADDRESS),
        "eve": a_comment(post, email="eve@spam.example", name="Casino Eve", status=Status.PENDING),
        "alice": a_comment(post, user=alice, email="", name="Alice", role=Comment.Role.AUTHOR, network=NET),
    }


@pytest.mark.parametrize(
    ("start", "whom", "value", "names"),
    [
        ("his", Whom.ADDRESS, "", {"his"}),
        ("his", Whom.NETWORK, "", {"typed"}),
        ("mona", Whom.ACCOUNT, "", {"mona", "guest"}),
        ("mona", Whom.ADDRESS, "", {"mona", "guest"}),
        ("eve", Whom.DOMAIN, "spam.example", {"eve"}),
        ("eve", Whom.DOMAIN, "example", {"eve"}),
        ("his", Whom.DOMAIN, "example.org", {"his", "typed", "mona", "guest"}),
        ("eve", Whom.PATTERN, "*casino*", {"eve"}),
        ("eve", Whom.PATTERN, "mona*", {"mona", "guest"}),
        ("eve", Whom.PATTERN, "nobody*", set()),
    ],
)
def test_whom_it_would_touch(start, whom, value, names, crowd):
    if whom == Whom.PATTERN:
        value = patterns.as_pattern(value)
    found = touching.touched(aim(crowd[start], whom, value))
    touched = {crowd[name] for name in names}
    assert found.count == len(names)
    assert set(found.names) == {comment.name for comment in touched}
    assert set(found.shown) == {comment.pk for comment in touched if comment.status == Status.APPROVED}


def test_only_so_many_names_are_told(post, his, monkeypatch):
    monkeypatch.setattr(touching, "MOST_NAMES", 2)
    for name in ("Ann", "Ben", "Cem"):
        a_comment(post, name=name, network=NET)
    found = touching.touched(aim(his, Whom.NETWORK))
    assert (len(found.names), found.more_names) == (2, 1)


def test_looking_changes_nothing(crowd, django_assert_max_num_queries):
    target = aim(crowd["his"], Whom.ADDRESS)
    with django_assert_max_num_queries(1) as asked:
        touching.touched(target)
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)


@pytest.mark.parametrize(
    ("whom", "value"), [(Whom.DOMAIN, "example.org"), (Whom.PATTERN, "*carol*"), (Whom.PATTERN, "*@example.org")]
)
def test_a_block_that_would_hit_a_colleague_or_oneself_is_refused(whom, value, his, carol):
    target = aim(his, whom, value)
    assert "You would block yourself" in touching.obstacle(target, carol) or "Alice" in touching.obstacle(target, carol)
    assert "You would block" in touching.obstacle(target, an_owner())


def test_a_colleagues_account_and_address_are_refused(post, alice, carol):
    theirs = a_comment(post, user=alice, email="")
    assert "You would block Alice" in touching.obstacle(aim(theirs, Whom.ACCOUNT), carol)
    typed = a_comment(post, email="private@example.com", proof=Comment.Proof.ADDRESS)
    EmailAddress.objects.create(user=carol, email="Private@example.com", verified=True)
    assert "You would block yourself" in touching.obstacle(aim(typed, Whom.ADDRESS), carol)


def test_the_network_one_is_in_oneself_is_refused(his, carol):
    assert "network you are in yourself" in touching.obstacle(aim(his, Whom.NETWORK), carol, NET)
    assert touching.obstacle(aim(his, Whom.NETWORK), carol, "b" * 64) == ""


def test_an_account_that_nobody_verified_hides_behind_no_colleague(his, carol):
    EmailAddress.objects.create(user=a_user("x", is_staff=True), email="bob@example.org", verified=False)
    assert touching.obstacle(aim(his, Whom.ADDRESS), carol) == ""


@pytest.mark.parametrize(
    ("start", "kinds"),
    [
        ("his", ["address", "network", "domain", "pattern"]),
        ("typed", ["network", "domain", "pattern"]),
        ("mona", ["account", "address", "network", "domain", "pattern"]),
    ],
)
def test_one_is_blocked_by_what_is_known(start, kinds, crowd):
    assert touching.kinds(persons.of(crowd[start])) == kinds


def test_who_is_not_known_so_is_no_target(crowd):
    assert touching.target(persons.of(crowd["typed"]), Whom.ADDRESS) is None
    assert touching.target(persons.of(crowd["his"]), Whom.ACCOUNT) is None
    assert touching.target(None, Whom.NETWORK) is None
