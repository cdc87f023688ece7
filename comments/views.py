"""Sending a comment, the page for replying without a script, and the ways to a comment."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.forms.utils import ErrorList
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from blog import metrics
from blog.network import network_hash
from blog.pages.noting import kept
from blog.paths import path_to
from blog.posts.models import Post
from blog.posts.views import article_context
from blog.prepared import Given, Question

from . import attempts, guard, identity, links, names, preview, resting, submission, threads, tree
from .care import pseudonyms
from .forms import ReplyForm, terms, token_for
from .models import Comment, Status

if TYPE_CHECKING:
    from accounts.models import User

_POST = Question(lambda: Post.objects.select_related(*Post.read_with).filter(pk=Given("pk")))
_FIRST_WORDS = {
    "csrf": gettext_lazy(
        "This page had been open for a while, or you signed in meanwhile. Your text is still here: send it again."
    ),
    "token": gettext_lazy("This form had to be made anew. Your text is still here: send it again."),
    "origin": gettext_lazy(
        "This was sent from another website, so it was not taken. Your text is here: send it again from this page."
    ),
}


@csrf_exempt  # a guest's send carries no authority in a cookie; who is signed in is checked in `guard`
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, post_id: int) -> HttpResponse:
    """`GET ?parent=` is the form on a page of its own; `POST` sends."""
    post = _post(post_id)
    if request.method == "POST":
        return _send(request, post)
    parent = _parent(post, request.GET.get("parent", ""))
    if parent is None:
        return redirect(f"{post.get_absolute_url()}#reply")
    discussion = threads.discussion_of(post)
    if not submission.takes_replies(parent, identity.person(request), discussion):
        return redirect(place_of(parent))
    context = article_context(post, discussion=discussion, reply_parent=parent)
    return render(request, "comments/reply_form.html", context)


@require_safe
def permalink(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Where a comment stands now: its page of the discussion, or its part of a long thread."""
    comment = get_object_or_404(
        Comment.objects.select_related("discussion__post", "discussion__defaults"), pk=comment_id
    )
    if not comment.discussion.post.is_published or not is_seen(request, comment):
        raise Http404
    return redirect(place_of(comment))


@kept
@require_safe
def thread(request: HttpRequest, comment_id: int, part: int = 1) -> HttpResponse:
    """A part of a thread that is too long for a page of the discussion."""
    comment = get_object_or_404(
        Comment.objects.select_related("discussion__post__author", "discussion__defaults"), pk=comment_id
    )
    post, discussion = comment.discussion.post, comment.discussion
    resting.on_discussion(discussion)
    if not post.is_published or comment.level:
        raise Http404
    viewer = identity.viewer(request, discussion)
    try:
        page = threads.thread_page(comment, part, viewer)
    except threads.NoSuchPage as error:
        raise Http404 from error
    if not page.rows:
        raise Http404
    context = {
        "post": post,
        "discussion": discussion,
        "page": page,
        "root": comment,
        "viewer": viewer,
        "address": request.path,
        "reply_url": path_to("comments:reply", post.pk) if discussion.is_open else "",
    }
    return render(request, "comments/thread.html", context)


def place_of(comment: Comment) -> str:
    """The address at which a comment can be read, with its fragment."""
    number, part = threads.locate(comment)
    if part is not None:
        root = Comment.objects.only("pk").get(tree_id=comment.tree_id, level=0)
        return f"{path_to('comments:thread', root.pk, part)}#comment-{comment.pk}"
    return f"{page_address(comment.discussion.post, number)}#comment-{comment.pk}"


def page_address(post: Post, number: int) -> str:
    address = post.get_absolute_url()
    return address if number == 1 else f"{address}comment-page-{number}/"


def _send(request: HttpRequest, post: Post) -> HttpResponse:
    user = identity.person(request)
    discussion = threads.discussion_of(post)
    asked = terms(discussion, user, may_rest=submission.may_rest(user, discussion))
    form = ReplyForm(preview.typed(request, discussion), terms=asked)
    if preview.is_asked(request):
        preview.forgive(form)
    is_valid = form.is_valid()
    if refusal := _guard(request, post, user):
        form.add_error(None, refusal)
        return _again(request, post, form, HTTPStatus.FORBIDDEN)
    if pseudonyms.is_asked(request):
        return _named(request, post, form)
    if not is_valid:
        too_long = any(error.code == "too_long" for error in form.errors.get("body", ErrorList()).as_data())
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_long else HTTPStatus.BAD_REQUEST
        return _again(request, post, form, status)
    sending = _sending(request, post, user, form)
    try:
        attempts.count(request, user)
        if preview.is_asked(request):
            submission.check_sending(sending, discussion)
            return _again(request, post, form, HTTPStatus.OK, shown=preview.shown(sending.body, discussion))
        sent = submission.submit(sending)
    except submission.Refused as refused:
        form.add_error(None, refused.message)
        return _again(request, post, form, refused.status, refused)
    return _sent(request, form, sent.comment)


def _named(request: HttpRequest, post: Post, form: ReplyForm) -> HttpResponse:
    """A made-up name is filled in: the form again, with the focus on it, or for a script the name alone."""
    if request.headers.get(preview.PART) == "name":
        response = HttpResponse(form.data.get("name", ""), content_type="text/plain; charset=utf-8")
        add_never_cache_headers(response)
        return response
    form.errors.clear()
    form.focus = "name"
    return _again(request, post, form, HTTPStatus.OK)


def _sending(request: HttpRequest, post: Post, user: User | None, form: ReplyForm) -> submission.Sending:
    data = form.cleaned_data
    return submission.Sending(
        post,
        data["body"],
        data["parent"],
        user=user,
        name=data.get("name") or names.nameless(),
        email=data.get("email", ""),
        website=data.get("website", ""),
        network=network_hash(request),
        commenter=identity.commenter(request),
        wants_mail=data.get("mail_me", False),
        follows=data.get("follow", ""),
        rests=data.get("rests", False),
        typed=data.get("typed"),
    )


def _sent(request: HttpRequest, form: ReplyForm, comment: Comment) -> HttpResponse:
    """303 to the comment's place; a held one is shown to its writer by cookie, or by the address without.

    What was filed as spam stands nowhere: its writer comes to the page that says so.
    """
    place = place_of(comment)
    if comment.status == Status.SPAM:
        place = reverse("comments:receipt", args=[links.token(links.RECEIPT, comment)])
    elif comment.status != Status.APPROVED:
        parts = urlsplit(place)
        place = f"{parts.path}?{identity.SENT}={links.token(links.HELD, comment)}#{parts.fragment}"
    response = HttpResponseRedirect(place, status=HTTPStatus.SEE_OTHER)
    if comment.status == Status.PENDING:
        identity.hold(response, comment)
    _remember(request, response, form)
    add_never_cache_headers(response)
    return response


def _remember(request: HttpRequest, response: HttpResponse, form: ReplyForm) -> None:
    data = form.cleaned_data
    if data.get("remember"):
        identity.remember(response, data["name"], data["email"], data["website"])
    elif "remember" in data and identity.REMEMBER in request.COOKIES:
        identity.forget(response)


def _again(
    request: HttpRequest,
    post: Post,
    form: ReplyForm,
    status: HTTPStatus,
    refused: submission.Refused | None = None,
    shown: preview.Shown | None = None,
) -> HttpResponse:
    """The same page again, with the text in it and the focus on what is to be mended, or on the preview."""
    if shown is None:
        form.mark_first_error()
    is_shut = refused is not None and refused.code == submission.THREAD_CLOSED
    parent = None if is_shut else _parent(post, form.data.get("parent", ""))
    form.data = {**dict(form.data.items()), "token": token_for(post.pk), "parent": str(parent.pk) if parent else ""}
    context = article_context(
        post,
        discussion=threads.discussion_of(post),
        reply_parent=parent,
        reply_form=form,
        reply_preview=shown,
        may_send=_may_send(refused),
    )
    response = render(request, _template_again(request, post, parent), context, status=status)
    if refused:
        metrics.because(response, refused.code)
        if refused.wait:
            response["Retry-After"] = str(refused.wait)
    add_never_cache_headers(response)
    return response


def _may_send(refused: submission.Refused | None) -> bool:
    """Is there a point in offering the button again?"""
    return refused is None or refused.code not in {"closed", "members", "blocked"}


def _template_again(request: HttpRequest, post: Post, parent: Comment | None) -> str:
    if preview.is_part(request):
        return "comments/_preview_part.html"
    return "comments/reply_form.html" if parent else _article_template(post)


def _article_template(post: Post) -> str:
    return "posts/page_detail.html" if post.kind == Post.Kind.PAGE else "posts/post_detail.html"


def _guard(request: HttpRequest, post: Post, user: User | None) -> str:
    """Why this send cannot be taken as it came; empty when it can."""
    why = guard.refusal(request, post.pk, user)
    return str(_FIRST_WORDS[why]) if why else ""


def _post(post_id: int) -> Post:
    post: Post | None = _POST.first(pk=post_id)
    if post is None or not post.is_published:
        raise Http404
    return post


def _parent(post: Post, given: str) -> Comment | None:
    """The shown comment of this post that is to be answered, or None."""
    if not (given.isascii() and given.isdigit() and len(given) <= 18):
        return None
    return tree.answered(int(given), post.pk)


def is_seen(request: HttpRequest, comment: Comment) -> bool:
    """Is there something to see at its place: the comment itself, or the stone that stands for it?"""
    if identity.viewer(request, comment.discussion).sees(comment):
        return True
    return comment.get_descendants().shown().exists()
