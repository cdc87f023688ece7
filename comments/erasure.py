"""Forgetting who wrote a comment, and, if they wish, what they wrote.

The row stays, so that replies keep their place; nothing in it, beside it or about it names the
person any more. What was erased cannot be brought back, by undo or otherwise.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from blog.mail import outbox

from . import moderation, notifications, tally, tree
from .models import Comment, Commenter, Status
from .moderation import Asker
from .proofs import letters


def erase(comment: Comment, *, keep_text: bool) -> None:
    """Take name, address, website and network off a comment everywhere; without `keep_text` its words too.

    Every link that was given out for it leads nowhere afterwards.
    """
    with tree.locked(comment.discussion_id) as discussion:
        comment = Comment.objects.get(pk=comment.pk)
        _forget_address(comment)
        comment.revisions.all().delete()
        comment.events.update(reason="")
        comment.reports.update(words="")
        if comment.is_shown:
            tally.change(discussion, [(comment, -1)])
        comment.name = _("Anonymous")
        comment.email = comment.website = comment.network = comment.fingerprint = comment.role = comment.held_for = ""
        comment.user, comment.proof, comment.wants_news = None, Comment.Proof.NONE, False
        comment.link_generation += 1
        fields = [
            "name",
            "email",
            "website",
            "network",
            "fingerprint",
            "role",
            "held_for",
            "user",
            "proof",
            "wants_news",
            "link_generation",
        ]
        if not keep_text:
            comment.body = comment.body_html = ""
            fields += ["body", "body_html"]
        comment.save(update_fields=fields)
        if comment.is_shown:
            tally.change(discussion, [(comment, 1)])  # by nobody of the staff any more
        else:
            tally.touch(discussion)
        if not keep_text:
            moderation.moderate([comment.pk], Status.WITHDRAWN, by=None, capacities=frozenset({Asker.WRITER}))
            Comment.objects.filter(pk=comment.pk).update(word_count=0)  # after it left the discussion's own count


def _forget_address(comment: Comment) -> None:
    """What is owed or asked under the address; and who proved it, where nothing else of theirs stands here."""
    comment.proof_requests.all().delete()
    letters.drop_about(comment)
    notifications.drop_about(comment)
    if comment.proof == Comment.Proof.ADDRESS:
        proven = Comment.objects.filter(email=comment.email, proof=Comment.Proof.ADDRESS).exclude(email="")
        if not proven.exclude(pk=comment.pk).exists():
            Commenter.objects.filter(email=comment.email).delete()
            outbox.forget(comment.email)
