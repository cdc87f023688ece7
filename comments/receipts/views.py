"""The private pages of a comment's writer. GET shows, POST acts, and nobody else keeps them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comments import erasure, identity, links, moderation, revisions
from comments.care.card import card_of
from comments.guard import is_from_elsewhere
from comments.models import Comment, Status
from comments.moderation import Asker
from comments.receipts import standing
from comments.receipts.forms import EditForm
from comments.views import place_of

View = Callable[..., HttpResponse]
_AS_WRITER = frozenset({Asker.WRITER})


def private(view: View) -> View:
    """The comment the token is for, or 404; kept by no cache, listed nowhere, told to nobody."""

    @csrf_exempt  # the token in the address is the authority, and no other site knows it
    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        comment = links.resolve(links.RECEIPT, token)
        if comment is None or (request.method == "POST" and is_from_elsewhere(request)):
            raise Http404
        response = view(request, comment, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@private
@require_safe
def receipt(request: HttpRequest, comment: Comment) -> HttpResponse:
    return _page(request, comment)


@private
@require_POST
def edit(request: HttpRequest, comment: Comment) -> HttpResponse:
    form = EditForm(request.POST)
    if not form.is_valid():
        return _page(request, comment, form, HTTPStatus.BAD_REQUEST)
    try:
        revisions.edit(comment, form.cleaned_data["body"])
    except revisions.CannotEditError:
        form.add_error(
            None, _("This response cannot be changed any more. Your text is below, so that you can keep it.")
        )
        return _page(request, comment, form, HTTPStatus.CONFLICT)
    return _back(comment, "saved")


@private
@require_POST
def withdraw(request: HttpRequest, comment: Comment) -> HttpResponse:
    outcome = moderation.moderate([comment.pk], Status.WITHDRAWN, by=None, capacities=_AS_WRITER)
    return _back(comment, "withdrawn" if outcome.changed else "unchanged")


@private
@require_POST
def hand_in(request: HttpRequest, comment: Comment) -> HttpResponse:
    """What rests need not rest any longer: from now on it waits like every other."""
    resting = Comment.objects.filter(pk=comment.pk, rests_until__gt=timezone.now())
    return _back(comment, "handed-in" if resting.update(rests_until=None) else "unchanged")


@private
@require_POST
def restore(request: HttpRequest, comment: Comment) -> HttpResponse:
    """A withdrawn comment goes back among those that wait: it is read again before it is shown."""
    outcome = moderation.moderate([comment.pk], Status.PENDING, by=None, capacities=_AS_WRITER, seen=Status.WITHDRAWN)
    return _back(comment, "restored" if outcome.changed else "unchanged")


@private
@require_POST
def renew(request: HttpRequest, comment: Comment) -> HttpResponse:
    """A new link: all that were given out before lead nowhere."""
    comment.link_generation += 1
    comment.save(update_fields=["link_generation"])
    response = _back(comment, "renewed")
    if f"{identity.HELD}{comment.pk}" in request.COOKIES:
        identity.hold(response, comment)
    return response


@private
@require_POST
def forget(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Take from this browser all that it carries for this site's discussions."""
    response = HttpResponseRedirect(comment.discussion.post.get_absolute_url(), status=HTTPStatus.SEE_OTHER)
    identity.forget_all(request, response)
    return response


@private
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, comment: Comment) -> HttpResponse:
    """GET says exactly what goes and what stays; POST does it."""
    if request.method != "POST":
        return render(request, "comments/receipt_erase.html", _about(comment))
    post = comment.discussion.post
    erasure.erase(comment, keep_text=request.POST.get("text") == "keep")
    response = render(request, "comments/receipt_erased.html", {"post": post})
    identity.forget_all(request, response)
    return response


@private
@require_safe
def export(request: HttpRequest, comment: Comment) -> HttpResponse:
    """What the site holds of this response. Others under the same address are not told: it is not proven."""
    response = JsonResponse(_exported(comment), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="response-{comment.pk}.json"'
    return response


def _page(
    request: HttpRequest, comment: Comment, form: EditForm | None = None, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    proposed = revisions.proposed(comment)
    context = {
        **_about(comment),
        "form": form or EditForm(initial={"body": proposed.body if proposed else comment.body}),
        "proposed": proposed,
        "may_edit": comment.status in revisions.EDITABLE or form is not None,
        "may_withdraw": moderation.allowed(comment.status, Status.WITHDRAWN, _AS_WRITER),
        "may_restore": comment.status == Status.WITHDRAWN,
        "help_card": card_of(comment),
        "place": place_of(comment) if comment.status == Status.APPROVED else "",
        "queue_place": standing.place_in_queue(comment) if comment.is_waiting else 0,
        "usual_wait": standing.usual_wait() if comment.is_waiting else None,
        "reason": standing.latest_reason(comment) if comment.status == Status.DECLINED else "",
        "steps": standing.steps(comment),
        "said": request.GET.get("said", ""),
    }
    return render(request, "comments/receipt.html", context, status=status)


def _about(comment: Comment) -> dict[str, Any]:
    return {
        "comment": comment,
        "post": comment.discussion.post,
        "token": links.token(links.RECEIPT, comment),
        "may_keep_text": comment.status in {Status.PENDING, Status.APPROVED},
    }


def _back(comment: Comment, said: str) -> HttpResponse:
    address = reverse("comments:receipt", args=[links.token(links.RECEIPT, comment)])
    return HttpResponseRedirect(f"{address}?said={said}", status=HTTPStatus.SEE_OTHER)


def _exported(comment: Comment) -> dict[str, Any]:
    return {
        "article": comment.discussion.post.title,
        "name": comment.name,
        "email": comment.email,
        "website": comment.website,
        "text": comment.body,
        "status": comment.status,
        "sent": comment.submitted_at.isoformat(),
        "edited": comment.edited_at.isoformat() if comment.edited_at else None,
        "rests_until": comment.rests_until.isoformat() if comment.rests_until else None,
        "network_hash": comment.network,
        "other_wordings": [
            {"state": r.state, "text": r.body, "written": r.written_at.isoformat()} for r in comment.revisions.all()
        ],
        "events": [
            {"at": e.at.isoformat(), "from": e.from_status, "to": e.to_status, "reason": standing.words_to_writer(e)}
            for e in comment.events.all()
        ],
    }
