"""Who knocks too often: the pages that cost something or guard something, and how often each may be asked for.

Reading is not limited: articles, lists and feeds are for everybody, crawlers too. What is sent below an
article is counted in `comments.attempts` and `comments.limits`, where its text is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from blog import views
from blog.allowance import HOUR, MINUTE, Bucket, give_back, take
from blog.network import network_hash

Handler = Callable[[HttpRequest], HttpResponse]
Who = Callable[[HttpRequest], str]
Counts = Callable[[HttpRequest, HttpResponse], bool]


def of_network(request: HttpRequest) -> str:
    return network_hash(request)


def of_account(request: HttpRequest) -> str:
    return f"user.{request.user.pk}" if request.user.is_authenticated else network_hash(request)


def of_half_known(request: HttpRequest) -> str:
    """Whose password was right already: the second factor is guessed at for this one account, from wherever."""
    login = request.session.get(LOGIN_SESSION_KEY) or {}
    return f"user.{login['user_pk']}" if login.get("user_pk") else of_account(request)


def of_name(request: HttpRequest) -> str:
    """Somebody's name, typed here: counted for this network alone, or whoever typed Bob's name could lock Bob out."""
    typed = request.POST.get("login") or request.POST.get("email") or ""
    name = f"{network_hash(request)} {typed.strip().lower()}"
    return salted_hmac("blog.doors", name, algorithm="sha256").hexdigest() if typed and network_hash(request) else ""


def is_form_again(request: HttpRequest, response: HttpResponse) -> bool:
    """What was right leads on; what was wrong shows the form once more."""
    return not 300 <= response.status_code < 400


def is_unknown(request: HttpRequest, response: HttpResponse) -> bool:
    return response.status_code == 404


def is_done(request: HttpRequest, response: HttpResponse) -> bool:
    """A form that comes again, because something in it is to be mended, has sent no letter."""
    return 300 <= response.status_code < 400


def always(request: HttpRequest, response: HttpResponse) -> bool:
    return True


@dataclass(frozen=True)
class Limit:
    """Each request takes a token; it comes back where the answer shows that it is none of those that `count`."""

    bucket: Bucket
    who: Who
    counts: Counts = always


# A school class that logs in at the beginning of a lesson, each mistyping once. Behind one address, so for one name less.
GUESSES = Limit(Bucket("guesses", 30, 5 * MINUTE), of_network, is_form_again)
GUESSES_OF_ONE = Limit(Bucket("guesses-of-one", 5, 5 * MINUTE), of_name, is_form_again)
GUESSES_OF_OWN = Limit(Bucket("guesses-of-own", 5, 5 * MINUTE), of_account, is_form_again)  # by who took a session
CODES = Limit(Bucket("codes", 10, 5 * MINUTE), of_network, is_form_again)
CODES_OF_ONE = Limit(Bucket("codes-of-one", 5, 5 * MINUTE), of_half_known, is_form_again)
SIGNING_UP = Limit(Bucket("signing-up", 20, HOUR), of_network, is_done)
LETTERS = Limit(Bucket("letters", 20, HOUR), of_network, is_done)
LETTERS_TO_ONE = Limit(Bucket("letters-to-one", 5, HOUR), of_name, is_done)
OWN_ACCOUNT = Limit(Bucket("own-account", 20, 5 * MINUTE), of_account)
# A mail program that looks at every link may be right a thousand times; nobody is wrong so often by mistake.
SECRETS = Limit(Bucket("secrets", 30, HOUR), of_network, is_unknown)
COPIES = Limit(Bucket("copies", 10, 10 * MINUTE), of_account)
SEARCHES = Limit(Bucket("searches", 60, MINUTE), of_account)

POSTED: dict[str, tuple[Limit, ...]] = {
    "account_login": (GUESSES, GUESSES_OF_ONE),
    "account_reauthenticate": (GUESSES, GUESSES_OF_OWN, OWN_ACCOUNT),
    "account_request_login_code": (LETTERS, LETTERS_TO_ONE),
    "account_confirm_login_code": (CODES, CODES_OF_ONE),
    "account_signup": (SIGNING_UP, LETTERS_TO_ONE),
    "account_signup_by_passkey": (SIGNING_UP, LETTERS_TO_ONE),
    "account_email": (OWN_ACCOUNT, LETTERS),
    "account_email_verification_sent": (CODES,),
    "account_change_password": (OWN_ACCOUNT,),
    "account_set_password": (OWN_ACCOUNT,),
    "account_reset_password": (LETTERS, LETTERS_TO_ONE),
    "account_confirm_password_reset_code": (CODES,),
    "account_complete_password_reset": (CODES,),
    "mfa_authenticate": (CODES, CODES_OF_ONE),
    "mfa_reauthenticate": (CODES, CODES_OF_ONE),
    "mfa_reauthenticate_webauthn": (CODES,),
    "mfa_activate_totp": (CODES,),
    "mfa_login_webauthn": (CODES,),
    "mfa_signup_webauthn": (SIGNING_UP,),
    "membership:delete": (OWN_ACCOUNT,),
    "comments:receipt-prove": (LETTERS,),
}
ALLAUTHS = ("account_", "mfa_")  # beginnings of its views' names
# Answers that gather all there is of somebody.
EXPENSIVE = {
    "comments:receipt-export",
    "comments:mail-export",
    "membership:export",
    "membership:export-json",
    "queue:record-export",
}
SEARCHED = {"queue:list", "queue:record"}  # with words to look for


class DoorsMiddleware:
    """Answers 429 before a page is asked that was asked for too often from there."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.taken = []  # type: ignore[attr-defined]
        response = self.get_response(request)
        for limit, who in request.taken:  # type: ignore[attr-defined]
            if not limit.counts(request, response):
                give_back(limit.bucket, who)
        return response

    def process_view(self, request: HttpRequest, view: Handler, args: Any, kwargs: Any) -> HttpResponse | None:
        for limit in limits_of(request):
            who = limit.who(request)
            if wait := take(limit.bucket, who):
                return views.too_many(request, until_all_lift(request, wait), limit.bucket.name)
            request.taken.append((limit, who))  # type: ignore[attr-defined]
        return None


def until_all_lift(request: HttpRequest, wait: int) -> int:
    """Seconds. Behind the pages of accounts stand allauth's own limits of a minute, which may have been reached as well."""
    match = request.resolver_match
    return max(wait, MINUTE) if match and match.view_name.startswith(ALLAUTHS) else wait


def limits_of(request: HttpRequest) -> tuple[Limit, ...]:
    """Whatever has a token in its address, posted or not, is opened by that alone."""
    match = request.resolver_match
    if match is None:
        return ()
    found = POSTED.get(match.view_name, ()) if request.method == "POST" else ()
    found += (SECRETS,) if "token" in match.kwargs else ()
    found += (COPIES,) if match.view_name in EXPENSIVE else ()
    return found + ((SEARCHES,) if match.view_name in SEARCHED and request.GET.get("q") else ())
