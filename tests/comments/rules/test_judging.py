"""With what status a comment begins. The table says what the house expects, not what the code does."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from comments import names, revisions, rules
from comments.models import Comment, Commenter, Defaults, Revision, Status
from comments.submission import Sending, submit
from tests.builders import a_comment, a_post, a_user, alice, carol

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post(author=alice(display_name="Hanne Verrill"))


@pytest.fixture
def ellen():
    ellen = Commenter.objects.create(email="ellen@example.org", name="Ellen")
    names.claim(ellen)
    return ellen


def settings(**fields):
    Defaults.objects.update_or_create(pk=1, defaults=fields)


def sent(post, name="Ellen", email="ellen@example.org", **fields):
    return submit(
        Sending(post, f"Said as {name}, {email}, {sorted(fields)}.", name=name, email=email, **fields)
    ).comment


CASES = [
    # approved before under proof, trusts known, browser has the proof, name, address; status, held for
    (0, False, False, "Ellen", "ellen@example.org", "pending", "name"),
    (9, True, False, "Ellen", "ellen@example.org", "pending", "name"),
    (9, True, False, "Nora", "ellen@example.org", "pending", ""),
    (9, True, False, "Nora", "nora@example.org", "pending", ""),
    (0, True, True, "Ellen", "ellen@example.org", "pending", ""),
    (2, True, True, "Ellen", "ellen@example.org", "pending", ""),
    (3, True, True, "Ellen", "ellen@example.org", "approved", ""),
    (3, True, True, "Ellen", "ELLEN@EXAMPLE.ORG", "approved", ""),
    (3, True, True, "E. M.", "ellen@example.org", "approved", ""),
    (9, True, True, "Ellen", "other@example.org", "pending", "name"),
    (9, True, True, "Hanne Verrill", "ellen@example.org", "pending", "name"),
    (9, True, True, "Nora", "other@example.org", "pending", ""),
    (9, False, True, "Ellen", "ellen@example.org", "pending", ""),
]


@pytest.mark.parametrize(("before", "trusts", "carries", "name", "email", "status", "held_for"), CASES)
def test_a_guest(post, ellen, before, trusts, carries, name, email, status, held_for):
    settings(known_after=3, trusts_known=trusts)
    for _ in range(before):
        a_comment(post, name="Ellen", email="ellen@example.org", proof=Comment.Proof.ADDRESS)
    comment = sent(post, name, email, commenter=ellen if carries else None)
    assert (comment.status, comment.held_for) == (status, held_for)


def test_what_counts_towards_being_known_is_approved_and_proven(post, ellen):
    settings(known_after=1, trusts_known=True)
    a_comment(post, email="ellen@example.org")  # typed
    a_comment(post, email="ellen@example.org", proof=Comment.Proof.ADDRESS, status=Status.PENDING)
    a_comment(post, email="ellen@example.org", proof=Comment.Proof.ADDRESS, status=Status.DECLINED)
    a_comment(post, email="other@example.org", proof=Comment.Proof.ADDRESS)
    assert sent(post, commenter=ellen).status == Status.PENDING


@pytest.mark.parametrize(
    ("before", "trusts", "status"), [(3, True, "approved"), (2, True, "pending"), (3, False, "pending")]
)
def test_an_account(post, before, trusts, status):
    settings(known_after=3, trusts_known=trusts)
    bob = a_user("bob")
    EmailAddress.objects.create(user=bob, email="bob@example.org", verified=True, primary=True)
    for _ in range(before):
        a_comment(post, user=bob, email="")
    assert submit(Sending(post, "By an account.", user=bob)).comment.status == status


def test_an_account_under_a_name_of_the_house_is_held_however_known_it_is(post):
    settings(known_after=1, trusts_known=True)
    bob = a_user("bob", display_name="Hannе Verrill")
    a_comment(post, user=bob, email="")
    comment = submit(Sending(post, "By an account.", user=bob)).comment
    assert (comment.status, comment.held_for) == ("pending", "name")


def test_who_looks_after_the_house_is_published_at_once(post):
    for person in (post.author, carol()):
        assert submit(Sending(post, f"By {person}.", user=person)).comment.status == Status.APPROVED


def test_a_typed_address_of_somebody_proven_is_kept_as_typed_and_proves_nothing(post, ellen):
    comment = sent(post, "Nora", "Ellen@Example.org")
    assert (comment.proof, comment.email) == (Comment.Proof.NONE, "Ellen@Example.org")
    mine = sent(post, "Ellen", "Ellen@Example.org", commenter=ellen)
    assert (mine.proof, mine.email) == (Comment.Proof.ADDRESS, "ellen@example.org")


def test_a_change_by_a_trusted_writer_stands_at_once_and_says_that_it_is_one(post, ellen):
    settings(known_after=1, trusts_known=True)
    a_comment(post, email="ellen@example.org", proof=Comment.Proof.ADDRESS)
    comment = sent(post, commenter=ellen)
    revisions.edit(comment, "Said more kindly, and longer.")
    comment.refresh_from_db()
    comment.discussion.refresh_from_db()
    assert comment.body == "Said more kindly, and longer."
    assert comment.edited_at is not None
    assert list(comment.revisions.values_list("state", flat=True)) == [Revision.State.EARLIER]
    assert comment.discussion.word_count == sum(Comment.objects.values_list("word_count", flat=True))


def test_a_change_by_anybody_else_waits(post, ellen):
    settings(known_after=1, trusts_known=True)
    comment = a_comment(post, email="ellen@example.org")
    revisions.edit(comment, "Said otherwise.")
    assert Comment.objects.get(pk=comment.pk).body == comment.body
    assert revisions.proposed(comment).body == "Said otherwise."


def test_nobody_is_known_by_what_was_only_typed(post):
    comment = a_comment(post, email="bob@example.org")
    a_comment(post, email="bob@example.org")
    assert not rules.is_known(comment, 1)
