"""Discussions, their comments, what was decided about them, and what readers have to say of them."""

from comments.models.comment import (
    LONG_AGO,
    MAX_DEPTH,
    TREE_ID_BITS,
    Comment,
    CommentManager,
    CommentQuerySet,
    Status,
)
from comments.models.commenters import Commenter, ProofRequest
from comments.models.discussion import Defaults, Discussion
from comments.models.history import Event, Revision
from comments.models.reactions import HelpfulMark, Report
from comments.models.subscriptions import StaffMail, Subscription, SubscriptionRequest
from comments.models.waiting import Awaiting, Draft

__all__ = [
    "LONG_AGO",
    "MAX_DEPTH",
    "TREE_ID_BITS",
    "Awaiting",
    "Comment",
    "CommentManager",
    "CommentQuerySet",
    "Commenter",
    "Defaults",
    "Discussion",
    "Draft",
    "Event",
    "HelpfulMark",
    "ProofRequest",
    "Report",
    "Revision",
    "StaffMail",
    "Status",
    "Subscription",
    "SubscriptionRequest",
]
