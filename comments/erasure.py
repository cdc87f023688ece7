"""Forgetting who wrote a comment, and, if they wish, what they wrote.

The row stays, so that replies keep their place; nothing in it, beside it or about it names the
person any more. What was erased cannot be brought back, by undo or otherwise.
"""

from __future__ import annotations

from blog.mail import incoming, outbox

from . import ledger, moderation, names, notifications, tally, telling, tree
from .models import Comment, Commenter, Status, Subscription
from .moderation import Asker
from .people import forgetting
from .proofs import letters
from .rules import tracing
from .spam import lessons

# All of a row that tells who wrote it, and what it is without them.
FORGOTTEN = {
    **dict.fromkeys(("email", "website", "network", "fingerprint", "likeness", "role", "held_for"), ""),
    **{"user": None, "proof": Comment.Proof.NONE, "wants_news": False, "follows": "", "rests_until": None},
}


def erase(comment: Comment, *, keep_text: bool) -> None:
    """Take name, address, website and network off a comment everywhere; without `keep_text` its words too.

    Every link that was given out for it leads nowhere afterwards.
    """
    with tree.locked_around(comment) as discussion:
        comment = Comment.objects.get(pk=comment.pk)
        _forget_address(comment)
        comment.revisions.all().delete()
        comment.redactions.all().delete()
        comment.events.update(reason="")
        ledger.forget([comment.pk])
        tracing.forget(comment.pk)
        comment.reports.update(words="")
        if comment.is_shown:
            tally.change(discussion, [(comment, -1)])
        lessons.forget(comment)
        _blank(comment, keep_text=keep_text)
        if comment.is_shown:
            tally.change(discussion, [(comment, 1)])  # by nobody of the staff any more
        else:
            tally.touch(discussion)
        if not keep_text:
            moderation.moderate([comment.pk], Status.WITHDRAWN, by=None, capacities=frozenset({Asker.WRITER}))
            Comment.objects.filter(pk=comment.pk).update(word_count=0)  # after it left the discussion's own count


def _blank(comment: Comment, *, keep_text: bool) -> None:
    gone = {**FORGOTTEN, "name": names.nameless(), "link_generation": comment.link_generation + 1}
    if not keep_text:
        gone |= {"body": "", "body_html": ""}
    for field, value in gone.items():
        setattr(comment, field, value)
    comment.save(update_fields=[*gone])


def _forget_address(comment: Comment) -> None:
    """What is owed or asked under the address; and who proved it, where nothing else of theirs stands here."""
    forgetting.comment(comment)
    comment.proof_requests.all().delete()
    letters.drop_about(comment)
    notifications.drop_about(comment)
    telling.forget(comment)
    incoming.forget_answer(comment.pk)
    if comment.proof == Comment.Proof.ADDRESS:
        proven = Comment.objects.filter(email=comment.email, proof=Comment.Proof.ADDRESS).exclude(email="")
        if not proven.exclude(pk=comment.pk).exists():
            _forget_commenter(comment.email)


def _forget_commenter(address: str) -> None:
    """All but the address goes of who still asked for other mail by it: they end that themselves."""
    incoming.forget(address)
    forgetting.address(address)
    asked = Subscription.objects.filter(commenter__email=address).exclude(scope=Subscription.Scope.REPLIES)
    if asked.exists():
        Commenter.objects.filter(email=address).update(name="", folded_name="")
        return
    Commenter.objects.filter(email=address).delete()
    outbox.forget(address)
