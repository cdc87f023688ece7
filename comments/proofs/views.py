"""What the links in our letters lead to. GET shows, POST acts, and nobody else keeps the pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comments import identity, links
from comments.models import Commenter, ProofRequest
from comments.people import standing as people
from comments.proofs import asking, belongings, preferences, proving
from comments.readers import Reader
from comments.receipts.private import private
from comments.receipts.standing import as_list

View = Callable[..., HttpResponse]
ON_A_PAGE = 20


def with_secret(view: View) -> View:
    """What the one-time secret in the address was made for, or 404."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        found = asking.find(token)
        if found is None:
            raise Http404
        return view(request, found, token)

    return private(wrapped)


def of_commenter(view: View) -> View:
    """The proven commenter whose link this is, or 404."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        commenter = links.resolve_commenter(links.MAIL, token)
        if commenter is None:
            raise Http404
        return view(request, commenter)

    return private(wrapped)


@with_secret
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest, found: ProofRequest, token: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, "comments/prove.html", {"comment": found.comment, "token": token})
    was_held_here = identity.holds(request, found.comment)
    commenter = proving.confirm(found)
    if commenter is None:
        raise Http404
    response = _back(commenter, "proven")
    if was_held_here:
        found.comment.refresh_from_db(fields=["link_generation"])
        identity.hold(response, found.comment)
    if "remember" in request.POST:
        identity.carry_proof(response, commenter)
    return response


@with_secret
@require_POST
def disown(request: HttpRequest, found: ProofRequest, token: str) -> HttpResponse:
    post = found.comment.discussion.post
    proving.disown(found)
    return render(request, "comments/disowned.html", {"post": post})


@private
@preferences.of_reader
@require_safe
def mail(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What a letter's "say which mail you get" leads to: an account's mail, or everything under a guest's address."""
    return mine(request, reader.commenter) if reader.commenter else preferences.member(request, reader)


def mine(request: HttpRequest, commenter: Commenter) -> HttpResponse:
    """All that stands here under the address, each with its own private page."""
    block = people.of_visitor(None, commenter, "").blocked_by
    page = Paginator(belongings.comments_of(commenter), ON_A_PAGE).get_page(request.GET.get("page"))
    as_list(page.object_list)
    here = identity.commenter(request)
    context = {
        "commenter": commenter,
        "blocked": people.sentence(block) if block else "",
        **preferences.letters_of(Reader(commenter=commenter)),
        "page_obj": page,
        "is_here": here == commenter,
        "said": request.GET.get("said", ""),
    }
    return render(request, "comments/mine.html", context)


@of_commenter
@require_POST
def here(request: HttpRequest, commenter: Commenter) -> HttpResponse:
    response = _back(commenter, "here")
    identity.carry_proof(response, commenter)
    return response


@of_commenter
@require_POST
def end(request: HttpRequest, commenter: Commenter) -> HttpResponse:
    """Every earlier link and every browser forgets; this page goes on at its new address."""
    belongings.end_links(commenter)
    response = _back(commenter, "ended")
    identity.forget_all(request, response)
    return response


@of_commenter
@require_safe
def export(request: HttpRequest, commenter: Commenter) -> HttpResponse:
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(belongings.everything(commenter), json_dumps_params=options)
    response["Content-Disposition"] = 'attachment; filename="everything.json"'
    return response


@of_commenter
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, commenter: Commenter) -> HttpResponse:
    """GET says exactly what goes and what stays; POST does it."""
    chosen = request.POST.get("text")
    if chosen not in {"erase", "keep"}:
        context = {
            "must_choose": request.method == "POST",
            "token": links.token_of(links.MAIL, commenter),
            "commenter": commenter,
            "count": belongings.comments_of(commenter).count(),
        }
        return render(request, "comments/mine_erase.html", context)
    belongings.erase(commenter, keep_text=chosen == "keep")
    response = render(request, "comments/mine_erased.html")
    identity.forget_all(request, response)
    return response


def _back(commenter: Commenter, said: str) -> HttpResponse:
    address = reverse("comments:mail", args=[links.token_of(links.MAIL, commenter)])
    return HttpResponseRedirect(f"{address}?said={said}", status=HTTPStatus.SEE_OTHER)
