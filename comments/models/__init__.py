"""Discussions, their comments, what was decided about them, and what readers have to say of them."""

from comments.models.acts import Act
from comments.models.assignments import Assignment
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
from comments.models.queue import KeyMap, SavedView
from comments.models.reactions import HelpfulMark, Report
from comments.models.subscriptions import StaffMail, Subscription, SubscriptionRequest

__all__ = [
    "LONG_AGO",
    "MAX_DEPTH",
    "TREE_ID_BITS",
    "Act",
    "Assignment",
    "Comment",
    "CommentManager",
    "CommentQuerySet",
    "Commenter",
    "Defaults",
    "Discussion",
    "Event",
    "HelpfulMark",
    "KeyMap",
    "ProofRequest",
    "Report",
    "Revision",
    "SavedView",
    "StaffMail",
    "Status",
    "Subscription",
    "SubscriptionRequest",
]
