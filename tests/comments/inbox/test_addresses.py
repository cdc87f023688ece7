"""The address a mail is answered to: whose it is, how long, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comments import erasure
from comments.inbox import addresses
from comments.inbox.addresses import Why
from comments.models import Comment, Commenter, Status
from comments.proofs import asking, belongings, proving
from comments.readers import Reader
from tests.builders import a_comment, a_post, a_user, carol

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on(settings):
    settings.REPLY_ADDRESS = "reply@blog.example.org"


@pytest.fixture
def bobs():
    return a_comment(a_post())


@pytest.fixture
def ellen():
    return Reader(commenter=Commenter.objects.create(email="ellen@example.org", name="Ellen"))


def a_proven(user):
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return Reader(user=user)


def on_day(monkeypatch, days):
    moment = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(addresses.timezone, "now", lambda: moment)


def test_it_leads_back_to_the_comment_and_the_guest(bobs, ellen):
    assert addresses.resolve(addresses.reply_to(bobs, ellen)) == (bobs, ellen)


def test_it_leads_back_to_the_comment_and_the_account(bobs):
    reader = a_proven(carol())
    assert addresses.resolve(addresses.reply_to(bobs, reader)) == (bobs, reader)


def test_there_is_none_while_replies_are_off(bobs, ellen, settings):
    settings.REPLY_ADDRESS = ""
    assert addresses.reply_to(bobs, ellen) == ""


def test_a_server_may_change_capitals_and_the_name_of_the_host(bobs, ellen):
    address = addresses.reply_to(bobs, ellen)
    assert addresses.resolve(f"<{address.upper()}>") == (bobs, ellen)
    assert addresses.resolve(address.replace("blog.example.org", "mx.example.net")) == (bobs, ellen)


def test_the_local_part_stays_within_what_mail_allows(ellen):
    most = 2**40  # a million millions
    local = addresses.reply_to(Comment(pk=most), Reader(commenter=Commenter(pk=most))).partition("@")[0]
    assert len("x" * 16 + local.removeprefix("reply")) <= 64
    assert local == local.lower()


def test_every_letter_of_the_token_counts(bobs, ellen):
    local, _at, domain = addresses.reply_to(bobs, ellen).partition("@")
    begin = local.index("+") + 1
    for place in range(begin, len(local)):
        other = "b" if local[place] != "b" else "c"
        assert addresses.resolve(f"{local[:place]}{other}{local[place + 1 :]}@{domain}") is None


def test_it_is_good_for_nobody_else(bobs, ellen):
    other = Reader(commenter=Commenter.objects.create(email="frank@example.org", name="Frank"))
    assert addresses.resolve(addresses.reply_to(bobs, ellen)) != (bobs, other)
    assert addresses.reply_to(bobs, ellen) != addresses.reply_to(bobs, other)


def test_it_ends_after_thirty_days_and_still_says_whose_it_was(bobs, ellen, monkeypatch):
    address = addresses.reply_to(bobs, ellen)
    on_day(monkeypatch, 30)
    assert addresses.resolve(address) == (bobs, ellen)
    on_day(monkeypatch, 31)
    assert addresses.resolve(address) is None
    found = addresses.read(address)
    assert (found.why, found.comment, found.reader) == (Why.EXPIRED, bobs, ellen)


def test_raising_the_generation_of_a_commenter_ends_theirs(bobs, ellen):
    address = addresses.reply_to(bobs, ellen)
    belongings.end_links(ellen.commenter)
    assert addresses.resolve(address) is None
    assert addresses.resolve(addresses.reply_to(bobs, ellen)) == (bobs, ellen)


@pytest.mark.parametrize("keep_text", [True, False])
def test_erasing_the_comment_ends_it(bobs, ellen, keep_text):
    address = addresses.reply_to(bobs, ellen)
    erasure.erase(bobs, keep_text=keep_text)
    assert addresses.read(address).why == Why.GONE


def test_proving_the_comment_meanwhile_does_not(ellen):
    comment = a_comment(a_post(), name="Dora", email="dora@example.org", status=Status.PENDING)
    address = addresses.reply_to(comment, ellen)
    asking.new_secret(comment)
    proving.confirm(comment.proof_requests.get())
    assert addresses.resolve(address) == (comment, ellen)


def test_an_account_that_is_shut_ends_it(bobs):
    user = carol()
    address = addresses.reply_to(bobs, a_proven(user))
    user.is_active = False
    user.save()
    assert addresses.read(address).why == Why.GONE


def test_a_reader_who_left_ends_it(bobs, ellen):
    address = addresses.reply_to(bobs, ellen)
    ellen.commenter.delete()
    assert addresses.read(address).why == Why.GONE


def test_another_site_with_other_secrets_knows_none_of_it(bobs, ellen, settings):
    address = addresses.reply_to(bobs, ellen)
    settings.SECRET_KEY = "another" * 10
    assert addresses.read(address).why == Why.UNKNOWN


@given(st.text(max_size=90) | st.from_regex(r"reply\+[a-z2-7]{20,58}@blog\.example\.org", fullmatch=True))
def test_whatever_else_stands_there_leads_nowhere(anything):
    assert addresses.resolve(anything) is None


def test_whoever_has_no_proven_address_gets_nowhere(bobs):
    assert addresses.resolve(addresses.reply_to(bobs, Reader(user=a_user("erin")))) is None


def test_it_knows_whether_the_comment_still_says_what_was_mailed(ellen):
    comment = a_comment(a_post(), status=Status.PENDING)
    address = addresses.reply_to(comment, ellen)
    assert addresses.read(address).is_as_mailed
    Comment.objects.filter(pk=comment.pk).update(body_html="<p>Something else.</p>")
    assert not addresses.read(address).is_as_mailed


def test_what_was_shown_when_mailed_did_not_wait_to_be_approved(bobs, ellen):
    address = addresses.reply_to(bobs, ellen)
    Comment.objects.filter(pk=bobs.pk).update(status=Status.PENDING)
    assert not addresses.read(address).is_as_mailed
