"""It is me; it is not."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from comments import links
from comments.models import Comment, Commenter, ProofRequest
from comments.proofs import asking, belongings, proving
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def asked(comment):
    return asking.find(asking.new_secret(comment))


def test_a_proof_makes_a_commenter_and_marks_this_comment_alone(ellens):
    other = a_comment(ellens.discussion.post, name="Ellen", email="ellen@example.org")
    commenter = proving.confirm(asked(ellens))
    assert (commenter.email, commenter.name) == ("ellen@example.org", "Ellen")
    proofs = dict(Comment.objects.values_list("pk", "proof"))
    assert proofs == {ellens.pk: Comment.Proof.ADDRESS, other.pk: Comment.Proof.NONE}
    assert Comment.objects.get(pk=ellens.pk).email == "ellen@example.org"


def test_a_secret_is_used_once_and_takes_the_others_with_it(ellens):
    first, second = asked(ellens), asked(ellens)
    assert proving.confirm(first)
    assert proving.confirm(first) is None
    assert proving.confirm(second) is None
    assert not ProofRequest.objects.exists()


def test_the_second_proof_of_an_address_is_of_the_same_commenter(ellens):
    later = a_comment(a_post(), name="Ellen M.", email="ELLEN@example.org")
    assert proving.confirm(asked(ellens)) == proving.confirm(asked(later))
    assert Commenter.objects.get().name == "Ellen"


def test_a_name_that_was_held_is_held_no_more_once_it_is_proven_to_be_theirs(ellens):
    proving.confirm(asked(ellens))
    later = a_comment(a_post(), name="Ellen", email="ellen@example.org", held_for="name", status="pending")
    proving.confirm(asked(later))
    assert Comment.objects.get(pk=later.pk).held_for == ""


def test_a_name_of_somebody_else_stays_held(ellens):
    proving.confirm(asked(ellens))
    mallorys = a_comment(a_post(), name="Ellen", email="mallory@example.org", held_for="name", status="pending")
    proving.confirm(asked(mallorys))
    assert Comment.objects.get(pk=mallorys.pk).held_for == "name"


def test_who_did_not_write_it_gets_their_address_off_and_nothing_else_changes(ellens):
    before = Comment.objects.values().get(pk=ellens.pk)
    proving.disown(asked(ellens))
    assert Comment.objects.values().get(pk=ellens.pk) == {**before, "email": ""}
    assert not ProofRequest.objects.exists()
    assert not Commenter.objects.exists()


def test_a_proof_comes_too_late_for_an_address_that_was_erased(ellens):
    other = a_comment(a_post(), name="Ellen", email="ellen@example.org")
    late = asked(other)
    belongings.erase(proving.confirm(asked(ellens)), keep_text=True)
    assert proving.confirm(late) is None
    assert not Commenter.objects.exists()
    assert not ProofRequest.objects.exists()


def test_disowning_after_the_proof_does_nothing(ellens):
    first, second = asked(ellens), asked(ellens)
    proving.confirm(first)
    proving.disown(second)
    comment = Comment.objects.get(pk=ellens.pk)
    assert (comment.email, comment.proof) == ("ellen@example.org", Comment.Proof.ADDRESS)


def test_nobody_is_without_an_address_and_no_name_is_two_peoples():
    Commenter.objects.create(email="a@example.org", name="A", folded_name="a")
    for fields in ({"email": ""}, {"email": "b@example.org", "folded_name": "a"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commenter.objects.create(name="A", **fields)


def test_who_typed_the_address_first_has_no_power_over_it_once_it_is_proven(ellens):
    old = links.token(links.RECEIPT, ellens)
    proving.confirm(asked(ellens))
    assert links.resolve(links.RECEIPT, old) is None


def test_who_followed_something_first_is_called_as_in_their_first_response(ellens):
    Commenter.objects.create(email="ellen@example.org", name="")
    commenter = proving.confirm(asked(ellens))
    assert (commenter.name, bool(commenter.folded_name)) == ("Ellen", True)
    assert Commenter.objects.get().name == "Ellen"
