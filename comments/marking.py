"""What a reader may do to a comment without writing: mark it as helpful."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from blog.network import network_hash

from . import allowance, guard, helpful, identity
from .models import Comment
from .views import place_of

if TYPE_CHECKING:
    from accounts.models import User

MARKS = 120  # an hour: more than anyone reads
_KEY_DIGITS = 18


@csrf_exempt  # see `guard`
@require_POST
@never_cache
def helpful_mark(request: HttpRequest) -> HttpResponse:
    """`comment`; `on` is 1 or 0 where the sender knows which, else the mark is turned over."""
    comment = shown_comment(request.POST.get("comment", ""))
    user = identity.person(request)
    if guard.refusal(request, comment.discussion_id, user):
        raise PermissionDenied
    if not allowance.take("helpful", whoever(request, user), MARKS):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    wanted = {"1": True, "0": False}.get(request.POST.get("on", ""))
    is_marked = helpful.mark(comment, user=user, network=network_hash(request), wanted=wanted)
    if request.headers.get("Accept") == "application/json":
        comment.refresh_from_db(fields=["helpful_count"])
        return JsonResponse({"label": helpful.label(comment.helpful_count, is_marked), "pressed": is_marked})
    return HttpResponseRedirect(place_of(comment), status=HTTPStatus.SEE_OTHER)


def shown_comment(given: str) -> Comment:
    """The comment of this key that readers see, or 404."""
    if not (given.isascii() and given.isdigit() and len(given) <= _KEY_DIGITS):
        raise Http404
    shown = Comment.objects.shown().select_related("discussion__post", "discussion__defaults")
    comment = get_object_or_404(shown, pk=int(given))
    if not comment.discussion.post.is_published:
        raise Http404
    return comment


def whoever(request: HttpRequest, user: User | None) -> str:
    return f"user.{user.pk}" if user else f"network.{network_hash(request)}"
