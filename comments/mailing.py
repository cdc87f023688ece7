"""What the letters about discussions have in common: whole addresses, and the headers that keep a thread together."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from . import links
from .models import Comment
from .readers import Reader


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def permalink(comment: Comment) -> str:
    return absolute(reverse("comments:permalink", args=[comment.pk]))


def receipt(comment: Comment) -> str:
    return absolute(reverse("comments:receipt", args=[links.token(links.RECEIPT, comment)]))


def token_of(reader: Reader) -> str:
    """What opens this reader's page of the mail they get."""
    if reader.user:
        return links.token_of_member(reader.user)
    if reader.commenter is None:
        raise ValueError("a reader is an account or a guest")
    return links.token_of(links.MAIL, reader.commenter)


def page_of(reader: Reader) -> str:
    return absolute(reverse("comments:mail", args=[token_of(reader)]))


def preferences(reader: Reader) -> str:
    """Where that page says which mail its reader gets."""
    return f"{page_of(reader)}#letters"


def threading(comment: Comment) -> dict[str, str]:
    """All letters about one thread lie together in a mail program."""
    return {"References": f"<thread-{comment.tree_id}@{urlsplit(settings.SITE_URL).hostname}>"}


def one_click(address: str) -> dict[str, str]:
    """RFC 8058: one press in the mail program ends what this letter came of, and nothing else."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
