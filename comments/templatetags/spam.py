"""What the filter thinks of a comment, on its card."""

from __future__ import annotations

from django import template
from django.template.context import Context

from comments import moderation
from comments.models import Comment, SpamScore
from comments.spam import saying
from comments.spam.saying import Opinion

register = template.Library()


@register.simple_tag(takes_context=True)
def may_see_filter(context: Context) -> bool:
    """Whoever decides on everything here; its page tells words of all comments."""
    return moderation.can_moderate(context["request"].user)


@register.simple_tag
def spam_opinion(comment: Comment) -> Opinion | None:
    """None where it was never asked. Rows of the queue bring their score along."""
    score: SpamScore | None = getattr(comment, "spam_score", None)
    return saying.opinion(score) if score else None
