"""A site with rules, those who send, and parts of the desk that stand in for the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress

from accounts.models import User
from blog.posts.models import Post
from comments.models import Comment, Commenter, Defaults, Discussion, Policy
from comments.rules import sources
from comments.submission import Sending, submit
from tests.builders import a_comment, a_user


def site_rules(**fields: Any) -> Policy:
    Defaults.objects.get_or_create(pk=1)
    return Policy.objects.update_or_create(site_id=1, defaults=fields)[0]


def article_rules(post: Post, **fields: Any) -> Policy:
    Discussion.objects.get_or_create(pk=post.pk)
    return Policy.objects.update_or_create(discussion_id=post.pk, defaults=fields)[0]


def tag_rules(tag: Any, **fields: Any) -> Policy:
    Defaults.objects.update_or_create(pk=1, defaults={"has_tag_rules": True})
    return Policy.objects.update_or_create(tag=tag, defaults=fields)[0]


def settings(**fields: Any) -> None:
    Defaults.objects.update_or_create(pk=1, defaults=fields)


def a_member(name: str = "bob", *, proven: bool = True, **fields: Any) -> User:
    user = a_user(name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=proven, primary=True)
    return user


def ellen() -> Commenter:
    """Has proven her address."""
    return Commenter.objects.get_or_create(email="ellen@example.org", defaults={"name": "Ellen"})[0]


def sent(post: Post, body: str = "Some words.", *, proven: bool = False, **fields: Any) -> Comment:
    """By Ellen, who carries her proof where `proven` says so, from a network of its own."""
    defaults: dict[str, Any] = {"name": "Ellen", "email": "ellen@example.org"}
    if fields.get("user"):
        defaults = {}
    if proven:
        defaults["commenter"] = ellen()
    return submit(Sending(Post.objects.get(pk=post.pk), body, **{**defaults, **fields})).comment


def earlier(post: Post, *statuses: str, **fields: Any) -> list[Comment]:
    """What Ellen sent before under her proven address."""
    proven: dict[str, Any] = {"name": "Ellen", "email": "ellen@example.org", "proof": Comment.Proof.ADDRESS}
    return [a_comment(post, status=status, **{**proven, **fields}) for status in statuses]


@dataclass
class AMatch:
    list: str
    piece: str
    field: str = "text"
    pattern: str = ""


@dataclass
class AJudgement:
    score: float | None = 0.5
    reasons: list[Any] = field(default_factory=list)
    may_file: bool = False
    files: bool = False


@dataclass
class AStanding:
    blocked_by: str = ""
    premoderated_by: str = ""
    trusted_by: str = ""
    typed_block: str = ""


@contextmanager
def plugged(**parts: Any) -> Iterator[None]:
    """While this lasts, these answer for the lists of words, the filter and the standing of a writer."""
    before = sources.plug(**{"count": None, "keep": None, **parts})
    try:
        yield
    finally:
        sources._plugged[-1] = before


def finding_words(**lists: str) -> Any:
    """A matcher that finds these words, each on its list, wherever they stand in any field."""

    def matches(fields: Any, post: Post) -> list[AMatch]:
        return [
            AMatch(name, word, where)
            for name, word in lists.items()
            for where, text in fields.items()
            if where != "html" and word in str(text).lower()
        ]

    return matches
