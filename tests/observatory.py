"""The rules of Mozilla's HTTP Observatory that apply to one answer over https: the sum is 100 and what each rule adds.

Left out is what depends on more than one answer or on the world outside: certificates, the preload list (which would
add five), redirects (Django's, tested elsewhere) and subresource integrity, which is neither good nor bad where every
script is the site's own, as a test of the policy makes sure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.cookies import Morsel
from typing import Any

START, BONUS_FROM, A_PLUS = 100, 90, 120
SIX_MONTHS = 15552000
PRIVATE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
BROAD = {"*", "http:", "https:", "ftp:", "http://*", "https://*", "data:"}
SESSIONS = re.compile(r"session|sid$", re.IGNORECASE)


def score(headers: Mapping[str, str], cookies: Mapping[str, Morsel[Any]] | None = None) -> int:
    """Bonuses count only for whoever has 90 points without them."""
    points = [
        content_policy(headers),
        transport(headers),
        sniffing(headers),
        framing(headers),
        referrer(headers),
        resources(headers),
        sharing(headers),
        *(cookie(morsel) for morsel in (cookies or {}).values()),
    ]
    if cookies and min(points[7:]) == 0:
        points.append(5)  # all of them Secure, HttpOnly and SameSite
    base = START + sum(point for point in points if point < 0)
    return base + sum(point for point in points if point > 0) if base >= BONUS_FROM else base


def directives(policy: str) -> dict[str, set[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: set(values) for name, *values in parts}


def content_policy(headers: Mapping[str, str]) -> int:
    policy = directives(headers.get("Content-Security-Policy", ""))
    default = policy.get("default-src", {"*"})
    scripts, styles = policy.get("script-src", default), policy.get("style-src", default)
    if not policy:
        return -25
    if (scripts | policy.get("object-src", default)) & BROAD or "'unsafe-inline'" in scripts:
        return -20
    if "'unsafe-eval'" in scripts | styles or policy.get("img-src", default) & {"http:", "ftp:"}:
        return -10
    if styles & {*BROAD, "'unsafe-inline'"}:
        return 0
    return 10 if default == {"'none'"} else 5


def transport(headers: Mapping[str, str]) -> int:
    found = re.match(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    if not found:
        return -20
    return 0 if int(found[1]) >= SIX_MONTHS else -10


def sniffing(headers: Mapping[str, str]) -> int:
    return 0 if headers.get("X-Content-Type-Options", "").lower() == "nosniff" else -5


def framing(headers: Mapping[str, str]) -> int:
    ancestors = directives(headers.get("Content-Security-Policy", "")).get("frame-ancestors", {"*"})
    if not ancestors & BROAD:
        return 5
    return 0 if headers.get("X-Frame-Options", "").upper() in {"DENY", "SAMEORIGIN"} else -20


def referrer(headers: Mapping[str, str]) -> int:
    policy = headers.get("Referrer-Policy", "")
    return 0 if not policy else 5 if policy in PRIVATE_REFERRERS else -5


def resources(headers: Mapping[str, str]) -> int:
    policy = headers.get("Cross-Origin-Resource-Policy", "cross-origin")
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0}.get(policy, -5)


def sharing(headers: Mapping[str, str]) -> int:
    """Foreign scripts may read only what is meant for everybody; with credentials is the worst there is."""
    return -50 if headers.get("Access-Control-Allow-Credentials") else 0


def cookie(morsel: Morsel[Any]) -> int:
    is_session = bool(SESSIONS.search(morsel.key))
    if not morsel["secure"]:
        return -10 if is_session else -5
    if is_session and not morsel["httponly"]:
        return -30
    return 0 if morsel["samesite"] in {"Lax", "Strict"} else -20
