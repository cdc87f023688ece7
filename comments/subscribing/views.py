"""Following by mail without writing anything: the pages that ask for it, and those that the question in the mail leads to.

GET shows, POST acts. Who only typed an address is answered the same whatever is known of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from blog.allowance import HOUR, Bucket
from blog.mail import stopping
from blog.mail.models import address_mark
from blog.network import network_hash
from blog.posts.models import Post
from comments import following, guard, identity, mailing, threads, tree
from comments.forms import token_for
from comments.marking import count
from comments.models import Discussion, Subscription, SubscriptionRequest
from comments.readers import Reader
from comments.receipts.private import private
from comments.submission import Refused
from comments.subscribing import asking, beginning, letters
from comments.subscribing.forms import OF_A_DISCUSSION, AskForm

if TYPE_CHECKING:
    from accounts.models import User

View = Callable[..., HttpResponse]
ASKS = Bucket("subscribe", 20, HOUR)  # a household, not a machine with a list of addresses
ANYWHERE = 0  # stands in for the article where a form belongs to none
_NOT_OURS = gettext_lazy("This page had been open for a while. Please send it again.")
_TOO_MANY = gettext_lazy("That was asked for many times in a short time. Please wait a while, then try again.")


@dataclass(frozen=True)
class Wish:
    """What a page offers, to whom. `post`: where it is about, or where its reader came from."""

    scopes: tuple[str, ...]
    post: Post | None
    user: User | None
    reader: Reader | None  # whom we know to have proven an address

    @property
    def is_of_articles(self) -> bool:
        return self.scopes == (Subscription.Scope.ARTICLES,)

    @property
    def post_id(self) -> int:
        return self.post.pk if self.post and not self.is_of_articles else ANYWHERE

    @property
    def address(self) -> str:
        if self.is_of_articles:
            came_from = f"?on={self.post.pk}" if self.post else ""
            return reverse("comments:subscribe") + came_from
        return reverse("comments:follow", args=[self.post_id])

    @property
    def discussion(self) -> Discussion | None:
        """Where one can be followed and there is a row of it."""
        return threads.discussion_of(self.post) if self.post_id and self.post else None


@csrf_exempt  # a guest's send carries no authority in a cookie; who is signed in is checked in `guard`
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def subscribe(request: HttpRequest) -> HttpResponse:
    """New articles. `?on=` names the article that its reader comes from."""
    given = request.GET.get("on", "")
    is_key = given.isascii() and given.isdigit() and len(given) <= 18
    post = _published().filter(pk=given).first() if is_key else None
    return _answer(request, _wish(request, (Subscription.Scope.ARTICLES,), post))


@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def follow(request: HttpRequest, post_id: int) -> HttpResponse:
    """One discussion."""
    post = _published().filter(pk=post_id).first()
    if post is None or not threads.discussion_of(post).is_presented:
        raise Http404
    return _answer(request, _wish(request, OF_A_DISCUSSION, post))


def with_secret(view: View) -> View:
    """What the one-time secret in the address was made for, or a page that says it is good no more."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        found = asking.find(token)
        if found is None or not letters.is_readable(found):
            return _over(request)
        return view(request, found, token)

    return private(wrapped)


@with_secret
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, found: SubscriptionRequest, token: str) -> HttpResponse:
    if request.method != "POST":
        context = {**letters.about(found), "email": found.email, "token": token}
        return render(request, "comments/subscribe_confirm.html", context)
    reader = beginning.confirm(found)
    if reader is None:
        return _over(request)
    context = {
        **letters.about(found),
        "email": reader.address,
        "preferences": mailing.preferences(reader),
        "is_stopped": stopping.is_stopped(address_mark(reader.address)),
    }
    return render(request, "comments/subscribe_begun.html", context)


@with_secret
@require_POST
def disown(request: HttpRequest, found: SubscriptionRequest, token: str) -> HttpResponse:
    beginning.disown(found)
    return render(request, "comments/subscribe_disowned.html")


def _over(request: HttpRequest) -> HttpResponse:
    """The same for a secret that was used, is too old, or never was."""
    return render(request, "comments/subscribe_over.html", status=HTTPStatus.NOT_FOUND)


def _wish(request: HttpRequest, scopes: tuple[str, ...], post: Post | None) -> Wish:
    if not settings.EMAIL_CONFIGURED:
        raise Http404
    user, commenter = identity.person(request), identity.commenter(request)
    reader = Reader(user=user) if user and user.has_proven_address else None
    return Wish(scopes, post, user, Reader(commenter=commenter) if commenter else reader)


def _answer(request: HttpRequest, wish: Wish) -> HttpResponse:
    if request.method != "POST":
        return _page(request, wish, AskForm(scopes=wish.scopes, initial=_initial(wish)))
    form = AskForm(request.POST, scopes=wish.scopes, has_address=wish.user is not None)
    if not form.is_valid():
        return _page(request, wish, form, HTTPStatus.BAD_REQUEST)
    try:
        _check(request, wish)
    except Refused as refused:
        form.add_error(None, refused.message)
        response = _page(request, wish, form, refused.status)
        if refused.wait:
            response["Retry-After"] = str(refused.wait)
        return response
    return _led(wish, _act(request, wish, form))


def _check(request: HttpRequest, wish: Wish) -> None:
    """Raises `Refused`."""
    if guard.refusal(request, wish.post_id, wish.user):
        raise Refused("guard", str(_NOT_OURS), HTTPStatus.FORBIDDEN)
    if wish.user and not wish.reader:
        raise Refused("unproven", _("Prove the address of your account first."), HTTPStatus.FORBIDDEN)
    try:
        count(request, wish.user, ASKS, str(_TOO_MANY))
    except Refused as refused:
        raise Refused("attempts", str(_TOO_MANY), refused.status, wait=refused.wait) from refused


def _act(request: HttpRequest, wish: Wish, form: AskForm) -> str:
    """Whose address is proven needs no letter. Returns what is said next."""
    typed = form.cleaned_data.get("email", "").lower()
    reader = wish.reader if wish.reader and typed in {"", wish.reader.address.lower()} else None
    if reader and request.POST.get("act") == "end":
        beginning.end(reader, wish.scopes, wish.discussion)
        return "ended"
    discussion = _row(wish)
    if reader:
        following.follow(reader, form.chosen, discussion)
        return "begun"
    asking.ask(typed, form.chosen, discussion, network_hash(request))
    return "asked"


def _row(wish: Wish) -> Discussion | None:
    """The discussion's row: made where it can be followed, left alone where its article only leads back."""
    if wish.post_id:
        with tree.locked(wish.post_id) as discussion:
            return discussion
    return Discussion.objects.filter(pk=wish.post.pk).first() if wish.post else None


def _page(request: HttpRequest, wish: Wish, form: AskForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    reader = wish.reader
    context: dict[str, Any] = {
        "wish": wish,
        "form": form,
        "post": wish.post,
        "token": token_for(wish.post_id),
        "address": reader.address if reader else "",
        "present": beginning.present(reader, wish.scopes, wish.discussion) if reader else None,
        "is_stopped": reader is not None and stopping.is_stopped(address_mark(reader.address)),
        "preferences": mailing.preferences(reader) if reader else "",
        "said": request.GET.get("said", ""),
    }
    response = render(request, "comments/subscribe.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _led(wish: Wish, said: str) -> HttpResponse:
    joint = "&" if "?" in wish.address else "?"
    return HttpResponseRedirect(f"{wish.address}{joint}said={said}", status=HTTPStatus.SEE_OTHER)


def _initial(wish: Wish) -> dict[str, str]:
    return {"email": wish.reader.address} if wish.reader else {}


def _published() -> Any:
    return Post.objects.published().select_related(*Post.read_with)
