from __future__ import annotations

from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from accounts.models import User
from blog.membership.leaving import Choice, leave, obstacles
from blog.posts.models import Picture
from comments.models import Comment, Commenter, Event, Status, Subscription, SubscriptionRequest
from comments.subscribing import asking
from tests import builders
from tests.accounts.entrance import give_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    """Bob's comment, with an answer below it."""
    bob = builders.a_user("bob")
    comment = builders.a_comment(builders.a_post(), user=bob, name="Bob", email="", body="Mine.")
    builders.a_comment(comment.discussion.post, comment, name="Ellen", email="ellen@example.org")
    return comment


# What is left of a comment: name, text, status.
LEFT = {
    Choice.NAMED: ("Bob", "Mine.", Status.APPROVED),
    Choice.NAMELESS: ("Anonymous", "Mine.", Status.APPROVED),
    Choice.WITHDRAWN: ("Anonymous", "", Status.WITHDRAWN),
}


@pytest.mark.parametrize("choice", Choice)
def test_the_comments_become_what_was_chosen(said, choice):
    leave(User.objects.get(username="bob"), choice)
    left = Comment.objects.get(pk=said.pk)
    assert (left.name, left.body, left.status) == LEFT[choice]
    assert left.user is None
    assert not User.objects.filter(username="bob").exists()


@pytest.mark.parametrize("choice", Choice)
def test_the_answers_of_others_keep_their_place(said, choice):
    leave(User.objects.get(username="bob"), choice)
    answer = Comment.objects.get(name="Ellen")
    assert (answer.parent_id, answer.status) == (said.pk, Status.APPROVED)


def test_comments_that_only_carry_the_same_name_are_left_alone(said):
    guest = builders.a_comment(said.discussion.post, name="Bob", email="bob@example.org")
    leave(User.objects.get(username="bob"), Choice.WITHDRAWN)
    assert Comment.objects.get(pk=guest.pk).status == Status.APPROVED


def test_nobody_is_logged_in_any_more_and_no_key_is_left():
    bob = builders.a_user("bob")
    give_second_factor(bob)
    Client().force_login(bob)
    leave(bob, Choice.NAMED)
    assert Session.objects.count() == 0
    assert not Authenticator.objects.exists()


def test_what_a_moderator_decided_stays_decided(said):
    carol = builders.carol()
    Event.objects.create(comment=said, act="0" * 32, actor=carol, role="moderator", to_status=Status.APPROVED)
    leave(carol, Choice.NAMED)
    assert Event.objects.get().actor is None


def test_nothing_stands_in_the_way_of_a_member():
    assert obstacles(builders.a_user("bob")) == []


def test_articles_pictures_and_being_the_only_owner_stand_in_the_way(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    olive = builders.an_owner()
    builders.a_post(author=olive)
    builders.a_post(author=olive)
    drawn = BytesIO()
    Image.new("RGB", (8, 6)).save(drawn, "PNG")
    Picture.objects.create(file=ContentFile(drawn.getvalue(), name="a.png"), uploaded_by=olive)
    said = " ".join(obstacle.sentence for obstacle in obstacles(olive))
    assert "author of 2 articles" in said
    assert "Pictures you uploaded" in said
    assert "only owner" in said


def test_nothing_is_followed_by_who_left():
    bob = builders.a_user("bob")
    EmailAddress.objects.create(user=bob, email=bob.email, verified=True)
    Subscription.objects.create(user=bob, scope="articles")
    Subscription.objects.create(commenter=Commenter.objects.create(email=bob.email, name="Bob"), scope="articles")
    asking.ask(bob.email, "articles")
    leave(bob, Choice.NAMED)
    assert not Subscription.objects.exists()
    assert not SubscriptionRequest.objects.exists()


def test_no_address_of_who_left_stands_beside_words_that_they_did_not_claim():
    bob = builders.a_user("bob")
    EmailAddress.objects.create(user=bob, email=bob.email, verified=True)
    guest = builders.a_comment(builders.a_post(), name="Bob", email="Bob@example.org")
    leave(bob, Choice.NAMED)
    guest.refresh_from_db()
    assert (guest.email, guest.name) == ("", "Bob")
