"""Whose comments somebody decides on: the queue and `moderation` must answer alike."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from comments import moderation
from comments.models import Comment, Defaults
from comments.panel.scope import capacities, scope
from tests import builders
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db

PEOPLE = ["owner", "moderator", "author", "other author", "member", "former moderator", "nobody"]


def person(role: str) -> User | AnonymousUser:
    return {
        "owner": builders.an_owner,
        "moderator": builders.carol,
        "author": lambda: User.objects.filter(username="alice").first() or builders.alice(),
        "other author": lambda: builders._in_group(builders.a_user("mallory", is_staff=True), "Authors"),
        "member": lambda: builders.a_user("bob"),
        "former moderator": lambda: builders.carol(is_active=False),
        "nobody": AnonymousUser,
    }[role]()


@pytest.mark.parametrize("authors_moderate", [True, False])
@pytest.mark.parametrize("role", PEOPLE)
def test_the_queue_holds_what_moderation_would_let_somebody_decide(role, authors_moderate):
    Defaults.objects.update_or_create(pk=1, defaults={"authors_moderate": authors_moderate})
    alices, olives = a_comment(a_post()), a_comment(a_post(builders.a_user("otto", is_staff=True)))
    user = person(role)
    found = scope(user)
    seen = set() if found is None else set(found.values_list("pk", flat=True))
    staff = {moderation.Asker.MODERATOR, moderation.Asker.AUTHOR}
    comments = Comment.objects.select_related("discussion__post", "discussion__defaults")
    decides = {c.pk for c in comments if moderation.askers(user, c) & staff}
    assert seen == decides
    expected = {"owner": 2, "moderator": 2, "author": int(authors_moderate)}
    assert len(seen) == expected.get(role, 0)
    assert {c.pk for c in comments.filter(pk__in=[alices.pk, olives.pk]) if capacities(user, c.discussion)} == decides


def test_an_author_without_articles_has_an_empty_queue_and_a_member_none():
    assert list(scope(person("other author"))) == []
    assert scope(person("member")) is None
