"""What the site holds of one response, as its writer may take it along."""

from __future__ import annotations

from typing import Any

from comments.models import Comment
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
        "other_wordings": [
            {"state": r.state, "text": r.body, "written": r.written_at.isoformat()} for r in comment.revisions.all()
        ],
        "events": [
            {"at": e.at.isoformat(), "from": e.from_status, "to": e.to_status, "reason": words_to_writer(e)}
            for e in comment.events.all()
        ],
    }
