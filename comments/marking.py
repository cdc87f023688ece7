"""What a reader may do to a comment without answering it: mark it as helpful, or report it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from blog import metrics
from blog.allowance import HOUR, Bucket, take
from blog.network import network_hash

from . import attempts, guard, helpful, identity, reports
from .forms import token_for
from .models import Comment, Report
from .people import standing as people
from .rules import reporting
from .submission import Refused
from .views import place_of

if TYPE_CHECKING:
    from accounts.models import User

MARKS = Bucket("helpful", 120, HOUR)  # more than anyone reads
REPORTS = Bucket("reports", 10, HOUR)  # whoever finds more writes to the owner
_NOT_OURS = gettext_lazy("This page had been open for a while. What you wrote is still here: send it again.")
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
    try:
        count(request, user, MARKS, _("You have marked a lot in this hour. Please come back later."))
        _check_person(request, user)
    except Refused as refused:
        return _too_many(request, refused)
    wanted = {"1": True, "0": False}.get(request.POST.get("on", ""))
    is_marked = helpful.mark(comment, user=user, network=network_hash(request), wanted=wanted)
    if request.headers.get("Accept") == "application/json":
        comment.refresh_from_db(fields=["helpful_count"])
        return JsonResponse({"label": helpful.label(comment.helpful_count, is_marked), "pressed": is_marked})
    return HttpResponseRedirect(place_of(comment), status=HTTPStatus.SEE_OTHER)


@csrf_exempt  # see `guard`
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, comment_id: int) -> HttpResponse:
    """`GET` asks for the reason, `POST` keeps it; `?sent` is where one is led then."""
    is_thanked = request.method != "POST" and "sent" in request.GET
    comment = shown_comment(str(comment_id), or_reported=is_thanked)
    if request.method != "POST":
        return _report_page(request, comment, reports.ReportForm())
    user = identity.person(request)
    form = reports.ReportForm(request.POST)
    if not form.is_valid():
        return _report_page(request, comment, form, HTTPStatus.BAD_REQUEST)
    try:
        _check_report(request, comment, user)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _waiting(_report_page(request, comment, form, refused.status), refused)
    if reports.report(comment, form.cleaned_data, user=user, network=network_hash(request)):
        reporting.hold_if_reported(comment)
    sent = f"{reverse('comments:report', args=[comment.pk])}?sent"
    return HttpResponseRedirect(sent, status=HTTPStatus.SEE_OTHER)


def _check_report(request: HttpRequest, comment: Comment, user: User | None) -> None:
    if guard.refusal(request, comment.discussion_id, user):
        raise Refused("guard", str(_NOT_OURS), HTTPStatus.FORBIDDEN)
    count(request, user, REPORTS, _("You have reported a lot in this hour. Please send this one later."))
    _check_person(request, user)


def _check_person(request: HttpRequest, user: User | None) -> None:
    standing = people.of_visitor(user, identity.commenter(request), network_hash(request))
    if standing.blocked_by:
        raise Refused("blocked", people.hit(standing.blocked_by), HTTPStatus.FORBIDDEN)


def count(request: HttpRequest, user: User | None, bucket: Bucket, message: str) -> None:
    """One more of these, and one more attempt. Raises `Refused` with the message."""
    attempts.count(request, user)
    if settings.COMMENT_RATE_LIMIT and (wait := take(bucket, whoever(request, user))):
        raise Refused(bucket.name, message, HTTPStatus.TOO_MANY_REQUESTS, wait=wait)


def _too_many(request: HttpRequest, refused: Refused) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return _waiting(JsonResponse({"error": refused.message}, status=refused.status), refused)
    return _waiting(HttpResponse(refused.message, "text/plain; charset=utf-8", refused.status), refused)


def _waiting(response: HttpResponse, refused: Refused) -> HttpResponse:
    if refused.wait:
        response["Retry-After"] = str(refused.wait)
    return metrics.because(response, refused.code)


def _report_page(
    request: HttpRequest, comment: Comment, form: reports.ReportForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "comment": comment,
        "post": comment.discussion.post,
        "place": place_of(comment) if comment.is_shown else comment.discussion.post.get_absolute_url(),
        "form": form,
        "token": token_for(comment.discussion_id),
        "is_member": identity.person(request) is not None,
        "is_sent": "sent" in request.GET,
    }
    return render(request, "comments/report.html", context, status=status)


def shown_comment(given: str, *, or_reported: bool = False) -> Comment:
    """The comment of this key that readers see, or 404. `or_reported`: or saw, and enough reports took it away."""
    if not (given.isascii() and given.isdigit() and len(given) <= _KEY_DIGITS):
        raise Http404
    shown = Comment.objects.shown()
    if or_reported:
        shown = shown | Comment.objects.pending().filter(Exists(Report.objects.filter(comment=OuterRef("pk"))))
    comment = get_object_or_404(shown.select_related("discussion__post", "discussion__defaults"), pk=int(given))
    if not comment.discussion.post.is_published:
        raise Http404
    return comment


def whoever(request: HttpRequest, user: User | None) -> str:
    """Whose token is taken: an account's or, where nobody is signed in, a network's; "" where that is unknown."""
    network = network_hash(request)
    return f"user.{user.pk}" if user else f"network.{network}" if network else ""
