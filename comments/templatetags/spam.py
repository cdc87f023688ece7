"""What the filter thinks of a comment, on its card."""

from __future__ import annotations

from django import template

from comments.models import Comment, SpamScore
from comments.spam import saying
from comments.spam.saying import Opinion

register = template.Library()


@register.simple_tag
def spam_opinion(comment: Comment) -> Opinion | None:
    """None where it was never asked. Rows of the queue bring their score along."""
    score: SpamScore | None = getattr(comment, "spam_score", None)
    return saying.opinion(score) if score else None
