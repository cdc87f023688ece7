"""What a browser may carry for a reader: which held comments are theirs, and, if they ask, their name.

A held-comment cookie names one comment and is good for nothing else. The name cookie is set only
for who ticks "remember", and the one that says "this address is proven" only for who confirmed a
mail and asked for it. All are signed, and whoever carries one gets a page of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from . import links, moderation
from .models import Comment, Commenter, Discussion
from .threads import READER, Viewer

if TYPE_CHECKING:
    from accounts.models import User

HELD = f"{settings.COOKIE_PREFIX}held_"
REMEMBER = f"{settings.COOKIE_PREFIX}remember"
PROVEN = f"{settings.COOKIE_PREFIX}proven"
SENT = "sent"  # the parameter that stands in for the cookie where cookies are refused
HELD_FOR = 30 * 24 * 3600
REMEMBERED_FOR = 365 * 24 * 3600
MANY = 20  # held comments of one browser that are looked at; a forged heap of cookies costs no more


def person(request: HttpRequest) -> User | None:
    """Who is signed in. Without a session cookie nothing is looked at, so that the page stays cacheable."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None  # type: ignore[return-value]


def is_personal(request: HttpRequest) -> bool:
    """Does this browser carry anything that makes its page differ from everybody's?"""
    names = request.COOKIES.keys()
    personal = {settings.SESSION_COOKIE_NAME, REMEMBER, PROVEN}
    return SENT in request.GET or any(name in personal or name.startswith(HELD) for name in names)


def viewer(request: HttpRequest, discussion: Discussion) -> Viewer:
    """Whose eyes a discussion is shown to."""
    if not is_personal(request):
        return READER
    user = person(request)
    own = _own_by_token(request, discussion)
    if user:
        mine = Comment.objects.filter(discussion_id=discussion.pk, user=user).order_by("-pk")
        own |= set(mine.values_list("pk", flat=True)[:MANY])
    return Viewer(frozenset(own), bool(user and moderation.can_moderate_discussion(user, discussion)))


def hold(response: HttpResponse, comment: Comment) -> None:
    _set_cookie(response, f"{HELD}{comment.pk}", links.token(links.HELD, comment), HELD_FOR)


def holds(request: HttpRequest, comment: Comment) -> bool:
    """Does this browser carry the cookie of this comment, as it is good today?"""
    pk, mark = links.parse(request.COOKIES.get(f"{HELD}{comment.pk}", ""))
    return pk == comment.pk and links.is_signed(links.HELD, pk, comment.link_generation, mark)


def remember(response: HttpResponse, name: str, email: str, website: str) -> None:
    value = signing.dumps({"name": name, "email": email, "website": website}, salt="comments.remember", compress=True)
    _set_cookie(response, REMEMBER, value, REMEMBERED_FOR)


def forget(response: HttpResponse) -> None:
    response.delete_cookie(REMEMBER, samesite="Lax")


def carry_proof(response: HttpResponse, commenter: Commenter) -> None:
    """From now on this browser may write as who has proven the address."""
    _set_cookie(response, PROVEN, links.token_of(links.PROVEN, commenter), REMEMBERED_FOR)


def commenter(request: HttpRequest) -> Commenter | None:
    """The proven commenter this browser is good for. Whoever is signed in is their account and nobody else."""
    given = request.COOKIES.get(PROVEN, "")
    if not given or person(request):
        return None
    return links.resolve_commenter(links.PROVEN, given)


def remembered(request: HttpRequest) -> dict[str, Any]:
    """Name, e-mail and website of who asked to be remembered or has proven an address; empty for everybody else.

    What somebody had remembered here themselves counts more than a proof of another address, which may be planted.
    """
    kept, proven = _remembered(request), commenter(request)
    if proven and kept.get("email", "").lower() in {"", proven.email}:
        return {"name": proven.name, **kept, "email": proven.email}
    return kept


def _remembered(request: HttpRequest) -> dict[str, Any]:
    try:
        return signing.loads(request.COOKIES.get(REMEMBER, ""), salt="comments.remember", max_age=REMEMBERED_FOR)
    except signing.BadSignature:
        return {}


def has_cookie_for_sent(request: HttpRequest) -> bool:
    """The address names a held comment that the cookie names as well: the address may be cleaned."""
    token = request.GET.get(SENT, "")
    return bool(token) and request.COOKIES.get(f"{HELD}{token.partition('.')[0]}") == token


def _own_by_token(request: HttpRequest, discussion: Discussion) -> set[int]:
    tokens = [value for name, value in request.COOKIES.items() if name.startswith(HELD)][:MANY]
    claimed = dict(links.parse(token) for token in [request.GET.get(SENT, ""), *tokens])
    claimed.pop(0, None)
    rows = Comment.objects.filter(pk__in=claimed, discussion_id=discussion.pk).values_list("pk", "link_generation")
    return {pk for pk, generation in rows if links.is_signed(links.HELD, pk, generation, claimed[pk])}


def _set_cookie(response: HttpResponse, name: str, value: str, age: int) -> None:
    response.set_cookie(name, value, max_age=age, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def forget_all(request: HttpRequest, response: HttpResponse) -> None:
    """Delete every cookie of this browser that names a comment or a person."""
    for name in request.COOKIES:
        if name in {REMEMBER, PROVEN} or name.startswith(HELD):
            response.delete_cookie(name, samesite="Lax")
