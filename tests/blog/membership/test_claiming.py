"""Taking in what was sent without an account."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from blog.membership import claiming
from comments import links
from comments.models import Comment, Commenter, Status
from comments.proofs import asking
from tests.builders import a_comment, a_post, a_user, alice

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob():
    bob = a_user("bob")
    EmailAddress.objects.create(user=bob, email="bob@example.org", verified=True, primary=True)
    return bob


CASES = [
    # address, proof, status, kind, claimable
    ("bob@example.org", 1, "pending", "comment", True),
    ("bob@example.org", 0, "approved", "comment", True),
    ("bob@example.org", 0, "pending", "comment", False),
    ("bob@example.org", 0, "declined", "comment", False),
    ("bob@example.org", 1, "withdrawn", "comment", True),
    ("robert@example.org", 1, "approved", "comment", False),
    ("", 0, "approved", "comment", False),
    ("bob@example.org", 0, "approved", "mention", False),
]


@pytest.mark.parametrize(("address", "proof", "status", "kind", "expected"), CASES)
def test_what_can_be_claimed(bob, address, proof, status, kind, expected):
    a_comment(a_post(), email=address, proof=proof, status=Status(status), kind=kind)
    assert claiming.claimable(bob).exists() is expected


def test_an_unproven_address_of_the_account_claims_nothing(bob):
    EmailAddress.objects.update(verified=False)
    a_comment(a_post(), email="bob@example.org")
    assert not claiming.claimable(bob).exists()


def test_the_chosen_become_the_accounts_and_keep_their_name(client, bob):
    mine, other = a_comment(a_post(), name="Bobby"), a_comment(a_post(), name="Impostor")
    client.force_login(bob)
    assert "Bobby" in client.get("/accounts/claim/").content.decode()
    page = client.post("/accounts/claim/", {"comments": [mine.pk]}, follow=True)
    assert "1 response is yours now." in page.content.decode()
    mine.refresh_from_db()
    assert (mine.user, mine.name, mine.email) == (bob, "Bobby", "")
    assert Comment.objects.get(pk=other.pk).user is None


def test_nobody_claims_what_is_not_in_the_list(client, bob):
    ellens = a_comment(a_post(), email="ellen@example.org")
    client.force_login(bob)
    assert client.post("/accounts/claim/", {"comments": [ellens.pk]}).status_code == 400
    assert claiming.claim(bob, [ellens.pk]) == 0
    assert Comment.objects.get().user is None


def test_looking_claims_nothing_and_strangers_are_sent_to_log_in(client, bob):
    a_comment(a_post())
    assert client.get("/accounts/claim/").status_code == 302
    client.force_login(bob)
    client.get("/accounts/claim/")
    assert Comment.objects.get().user is None


def test_who_leaves_is_not_known_by_the_address_either(bob):
    from blog.membership.leaving import Choice, leave

    Commenter.objects.create(email="bob@example.org", name="Bob")
    leave(bob, Choice.NAMED)
    assert not Commenter.objects.exists()


def test_what_uses_somebody_elses_name_goes_on_saying_so(bob):
    alice(display_name="Alice")
    held = a_comment(a_post(), name="Alice", proof=1, status=Status.PENDING, held_for="name")
    mine = a_comment(a_post(), name="Bobby", proof=1, status=Status.PENDING, held_for="name")
    assert claiming.claim(bob, [held.pk, mine.pk]) == 2
    assert dict(Comment.objects.values_list("pk", "held_for")) == {held.pk: "name", mine.pk: ""}


def test_a_link_that_was_mailed_before_proves_nothing_afterwards(bob):
    comment = a_comment(a_post(), name="Bobby")
    secret = asking.new_secret(comment)
    claiming.claim(bob, [comment.pk])
    assert asking.find(secret) is None


def test_who_typed_the_address_cannot_speak_for_the_account_afterwards(bob):
    comment = a_comment(a_post(), name="Bobby")
    old = links.token(links.RECEIPT, comment)
    claiming.claim(bob, [comment.pk])
    assert links.resolve(links.RECEIPT, old) is None
