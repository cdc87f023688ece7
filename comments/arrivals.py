"""How many responses there are by now: asked once a minute by pages that somebody is reading."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from blog.pages.noting import kept

from . import resting
from .models import Discussion

KEPT = 30  # seconds that an answer may be shared: no reader waits longer for it than the minute they ask in


@kept
@require_safe
def count(request: HttpRequest, post_id: int) -> HttpResponse:
    """`{"count": n}`; 304 while nothing visible has changed."""
    discussion = get_object_or_404(Discussion.objects.select_related("post"), pk=post_id)
    if not discussion.post.is_published:
        raise Http404
    resting.on_comments(discussion)
    etag = f'W/"{discussion.version}"'
    response = JsonResponse({"count": discussion.comment_count}, headers={"ETag": etag})
    patch_cache_control(response, public=True, max_age=KEPT)
    return get_conditional_response(request, etag=etag, response=response) or response
