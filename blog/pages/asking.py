"""Which requests an everybody's page can answer, and by which name it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from blog.network import is_proxy

# What makes a page another page. Everything else that may be said behind a question mark goes to the site, but for
# what others hang on to addresses to see where their readers come from: it says nothing, and is not even handed on.
PARAMETERS = {"page", "order", "p"}
TRACKING = {"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "yclid", "ref_src"}
TRACKING_BEGINS = ("utm_", "mtm_", "pk_")
LONGEST_ADDRESS = 1000  # characters; nobody writes a longer one, and a key lives as long as its page
LONGEST_HEADER = 200  # characters of Accept-Encoding; browsers send thirty
PERSONAL = ("messages", "held_", "remember", "proven")  # beginnings of cookies' names, beside the session's
ENCODINGS = ("br", "gzip", "identity")  # the best first


class Key(NamedTuple):
    """One page under one name: the parts of a request that may change a byte of it."""

    host: str
    scheme: str  # as a proxy of ours says it, or ""
    path: str
    query: str


def key_of(host: str, scheme: str, path: str, query: str) -> Key | None:
    """None where the site itself must look at the address."""
    if not query:
        return Key(host, scheme, path, "") if len(path) < LONGEST_ADDRESS else None
    if len(path) + len(query) >= LONGEST_ADDRESS:  # before anything of it is remembered
        return None
    told = _told(query)
    return None if told is None or len(path) + len(told) >= LONGEST_ADDRESS else Key(host, scheme, path, told)


def key_of_environ(environ: Mapping[str, str]) -> Key | None:
    """The same for a WSGI request, and only where whoever asks is nobody in particular."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in environ:
        return None
    if (cookies := environ.get("HTTP_COOKIE")) and is_personal(cookies):
        return None
    scheme = environ.get("HTTP_X_FORWARDED_PROTO", "")
    if scheme and not is_proxy(environ.get("REMOTE_ADDR", "")):
        scheme = ""
    path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
    return key_of(environ.get("HTTP_HOST", ""), scheme, path, environ.get("QUERY_STRING", ""))


def is_personal(cookies: str) -> bool:
    """Does a Cookie header hold one of ours that makes its reader's page differ from everybody's?"""
    names = (settings.SESSION_COOKIE_NAME, *(f"{settings.COOKIE_PREFIX}{name}" for name in PERSONAL))
    return any(part.strip().startswith(names) for part in cookies.split(";"))


def encoding_of(accepted: str) -> str:
    """The best of ENCODINGS that an Accept-Encoding header takes (RFC 9110, 12.5.3); of a monstrous one nothing is kept."""
    return _encoding_of(accepted) if len(accepted) < LONGEST_HEADER else ENCODINGS[-1]


@lru_cache(maxsize=512)
def _encoding_of(accepted: str) -> str:
    weights = dict(_weight(part) for part in accepted.lower().split(",") if part.strip())
    rest = weights.get("*", 0.0)
    return next((name for name in ENCODINGS[:-1] if weights.get(name, rest) > 0), ENCODINGS[-1])


def _weight(part: str) -> tuple[str, float]:
    name, _semicolon, rest = part.partition(";")
    try:
        return name.strip(), float(rest.strip().removeprefix("q=") or 1)
    except ValueError:
        return name.strip(), 0.0


@lru_cache(maxsize=4096)
def _told(query: str) -> str | None:
    """What the query says, always in the same words; None where it says more than PARAMETERS."""
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if not _is_tracking(pair[0])]
    names = [name for name, _value in pairs]
    if not PARAMETERS.issuperset(names) or len(set(names)) < len(names):
        return None
    return urlencode(sorted(pairs))


def _is_tracking(name: str) -> bool:
    return name in TRACKING or name.startswith(TRACKING_BEGINS)
