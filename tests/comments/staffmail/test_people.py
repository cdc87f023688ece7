"""Who is written to: the same people whom the panel lets decide, found by a query."""

from __future__ import annotations

import pytest

from accounts.models import User
from comments import moderation
from comments.models import Defaults
from comments.staffmail import people
from tests.builders import a_comment, a_post, a_user, grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(alice, carol, olive, proven):
    """One of each: by group, by flag, by a permission of their own, switched off, not of the staff, unproven."""
    grant(a_user("gina", is_staff=True), "moderate_comment")
    grant(a_user("bob"), "moderate_comment")
    grant(a_user("frank", is_staff=True, is_active=False), "moderate_comment")
    a_user("omar", is_superuser=True)
    a_user("dave")
    return {user.username: User.objects.get(pk=user.pk) for user in User.objects.all()}


def test_the_query_finds_exactly_whom_the_panel_lets_decide(everybody):
    expected = {name for name, user in everybody.items() if moderation.can_moderate(user)}
    assert {user.username for user in people.moderators()} == expected == {"carol", "olive", "gina"}


def test_only_proven_addresses_are_written_to(everybody, proven):
    dave, gina = everybody["dave"], everybody["gina"]
    gina.emailaddress_set.create(email="other@example.org", verified=True)
    dave.emailaddress_set.create(email="dave@example.org", verified=False)
    User.objects.filter(username="carol").update(email="Carol@Example.org")
    found = {user.username for user in people.with_mail(User.objects.all())}
    assert found == {user.username for user in User.objects.all() if user.has_proven_address}
    assert found == {"alice", "carol", "olive"}


def test_all_are_found_in_one_query(everybody, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(people.with_mail(people.moderators()))


def test_the_author_decides_below_their_own_articles_where_authors_do(held, alice, carol):
    assert people.deciders(held, [carol]) == [alice, carol]
    Defaults.objects.update_or_create(pk=1, defaults={"authors_moderate": False})
    held.discussion.defaults.refresh_from_db()
    assert people.deciders(held, [carol]) == [carol]


def test_an_author_whose_address_is_not_proven_is_not_written_to(held, alice, carol):
    alice.emailaddress_set.update(verified=False)
    assert people.deciders(held, [carol]) == [carol]


def test_an_author_who_moderates_is_one_person(held, alice):
    assert people.deciders(held, [alice]) == [alice]


@pytest.mark.parametrize(
    ("fields", "is_theirs"),
    [
        ({"user": "carol", "email": ""}, True),
        ({"user": "alice", "email": "carol@example.org"}, False),
        ({"email": "Carol@example.org", "proof": 1}, True),
        ({"email": "carol@example.org", "proof": 0}, False),
        ({"email": "", "proof": 0}, False),
    ],
)
def test_nobody_is_written_to_about_their_own_words(alice, carol, fields, is_theirs):
    """A typed address proves nothing: whoever types a moderator's must not hide from them."""
    user = {"carol": carol, "alice": alice}.get(fields.pop("user", ""))
    comment = a_comment(a_post(alice), user=user, **fields)
    assert people.wrote(carol, comment) is is_theirs
    assert (carol in people.deciders(comment, [carol])) is not is_theirs


def test_without_a_row_one_gets_everything_at_once(carol, wants):
    assert (people.wishes(carol).held, people.wishes(carol).published) == ("now", True)
    wants(carol, held="ten", published=False)
    assert (people.wishes(carol).held, people.wishes(carol).published) == ("ten", False)
