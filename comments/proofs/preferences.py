"""Which mail a reader gets: one page for an address, reached from every letter. GET shows, POST acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from blog.mail import stopping
from blog.mail.models import address_mark
from comments import following, links, mailing, readers
from comments.models import Comment, Subscription
from comments.readers import Reader
from comments.receipts.private import kept_private, private

View = Callable[..., HttpResponse]
Scope, Pace = Subscription.Scope, Subscription.Pace
END = "end"
PACES = [(Pace.AT_ONCE, Pace.AT_ONCE.label), (Pace.DAILY, Pace.DAILY.label)]


def of_reader(view: View) -> View:
    """The reader whose link this is, an account or a guest, or 404."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        reader = reader_of(token)
        if reader is None:
            raise Http404
        return view(request, reader, **kwargs)

    return wrapped


def reader_of(token: str) -> Reader | None:
    if user := links.resolve_member(token):
        return readers.by_key(f"u{user.pk}")
    commenter = links.resolve_commenter(links.MAIL, token)
    return Reader(commenter=commenter) if commenter else None


def member(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The page for an account: the mail it gets, and nothing that would need a login."""
    return render(request, "comments/letters.html", {**letters_of(reader), "said": request.GET.get("said", "")})


def letters_of(reader: Reader) -> dict[str, Any]:
    """What the part "Mail you get" of a page shows."""
    rows = list(following.of_address(reader.address))
    hears = any(following.written_by(other).filter(wants_news=True).exists() for other in readers.at(reader.address))
    return {
        "reader": reader,
        "token": mailing.token_of(reader),
        "follows": [_switch(row) for row in rows if row.scope != Scope.REPLIES],
        "answers": _answers(reader) if hears else None,
        "stop_url": stopping.address_for(address_mark(reader.address)),
    }


def _switch(row: Subscription) -> dict[str, Any]:
    """One thing that is followed: its words, and what can be chosen of it."""
    mute = [(Pace.NEVER, following.MUTED_WORDS)] if row.scope == Scope.THREAD else []
    end = following.UNMUTE_WORDS if row.pace == Pace.NEVER else following.END_WORDS
    return {
        "name": f"pace_{row.pk}",
        "words": following.words_of(row),
        "address": row.discussion.post.get_absolute_url() if row.discussion else "",
        "pace": row.pace,
        "choices": [*PACES, *mute, (END, end)],
    }


def _answers(reader: Reader) -> dict[str, Any]:
    return {
        "name": "answers",
        "words": following.ANSWERS_WORDS,
        "pace": following.answers_pace(readers.at(reader.address)),
        "choices": [*PACES, (Pace.NEVER, Pace.NEVER.label)],
    }


@private
@of_reader
@require_POST
def save(request: HttpRequest, reader: Reader) -> HttpResponse:
    """How often each of them is to come. What is not in the form, or makes no sense, stays as it is."""
    for row in following.of_address(reader.address):
        chosen = request.POST.get(f"pace_{row.pk}")
        if chosen == END:
            row.delete()
        elif chosen in Pace.values and chosen != row.pace:
            following.set_pace(row, chosen)
    if (answers := request.POST.get("answers")) in Pace.values:
        following.set_answers_pace(reader, answers)
    return back(reader, "saved")


@private
@of_reader
@require_http_methods(["GET", "HEAD", "POST"])
def mute(request: HttpRequest, reader: Reader, comment_id: int) -> HttpResponse:
    comment = _comment(comment_id)
    if request.method == "POST":
        following.mute(reader, comment)
        return back(reader, "muted")
    return _ask(request, reader, "mute", comment)


@csrf_exempt  # the token in the address is the authority; mail programs send this from nowhere (RFC 8058)
@kept_private
@of_reader
@require_http_methods(["GET", "HEAD", "POST"])
def unfollow(request: HttpRequest, reader: Reader, comment_id: int) -> HttpResponse:
    """No more mail about the discussion of a comment."""
    comment = _comment(comment_id)
    if request.method == "POST":
        following.unfollow(reader.address, comment.discussion)
        return _ended(request, reader)
    return _ask(request, reader, "unfollow", comment)


@csrf_exempt
@kept_private
@of_reader
@require_http_methods(["GET", "HEAD", "POST"])
def unfollow_kind(request: HttpRequest, reader: Reader, kind: str) -> HttpResponse:
    """No more mail about new articles, or no more daily letters."""
    if request.method == "POST":
        following.end_kind(reader.address, kind)
        return _ended(request, reader)
    return _ask(request, reader, kind)


@private
@of_reader
@require_POST
def quiet(request: HttpRequest, reader: Reader) -> HttpResponse:
    """No more news about anything, but for what is asked for from now on."""
    following.unfollow_all(reader.address)
    return back(reader, "quiet")


def back(reader: Reader, said: str) -> HttpResponse:
    address = reverse("comments:mail", args=[mailing.token_of(reader)])
    return HttpResponseRedirect(f"{address}?said={said}#letters", status=HTTPStatus.SEE_OTHER)


def _ended(request: HttpRequest, reader: Reader) -> HttpResponse:
    """A person goes on to all the mail they get; a mail program is not redirected (RFC 8058, 3.1) and reads no page."""
    if "List-Unsubscribe" in request.POST:
        return HttpResponse(_("Done: no more of that by mail."), content_type="text/plain; charset=utf-8")
    return back(reader, "unfollowed")


def _comment(pk: int) -> Comment:
    return get_object_or_404(Comment.objects.select_related("discussion__post", "discussion__defaults"), pk=pk)


def _ask(request: HttpRequest, reader: Reader, what: str, comment: Comment | None = None) -> HttpResponse:
    """The page with one button. It tells no title and no name that could not be read anyway."""
    post = comment.discussion.post if comment and comment.discussion.post.is_published else None
    root = following.root_of(comment) if comment and what == "mute" else None
    context = {
        "what": what,
        "post": post,
        "thread": root if root and root.is_shown else None,
        "settings_url": reverse("comments:mail", args=[mailing.token_of(reader)]),
    }
    return render(request, "comments/letters_end.html", context)
