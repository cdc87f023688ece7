"""Discussions, their comments, what was decided about them, and what readers have to say of them."""

from comments.models.acts import Act
from comments.models.assignments import Assignment
from comments.models.bulk_acts import BulkAct
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
from comments.models.history import Event, Redaction, Revision
from comments.models.house import CannedReply, HouseRule
from comments.models.people import Measure, Note, Whom
from comments.models.policies import InForce, Level, Policy
from comments.models.queue import KeyMap, SavedView
from comments.models.reactions import HelpfulMark, Report
from comments.models.spam import AkismetErrand, Lesson, OwedLesson, SpamFilter, SpamScore, Token
from comments.models.subscriptions import StaffMail, Subscription, SubscriptionRequest
from comments.models.traces import Trace
from comments.models.waiting import Awaiting, Draft
from comments.models.words import Phrase, PhraseStamp

__all__ = [
    "LONG_AGO",
    "MAX_DEPTH",
    "TREE_ID_BITS",
    "Act",
    "AkismetErrand",
    "Assignment",
    "Awaiting",
    "BulkAct",
    "CannedReply",
    "Comment",
    "CommentManager",
    "CommentQuerySet",
    "Commenter",
    "Defaults",
    "Discussion",
    "Draft",
    "Event",
    "HelpfulMark",
    "HouseRule",
    "InForce",
    "KeyMap",
    "Lesson",
    "Level",
    "Measure",
    "Note",
    "OwedLesson",
    "Phrase",
    "PhraseStamp",
    "Policy",
    "ProofRequest",
    "Redaction",
    "Report",
    "Revision",
    "SavedView",
    "SpamFilter",
    "SpamScore",
    "StaffMail",
    "Status",
    "Subscription",
    "SubscriptionRequest",
    "Token",
    "Trace",
    "Whom",
]
