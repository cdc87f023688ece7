"""The rows of subscriptions: of one reader, to one kind of thing, once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from comments.models import Commenter, Subscription
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db
Scope = Subscription.Scope


@pytest.fixture
def ellen():
    return Commenter.objects.create(email="ellen@example.org", name="Ellen")


@pytest.fixture
def root():
    return a_comment(a_post())


def refused(**fields):
    try:
        with transaction.atomic():
            Subscription.objects.create(**fields)
    except IntegrityError:
        return True
    return False


def test_a_subscription_is_of_exactly_one_reader(ellen):
    assert refused(scope=Scope.ARTICLES)
    assert refused(scope=Scope.ARTICLES, commenter=ellen, user=a_user())
    assert not refused(scope=Scope.ARTICLES, commenter=ellen)


def test_a_scope_names_what_it_needs_and_nothing_else(ellen, root):
    here, thread = {"discussion": root.discussion}, {"discussion": root.discussion, "root": root}
    good = {
        Scope.THREAD: thread,
        Scope.DISCUSSION: here,
        Scope.AUTHOR: here,
        Scope.REPLIES: {},
        Scope.ARTICLES: {},
    }
    for scope in Scope:
        for fields in ({}, here, thread):
            assert refused(scope=scope, commenter=ellen, **fields) == (fields != good[scope]), (scope, fields)


def test_the_same_is_subscribed_to_once(ellen, root):
    david = a_user()
    for reader in ({"commenter": ellen}, {"user": david}):
        fields = {**reader, "scope": Scope.THREAD, "discussion": root.discussion, "root": root}
        assert [refused(**fields), refused(**fields)] == [False, True]
        assert [refused(**reader, scope=Scope.ARTICLES), refused(**reader, scope=Scope.ARTICLES)] == [False, True]
