"""What the site holds of one response, as its writer may take it along."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from comments.models import Comment, Measure, Subscription, Whom
from comments.people import senders
from comments.people.senders import Sender
from comments.receipts.standing import words_to_writer


def exported(comment: Comment) -> dict[str, Any]:
    """Plain values. Who decided stays the house's business; their words to the writer do not."""
    return {
        "article": comment.discussion.post.title,
        "name": comment.name,
        "email": comment.email,
        "address_proven": comment.proof == Comment.Proof.ADDRESS,
        "website": comment.website,
        "text": comment.body,
        "status": comment.status,
        "sent": comment.submitted_at.isoformat(),
        "edited": comment.edited_at.isoformat() if comment.edited_at else None,
        "rests_until": comment.rests_until.isoformat() if comment.rests_until else None,
        "network_hash": comment.network,
        "measures": measures_about(senders.of_comment(comment)),
        "other_wordings": [
            {"state": r.state, "text": r.body, "written": r.written_at.isoformat()} for r in comment.revisions.all()
        ],
        "events": [
            {"at": e.at.isoformat(), "from": e.from_status, "to": e.to_status, "reason": words_to_writer(e)}
            for e in comment.events.all()
        ],
    }


def followed(rows: QuerySet[Subscription]) -> list[dict[str, Any]]:
    """What a reader follows by mail, as plain values, the oldest first."""
    return [
        {
            "what": row.scope,
            "article": row.discussion.post.title if row.discussion and row.discussion.post.is_published else None,
            "thread": row.root_id,
            "how_often": row.pace,
            "since": row.began_at.isoformat(),
        }
        for row in rows.select_related("discussion__post").order_by("began_at", "pk")
    ]


def measures_about(sender: Sender) -> list[dict[str, Any]]:
    """Blocks and other measures about somebody, as far as that is proven, with the reasons they were given.

    Internal notes stay the house's: they are colleagues' words to each other, and go when the data is erased.
    """
    rows = Measure.objects.filter(senders.candidates(sender)).exclude(whom=Whom.TYPED).order_by("pk")
    return [
        {
            "what": row.what,
            "by": row.whom,
            "since": row.at.isoformat(),
            "until": row.until.isoformat() if row.until else None,
            "ended": row.ended_at.isoformat() if row.ended_at else None,
            "reason": row.reason,
        }
        for row in rows
        if senders.is_about(row, sender)
    ]
