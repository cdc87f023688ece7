from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from blog.membership.export import exported
from comments import moderation
from comments.models import Status, Subscription
from tests import builders
from tests.accounts.entrance import give_second_factor, log_in

pytestmark = pytest.mark.django_db


def test_it_holds_what_is_tied_to_the_account(client):
    bob = builders.a_user("bob")
    log_in(client)
    builders.a_comment(builders.a_post(title="A lamp"), user=bob, name="Bob", body="Mine.")
    found = exported(bob)
    assert (found["account"]["username"], found["account"]["email"]) == ("bob", "bob@example.org")
    assert [(comment["article"], comment["text"]) for comment in found["comments"]] == [("A lamp", "Mine.")]
    assert [session["ip"] for session in found["sessions"]] == ["127.0.0.0"]  # the network, not the address


def test_it_holds_nothing_of_others():
    bob, post = builders.a_user("bob"), builders.a_post()
    builders.a_comment(post, name="Ellen", email="ellen@example.org", body="Hers.")
    text = json.dumps(exported(bob), cls=DjangoJSONEncoder)
    assert "Hers." not in text
    assert "ellen" not in text


def test_it_names_secrets_and_gives_none_away():
    bob = builders.a_user("bob")
    secret = give_second_factor(bob)
    found = exported(bob)
    text = json.dumps(found, cls=DjangoJSONEncoder)
    assert [factor["type"] for factor in found["second_factors"]] == ["totp"]
    assert secret not in text
    assert bob.password not in text


def test_staff_find_their_articles_and_decisions():
    alice = builders.alice()
    comment = builders.a_comment(builders.a_post(alice, title="A lamp"), status=Status.PENDING)
    moderation.moderate([comment.pk], Status.APPROVED, by=builders.an_owner())
    found = exported(alice)
    assert [article["title"] for article in found["articles"]] == ["A lamp"]
    assert found["decisions"] == []


def test_it_says_what_is_followed_by_mail(client):
    bob = builders.a_user("bob")
    Subscription.objects.create(user=bob, scope="articles")
    found = exported(bob)
    assert [(row["what"], row["how_often"]) for row in found["follows"]] == [("articles", "now")]
    assert "articles" in render_to_string("account/export.html", {"export": found})
