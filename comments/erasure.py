"""Forgetting who wrote a comment, and, if they wish, what they wrote.

The row stays, so that replies keep their place; nothing in it, beside it or about it names the
person any more. What was erased cannot be brought back, by undo or otherwise.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from . import moderation, tally, tree
from .models import Comment, Status
from .moderation import Asker


def erase(comment: Comment, *, keep_text: bool) -> None:
    """Take name, address, website and network off a comment everywhere; without `keep_text` its words too.

    Every link that was given out for it leads nowhere afterwards.
    """
    with tree.locked(comment.discussion_id) as discussion:
        comment = Comment.objects.get(pk=comment.pk)
        comment.revisions.all().delete()
        comment.events.update(reason="")
        comment.reports.update(words="")
        if comment.is_shown:
            tally.change(discussion, [(comment, -1)])
        comment.name = _("Anonymous")
        comment.email = comment.website = comment.network = comment.fingerprint = comment.role = ""
        comment.user = comment.rests_until = None
        comment.link_generation += 1
        fields = [
            "name",
            "email",
            "website",
            "network",
            "fingerprint",
            "role",
            "user",
            "rests_until",
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
