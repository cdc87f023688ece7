"""The private pages of a comment's writer. GET shows, POST acts, and nobody else keeps them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from blog.network import network_hash
from comments import attempts, erasure, following, identity, links, mailing, moderation, readers, redacting, revisions
from comments.care.card import card_of
from comments.models import Comment, Revision, Status
from comments.moderation import Asker
from comments.people import standing as people
from comments.proofs import asking
from comments.receipts import standing
from comments.receipts.export import exported
from comments.receipts.forms import EditForm, form_of, mark, seen_anew, wording
from comments.receipts.private import private
from comments.submission import Refused, check_person
from comments.views import place_of

View = Callable[..., HttpResponse]
_AS_WRITER = frozenset({Asker.WRITER})


def of_comment(view: View) -> View:
    """The comment the token is for, or 404."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        comment = links.resolve(links.RECEIPT, token)
        if comment is None:
            raise Http404
        return view(request, comment)

    return private(wrapped)


def counted(view: View) -> View:
    """One more attempt of whoever acts: each time is kept for good among what has happened."""

    @wraps(view)
    def wrapped(request: HttpRequest, comment: Comment) -> HttpResponse:
        try:
            attempts.count(request, identity.person(request))
        except Refused as refused:
            return _waiting(_page(request, comment, status=refused.status, refusal=refused.message), refused)
        return view(request, comment)

    return wrapped


@of_comment
@require_safe
def receipt(request: HttpRequest, comment: Comment) -> HttpResponse:
    return _page(request, comment)


@of_comment
@require_POST
def edit(request: HttpRequest, comment: Comment) -> HttpResponse:
    form = EditForm(request.POST)
    if not form.is_valid():
        return _page(request, comment, form, HTTPStatus.BAD_REQUEST)
    seen, present = form.cleaned_data["seen"], wording(comment, revisions.proposed(comment))
    if seen and seen != mark(present) and form.cleaned_data["body"] != present:
        form = seen_anew(form, present)
        form.add_error(
            None,
            _(
                "Your response was changed meanwhile, in another window perhaps; above is how it reads now."
                " Your text is below: save it again to put it in the place of that one."
            ),
        )
        return _page(request, comment, form, HTTPStatus.CONFLICT)
    try:
        attempts.count(request, identity.person(request))
        check_person(_standing(request, comment))
        revisions.edit(comment, form.cleaned_data["body"])
    except revisions.CannotEditError:
        form.add_error(
            None, _("This response cannot be changed any more. Your text is below, so that you can keep it.")
        )
        return _page(request, comment, form, HTTPStatus.CONFLICT)
    except Refused as refused:
        form.add_error(None, refused.message)
        return _waiting(_page(request, comment, form, refused.status), refused)
    return _back(comment, "saved")


@of_comment
@require_POST
@counted
def withdraw(request: HttpRequest, comment: Comment) -> HttpResponse:
    outcome = moderation.moderate([comment.pk], Status.WITHDRAWN, by=None, capacities=_AS_WRITER)
    return _back(comment, "withdrawn" if outcome.changed else "unchanged")


@of_comment
@require_POST
def hand_in(request: HttpRequest, comment: Comment) -> HttpResponse:
    """What rests need not rest any longer: from now on it waits like every other."""
    resting = Comment.objects.filter(pk=comment.pk, rests_until__gt=timezone.now())
    return _back(comment, "handed-in" if resting.update(rests_until=None) else "unchanged")


@of_comment
@require_POST
@counted
def restore(request: HttpRequest, comment: Comment) -> HttpResponse:
    """A withdrawn comment goes back among those that wait: it is read again before it is shown."""
    if _standing(request, comment).blocked_by:
        return _page(request, comment, status=HTTPStatus.FORBIDDEN)
    outcome = moderation.moderate([comment.pk], Status.PENDING, by=None, capacities=_AS_WRITER, seen=Status.WITHDRAWN)
    return _back(comment, "restored" if outcome.changed else "unchanged")


@of_comment
@require_POST
def renew(request: HttpRequest, comment: Comment) -> HttpResponse:
    """A new link: all that were given out before lead nowhere."""
    comment.link_generation += 1
    comment.save(update_fields=["link_generation"])
    response = _back(comment, "renewed")
    if f"{identity.HELD}{comment.pk}" in request.COOKIES:
        identity.hold(response, comment)
    return response


@of_comment
@require_POST
def prove(request: HttpRequest, comment: Comment) -> HttpResponse:
    """A letter to the address: the question whether it is theirs or, once that is known, the way to everything.

    Whether one is owed is not told: it would say whether the address has asked for silence.
    """
    if comment.is_proven:
        asking.send_the_way_in(comment)
    else:
        asking.ask(comment, network_hash(request))
    return _back(comment, "mailed")


@of_comment
@require_POST
def news(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Whether its writer is told by mail what becomes of it."""
    comment.wants_news = request.POST.get("news") == "on"
    comment.save(update_fields=["wants_news"])
    return _back(comment, "news-on" if comment.wants_news else "news-off")


@of_comment
@require_POST
def follow(request: HttpRequest, comment: Comment) -> HttpResponse:
    """What else its writer hears of by mail; without a proof that begins with the proof."""
    chosen = request.POST.get("follow", "")
    if chosen not in Comment.Follows.values:
        raise Http404
    following.choose(comment, chosen)
    return _back(comment, "follows" if chosen else "follows-nothing")


@of_comment
@require_POST
def forget(request: HttpRequest, comment: Comment) -> HttpResponse:
    """Take from this browser all that it carries for this site's discussions."""
    response = HttpResponseRedirect(comment.discussion.post.get_absolute_url(), status=HTTPStatus.SEE_OTHER)
    identity.forget_all(request, response)
    return response


@of_comment
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, comment: Comment) -> HttpResponse:
    """GET says exactly what goes and what stays; POST does it."""
    chosen = request.POST.get("text")
    if chosen not in {"erase", "keep"}:
        context = {**_about(comment), "must_choose": request.method == "POST"}
        return render(request, "comments/receipt_erase.html", context)
    post = comment.discussion.post
    erasure.erase(comment, keep_text=chosen == "keep")
    response = render(request, "comments/receipt_erased.html", {"post": post})
    identity.forget_all(request, response)
    return response


@of_comment
@require_safe
def export(request: HttpRequest, comment: Comment) -> HttpResponse:
    """What the site holds of this response. Others under the same address are not told: it is not proven."""
    response = JsonResponse(exported(comment), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="response-{comment.pk}.json"'
    return response


def _page(
    request: HttpRequest,
    comment: Comment,
    form: EditForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    refusal: str = "",
) -> HttpResponse:
    proposed = revisions.proposed(comment)
    block = _standing(request, comment).blocked_by
    context = {
        **_about(comment),
        "blocked": people.sentence(block) if block else "",
        "refusal": refusal,
        "form": form or form_of(comment, proposed),
        "proposed": proposed,
        "may_edit": (comment.status in revisions.EDITABLE and not block) or form is not None,
        "may_withdraw": moderation.allowed(comment.status, Status.WITHDRAWN, _AS_WRITER),
        "may_restore": comment.status == Status.WITHDRAWN and not block,
        "help_card": card_of(comment),
        "place": place_of(comment) if comment.status == Status.APPROVED else "",
        "queue_place": standing.place_in_queue(comment) if comment.is_waiting else 0,
        "usual_wait": standing.usual_wait() if comment.is_waiting else None,
        "decline": standing.latest_decline(comment) if comment.status == Status.DECLINED else None,
        "redactions": redacting.of_writer(comment),
        "steps": standing.steps(comment),
        "earlier": comment.revisions.exclude(state=Revision.State.PROPOSED).count(),
        "said": request.GET.get("said", ""),
        "may_ask": asking.may_ask(comment),
        **_mail(comment),
        "may_mail": settings.EMAIL_CONFIGURED,
        "mine": _page_of_all(request, comment),
    }
    return render(request, "comments/receipt.html", context, status=status)


def _waiting(response: HttpResponse, refused: Refused) -> HttpResponse:
    if refused.wait:
        response["Retry-After"] = str(refused.wait)
    return response


def _standing(request: HttpRequest, comment: Comment) -> people.Standing:
    """Of its writer, and of the network that somebody acts from as its writer."""
    return people.standing(comment, network=network_hash(request))


def _mail(comment: Comment) -> dict[str, Any]:
    """What is mailed about it, and where to: "" while the address is not proven."""
    reader = readers.writer_of(comment) if settings.EMAIL_CONFIGURED else None
    return {
        "news_to": reader.address if reader else "",
        "letters_url": mailing.preferences(reader) if reader and reader.user else "",
        "may_follow": settings.EMAIL_CONFIGURED and bool(reader or comment.email),
        "follows": following.chosen(comment),
        "follow_choices": Comment.Follows.choices,
    }


def _page_of_all(request: HttpRequest, comment: Comment) -> str:
    """The page of everything under the proven address, for a browser that is known to be its owner's."""
    commenter = identity.commenter(request)
    if commenter is None or comment.proof != Comment.Proof.ADDRESS or commenter.email != comment.email:
        return ""
    return reverse("comments:mail", args=[links.token_of(links.MAIL, commenter)])


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
