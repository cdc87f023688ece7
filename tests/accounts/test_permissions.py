"""One query says what a person may do, and it says what Django's own two would."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_backends
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import PermissionsTogether
from tests import builders

pytestmark = pytest.mark.django_db

PEOPLE = {
    "author": builders.alice,
    "moderator": builders.carol,
    "owner": builders.an_owner,
    "member": lambda: builders.a_user("bob"),
    "with one of their own": lambda: builders.grant(builders.alice(), "add_tag", "delete_post"),
    "inactive": lambda: builders.carol(is_active=False),
}


def test_the_site_reads_permissions_this_way():
    assert isinstance(get_backends()[0], PermissionsTogether)


@pytest.mark.parametrize("who", PEOPLE)
def test_they_are_what_django_would_say(who):
    pk = PEOPLE[who]().pk
    expected = ModelBackend().get_all_permissions(User.objects.get(pk=pk))
    assert User.objects.get(pk=pk).get_all_permissions() == expected
    assert bool(expected) is (who not in {"member", "inactive"})


def test_they_are_read_once(django_assert_num_queries):
    alice = User.objects.get(pk=builders.alice().pk)
    with django_assert_num_queries(1):
        assert alice.has_perm("posts.add_post")
        assert not alice.has_perm("comments.moderate_comment")


def test_nobody_has_any():
    assert PermissionsTogether().get_all_permissions(AnonymousUser()) == set()
