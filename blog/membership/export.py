"""Everything the site holds that is tied to an account."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.models import User
from blog.membership.comments import comments_of
from blog.posts.models import Picture, Post
from comments.models import Comment, Event, Subscription
from comments.people import senders
from comments.receipts.export import followed, measures_about
from comments.receipts.standing import words_to_writer


def exported(user: User) -> dict[str, Any]:
    """Plain values by kind. Secrets (password, keys) are named, never given."""
    return {
        "account": _account(user),
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "second_factors": [_factor(row) for row in Authenticator.objects.filter(user=user)],
        "sessions": list(
            UserSession.objects.filter(user=user).values("created_at", "last_seen_at", "ip", "user_agent")
        ),
        "comments": [_comment(comment) for comment in comments_of(user).prefetch_related("events", "revisions")],
        "measures": measures_about(senders.of_account(user)),
        "follows": followed(Subscription.objects.filter(user=user)),
        "articles": list(Post.objects.filter(author=user).values("title", "slug", "status", "published_at")),
        "pictures": list(Picture.objects.filter(uploaded_by=user).values_list("file", flat=True)),
        "decisions": list(
            Event.objects.filter(actor=user).values("at", "comment_id", "from_status", "to_status", "reason")
        ),
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "name": user.name,
        "email": user.email,
        "joined": user.date_joined,
        "last_login": user.last_login,
        "groups": [group.name for group in user.groups.all()],
        "has_password": user.has_usable_password(),
    }


def _factor(row: Authenticator) -> dict[str, Any]:
    return {"type": row.type, "added": row.created_at, "last_used": row.last_used_at}


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.pk,
        "article": comment.discussion.post.title,
        "name": comment.name,
        "text": comment.body,
        "status": comment.status,
        "sent": comment.submitted_at,
        "edited": comment.edited_at,
        "network_hash": comment.network,
        "other_wordings": [
            {"state": row.state, "text": row.body, "written": row.written_at} for row in comment.revisions.all()
        ],
        "events": [
            {"at": event.at, "from": event.from_status, "to": event.to_status, "reason": words_to_writer(event)}
            for event in comment.events.all()
        ],
    }
