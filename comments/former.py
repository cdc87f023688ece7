"""Where a comment stands now that an old link names: `#comment-N` of the site it was moved in from."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from . import moving
from .models import Act, Comment
from .views import is_seen, place_of


@require_safe
def former(request: HttpRequest, post_id: int, number: int) -> HttpResponse:
    """To the comment of this discussion that had this number where it came from, or has it here."""
    comments = Comment.objects.select_related("discussion__post", "discussion__defaults").filter(discussion=post_id)
    named = comments.filter(Q(source_id=number) | Q(pk=number)).order_by("source_id")
    comment = named.filter(source_id=number).first() or named.first() or _moved_on(post_id, number)
    if comment is None or not comment.discussion.post.is_published or not is_seen(request, comment):
        raise Http404
    return redirect(place_of(comment))


def _moved_on(post_id: int, number: int) -> Comment | None:
    """The comment of this number whose thread was moved from here to another article."""
    comment = Comment.objects.select_related("discussion__post", "discussion__defaults").filter(pk=number).first()
    if comment is None:
        return None
    moves = Act.objects.filter(kind=moving.MOVE, discussion=post_id, comment__tree_id=comment.tree_id, undone_at=None)
    return comment if moves.exists() else None
