"""People, articles and comments, made through the doors the site uses itself."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from accounts.models import AUTHORS, MODERATORS, User
from blog.posts.models import Post
from comments import tree
from comments.models import Comment, Status

_serial = count(1)


def a_user(username: str = "dave", **fields: Any) -> User:
    defaults = {"email": f"{username}@example.org", "display_name": username.title()}
    return User.objects.create_user(username, password="correct horse", **{**defaults, **fields})


def alice(**fields: Any) -> User:
    """Writes the blog: in the group of authors."""
    return _in_group(a_user("alice", is_staff=True, **fields), AUTHORS)


def carol(**fields: Any) -> User:
    """Moderates: in the group of moderators."""
    return _in_group(a_user("carol", is_staff=True, **fields), MODERATORS)


def an_owner(**fields: Any) -> User:
    return a_user("olive", is_staff=True, is_superuser=True, **fields)


def a_post(author: User | None = None, **fields: Any) -> Post:
    number = next(_serial)
    defaults = {
        "title": f"Article {number}",
        "slug": f"article-{number}",
        "body": "<p>A paragraph to answer.</p>",
        "status": Post.Status.PUBLISHED,
        "published_at": timezone.now() - timedelta(days=1),
    }
    author = author or User.objects.filter(username="alice").first() or alice()
    return Post.objects.create(author=author, **{**defaults, **fields})


def a_comment(post: Post, parent: Comment | None = None, **fields: Any) -> Comment:
    """A comment by bob, approved unless said otherwise."""
    number = next(_serial)
    defaults: dict[str, Any] = {
        "name": "Bob",
        "email": "bob@example.org",
        "body": f"Words number {number}.",
        "body_html": f"<p>Words number {number}.</p>",
        "status": Status.APPROVED,
    }
    comment = Comment(parent_id=parent.pk if parent else None, **{**defaults, **fields})
    with tree.locked(post.pk) as discussion:
        tree.add(comment, discussion)
    return comment


def _in_group(user: User, name: str) -> User:
    group, _created = Group.objects.get_or_create(name=name)
    user.groups.add(group)
    return user


def grant(user: User, *codenames: str) -> User:
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return User.objects.get(pk=user.pk)
