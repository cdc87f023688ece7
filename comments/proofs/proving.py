"""What becomes of a comment when the owner of its address speaks up: it is me, or it is not."""

from __future__ import annotations

from comments import following, names, tree
from comments.models import Comment, Commenter, ProofRequest


def confirm(request: ProofRequest) -> Commenter | None:
    """Take the address of a comment as proven. None where the secret was used or taken back meanwhile.

    Links that were given out before end: whoever typed the address may not be who has proven it.
    """
    with tree.locked(request.comment.discussion_id):
        if not ProofRequest.objects.filter(pk=request.pk).exists():
            return None
        comment = Comment.objects.get(pk=request.comment_id)
        if not comment.email:
            return None
        commenter, _is_new = Commenter.objects.get_or_create(
            email=comment.email.lower(), defaults={"name": comment.name}
        )
        if not commenter.name:  # they proved the address to follow something, and say now what they are called
            commenter.name = comment.name
            commenter.save(update_fields=["name"])
        names.claim(commenter)
        comment.proof, comment.email = Comment.Proof.ADDRESS, commenter.email
        comment.link_generation += 1
        if comment.held_for == Comment.HeldFor.NAME and not names.owner_of_name_of(comment):
            comment.held_for = Comment.HeldFor.NOTHING
        comment.save(update_fields=["proof", "email", "held_for", "link_generation"])
        comment.proof_requests.all().delete()
        following.begin(comment)
    return commenter


def disown(request: ProofRequest) -> None:
    """The owner of the address did not write this: the comment loses the address, and its other links end."""
    with tree.locked(request.comment.discussion_id):
        if not ProofRequest.objects.filter(pk=request.pk).exists():
            return
        comment = Comment.objects.get(pk=request.comment_id)
        comment.email = ""
        comment.save(update_fields=["email"])
        comment.proof_requests.all().delete()
