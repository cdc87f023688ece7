"""A site that can send mail, readers who follow something, and what is in their letters."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from blog.mail import outbox
from blog.mail.models import Letter
from blog.posts.models import Post
from comments.forms import token_for
from comments.models import Commenter, Subscription
from tests.builders import a_post, a_user

Scope = Subscription.Scope


@pytest.fixture(autouse=True)
def _with_mail(settings):
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def delivered():
    """Sends all that is owed, and gives the letters that were sent so far."""

    def deliver():
        Letter.objects.owed().update(try_at=timezone.now())
        outbox.send_all_due()
        return mail.outbox

    return deliver


@pytest.fixture
def ask(client):
    """Types an address, on the page of new articles or of a discussion."""

    def asking(address="ellen@example.org", post=None, by=client, **fields):
        path = f"/comments/on/{post.pk}/follow/" if post else "/comments/subscribe/"
        sent = {"email": address, "token": token_for(post.pk if post else 0), "subject": "", **fields}
        return by.post(path, sent)

    return asking


@pytest.fixture
def link(delivered):
    """The path in the newest letter that answers its question."""
    return lambda: re.findall(r"/comments/subscribe/\S+/", delivered()[-1].body)[0]


@pytest.fixture
def a_guest():
    """Somebody without an account who gets new articles, or what is said."""

    def following(address="ellen@example.org", scope=Scope.ARTICLES, **fields):
        commenter, _new = Commenter.objects.get_or_create(email=address, defaults={"name": ""})
        Subscription.objects.create(commenter=commenter, scope=scope, **fields)
        return commenter

    return following


@pytest.fixture
def a_member():
    """Somebody with an account under a proven address; `scope` is what they get."""

    def joining(username="dave", scope="", pace="now", **fields):
        user = a_user(username, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if scope:
            Subscription.objects.create(user=user, scope=scope, pace=pace)
        return user

    return joining


@pytest.fixture
def a_wished_post():
    """An article that its author ticked a while ago."""

    def written(**fields):
        post = a_post(title="On slowness", send_to_readers=True, **fields)
        Post.objects.filter(pk=post.pk).update(updated_at=timezone.now() - timedelta(hours=1))
        return post

    return written
