"""Asking by mail whether an address is somebody's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from blog.mail.models import Letter
from comments.models import Comment, ProofRequest
from comments.proofs import asking
from tests.builders import a_comment, a_user

pytestmark = pytest.mark.django_db


def test_one_letter_is_owed_however_often_one_clicks(ellens):
    assert asking.ask(ellens)
    assert not asking.ask(ellens)
    assert [(letter.kind, letter.to) for letter in Letter.objects.all()] == [("proof", "Ellen@Example.org")]


def test_after_a_quarter_of_an_hour_it_can_be_asked_for_again(ellens):
    with time_machine.travel(timezone.now()) as clock:
        asking.ask(ellens)
        clock.shift(timedelta(minutes=16))
        assert asking.ask(ellens)


@pytest.mark.parametrize("why", ["no mail", "no address", "proven", "an account"])
def test_nobody_is_asked_where_there_is_nothing_to_ask(settings, ellens, why):
    settings.EMAIL_CONFIGURED = why != "no mail"
    ellens.email = "" if why == "no address" else ellens.email
    ellens.proof = Comment.Proof.ADDRESS if why == "proven" else Comment.Proof.NONE
    ellens.user = a_user("ellen") if why == "an account" else None
    assert not asking.ask(ellens)
    assert not Letter.objects.exists()


def test_no_table_holds_a_secret(ellens):
    secret = asking.new_secret(ellens)
    assert secret not in str(list(ProofRequest.objects.values()))
    assert asking.find(secret).comment == ellens


def test_a_secret_is_good_for_three_days(ellens):
    secret = asking.new_secret(ellens)
    with time_machine.travel(timezone.now() + asking.GOOD_FOR - timedelta(minutes=1)):
        assert asking.find(secret)
    with time_machine.travel(timezone.now() + asking.GOOD_FOR + timedelta(minutes=1)):
        assert asking.find(secret) is None
        assert asking.drop_old_requests() == 1
    assert not ProofRequest.objects.exists()


def test_an_altered_secret_is_none(ellens):
    secret = asking.new_secret(ellens)
    for forged in ("", secret[:-1], secret + "x", secret.swapcase(), ProofRequest.objects.get().secret_hash):
        assert asking.find(forged) is None


def test_a_new_secret_ends_all_but_the_last(ellens):
    """The mail before it may have gone out without being noted, and be the one that is read."""
    other = a_comment(ellens.discussion.post, email="bob@example.org")
    first, others = asking.new_secret(ellens), asking.new_secret(other)
    second, third = asking.new_secret(ellens), asking.new_secret(ellens)
    assert asking.find(first) is None
    assert asking.find(second)
    assert asking.find(third)
    assert asking.find(others).comment == other


def test_the_way_to_everything_is_not_mailed_all_day_long(ellens):
    proven = a_comment(ellens.discussion.post, email="ellen@example.org", proof=Comment.Proof.ADDRESS)
    with time_machine.travel(timezone.now()) as clock:
        for _quarter in range(asking.MINE_A_DAY):
            assert asking.send_the_way_in(proven)
            clock.shift(timedelta(minutes=16))
        assert not asking.send_the_way_in(proven)
        clock.shift(timedelta(days=1))
        assert asking.send_the_way_in(proven)


def test_a_question_counts_for_the_network_that_the_comment_came_from(ellens):
    ellens.network = "a" * 64
    asking.ask(ellens)
    assert Letter.objects.get().network == "a" * 64


def test_the_way_to_everything_is_mailed_to_proven_addresses_only(ellens):
    assert not asking.send_the_way_in(ellens)
    proven = a_comment(ellens.discussion.post, email="ellen@example.org", proof=Comment.Proof.ADDRESS)
    assert asking.send_the_way_in(proven)
    assert Letter.objects.get().kind == "mine"
