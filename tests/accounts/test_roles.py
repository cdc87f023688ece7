from __future__ import annotations

import pytest

from accounts.models import AUTHORS, LOCAL_MODERATORS, MODERATORS, User
from accounts.roles import Role, assign, at_work, having, is_last_owner, role_of
from tests import builders

pytestmark = pytest.mark.django_db

# role, enters the panel, may do everything, groups
WHAT_A_ROLE_IS = [
    ("member", False, False, set()),
    ("local-moderator", True, False, {LOCAL_MODERATORS}),
    ("moderator", True, False, {MODERATORS}),
    ("author", True, False, {AUTHORS}),
    ("author-moderator", True, False, {AUTHORS, MODERATORS}),
    ("owner", True, True, set()),
]


@pytest.mark.parametrize(("role", "staff", "superuser", "groups"), WHAT_A_ROLE_IS)
def test_a_role_sets_the_flags_and_the_groups(role, staff, superuser, groups):
    bob = builders.a_user("bob")
    assign(bob, role)
    bob = User.objects.get(pk=bob.pk)
    assert (bob.is_staff, bob.is_superuser, {group.name for group in bob.groups.all()}) == (staff, superuser, groups)
    assert role_of(bob) == role


@pytest.mark.parametrize("before", [row[0] for row in WHAT_A_ROLE_IS])
@pytest.mark.parametrize("after", [row[0] for row in WHAT_A_ROLE_IS])
def test_a_new_role_leaves_nothing_of_the_one_before(before, after):
    bob = builders.a_user("bob")
    assign(bob, before)
    assign(bob, after)
    assert role_of(User.objects.get(pk=bob.pk)) == after


def test_a_group_of_somebody_elses_making_stays():
    bob = builders.a_user("bob")
    bob.groups.create(name="Choir")
    assign(bob, Role.AUTHOR)
    assign(bob, Role.MEMBER)
    assert [group.name for group in bob.groups.all()] == ["Choir"]


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("owner", ["olive"]),
        ("author", ["alice", "erin"]),
        ("moderator", ["carol", "erin"]),
        ("local-moderator", ["lena"]),
        ("author-moderator", ["erin"]),
        ("member", ["bob"]),
    ],
)
def test_people_are_found_by_role(role, names):
    builders.alice()
    builders.carol()
    builders.an_owner()
    builders.a_user("bob")
    assign(builders.a_user("erin"), Role.BOTH)
    assign(builders.a_user("lena"), Role.LOCAL)
    assert sorted(person.username for person in having(User.objects.all(), role)) == names


@pytest.mark.parametrize("role", [row[0] for row in WHAT_A_ROLE_IS if row[0] != "member"])
def test_at_work_the_role_is_told_without_asking_for_it(role, django_assert_num_queries):
    bob = builders.a_user("bob")
    assign(bob, role)
    bob = User.objects.get(pk=bob.pk)
    bob.get_all_permissions()
    with django_assert_num_queries(0):
        assert at_work(bob) == role


def test_an_owner_is_the_last_one_until_there_is_another_who_can_sign_in():
    olive = builders.an_owner()
    other = builders.a_user("oscar", is_superuser=True, is_active=False)
    assert is_last_owner(olive)
    other.is_active = True
    other.save()
    assert not is_last_owner(olive)
    assert not is_last_owner(builders.alice())
