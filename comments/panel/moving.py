"""The page for moving a thread: search the article, choose it, move."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from blog.posts.models import Post
from comments import moving
from comments.models import Comment
from comments.panel import queue, returning
from comments.panel.acts import Notice
from comments.panel.door import for_deciders, panel
from comments.panel.scope import posts_of

if TYPE_CHECKING:
    from accounts.models import User
    from comments.panel.door import DeciderRequest

FOUND = 20  # articles offered: who sees more searches with another word


@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def move(request: DeciderRequest, theirs: QuerySet[Comment], comment_id: int) -> HttpResponse:
    """GET searches (`q`); POST moves to `post`."""
    comment = queue.one(theirs, comment_id)
    if comment is None or not moving.may_move(comment, request.user):
        raise Http404
    if request.method != "POST":
        return _page(request, comment)
    chosen = request.POST.get("post", "")
    post = _articles(request.user).filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) <= 18 else None
    if post is None or not moving.may_receive(post, request.user):
        return _page(request, comment, _("Choose an article first."), HTTPStatus.BAD_REQUEST)
    try:
        act = moving.move(comment, post, by=request.user)
    except moving.CannotMoveError as error:
        return _page(request, comment, str(error), HTTPStatus.CONFLICT)
    said = _("%(name)s’s thread stands below “%(title)s” now.") % {"name": comment.name, "title": post.title}
    returning.notify(request, Notice(said, act=act.pk))
    return returning.back(request)


def _articles(user: User) -> QuerySet[Post]:
    """Where this person decides on comments: what is published, newest first."""
    posts, theirs = Post.objects.published().order_by("-published_at", "-pk"), posts_of(user)
    return posts.none() if theirs is None else posts.filter(pk__in=theirs.order_by().values("pk"))


def _page(
    request: DeciderRequest, comment: Comment, error: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    words = (request.POST.get("q") or request.GET.get("q", ""))[:200]
    posts = _articles(request.user).filter(title__icontains=words)
    if comment.level == 0:
        posts = posts.exclude(pk=comment.discussion_id)
    context = {
        "title": _("Move %(name)s’s thread") % {"name": comment.name},
        "comment": comment,
        "size": (comment.rght - comment.lft + 1) // 2,
        "words": words,
        "posts": posts.only("pk", "title", "published_at")[:FOUND],
        "error": error,
        "came_from": returning.came_from(request),
    }
    return render(request, "comments/panel/move.html", {**panel(request), **context}, status=status)
