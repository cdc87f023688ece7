"""Mail domains and simple patterns: what may be one, and what it matches.

A pattern has one sign, `*` for any run of characters. Its literal parts are looked for one after the other, so
the time grows with the text alone, whatever the pattern.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

MIN_LITERAL = 3  # characters besides `*`: with fewer it would match half of everybody
MAX_PATTERN = 100
# Where anybody may have an inbox: to block one blocks a whole people.
PUBLIC_PROVIDERS = frozenset(
    [
        "aol.com",
        "att.net",
        "bluewin.ch",
        "btinternet.com",
        "comcast.net",
        "fastmail.com",
        "free.fr",
        "freenet.de",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hey.com",
        "hotmail.co.uk",
        "hotmail.com",
        "hotmail.de",
        "hotmail.fr",
        "icloud.com",
        "laposte.net",
        "libero.it",
        "live.com",
        "mac.com",
        "mail.com",
        "mail.ru",
        "mailbox.org",
        "me.com",
        "msn.com",
        "naver.com",
        "orange.fr",
        "outlook.com",
        "pm.me",
        "posteo.de",
        "posteo.net",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "rediffmail.com",
        "seznam.cz",
        "sfr.fr",
        "t-online.de",
        "tutanota.com",
        "uol.com.br",
        "verizon.net",
        "wanadoo.fr",
        "web.de",
        "wp.pl",
        "yahoo.co.jp",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.de",
        "yahoo.fr",
        "yandex.ru",
        "ymail.com",
        "zoho.com",
        "126.com",
        "163.com",
    ]
)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


class NotOneError(Exception):
    """What was typed is no domain or pattern that could be used; the message says why and what to do."""


def as_domain(text: str) -> str:
    """A mail domain in small letters, as mail servers know it. Raises `NotOneError`."""
    given = text.strip().lower().rpartition("@")[2].rstrip(".")
    try:
        domain = given if given.isascii() else given.encode("idna").decode().lower()
    except UnicodeError:
        domain = ""
    if len(domain) > 200 or not _DOMAIN.fullmatch(domain):
        raise NotOneError(_("This is no mail domain. Write what stands behind the @, like “example.org”."))
    return domain


def as_pattern(text: str) -> str:
    """A pattern as it is kept and matched. Raises `NotOneError`."""
    pattern = re.sub(r"\*+", "*", _plain(text.strip()))
    if len(pattern) > MAX_PATTERN:
        raise NotOneError(_("That is too long for a pattern. %(count)d characters fit.") % {"count": MAX_PATTERN})
    literal = re.sub(r"[\s*@.]", "", pattern)
    if len(literal) < MIN_LITERAL:
        raise NotOneError(
            _("This would match nearly everybody. Write at least %(count)d letters besides *, like “*casino*”.")
            % {"count": MIN_LITERAL}
        )
    if spells_out_an_address(pattern):
        raise NotOneError(
            _(
                "This is one whole address. Anybody can type it, so blocking it would lock out whom it belongs to, and"
                " not who misuses it. Have what comes under it read first, or block the network; who has proven it is"
                " blocked from their own page."
            )
        )
    if literal in {"com", "org", "net"}:
        raise NotOneError(_("This would match nearly everybody. Block a mail domain instead."))
    return pattern


def is_public(domain: str) -> bool:
    return domain in PUBLIC_PROVIDERS


def domains_of(address: str) -> list[str]:
    """The domain of an address and all above it: "a.example.org", "example.org"."""
    parts = address.lower().rpartition("@")[2].split(".")
    return [".".join(parts[n:]) for n in range(len(parts) - 1)]


def matches(pattern: str, text: str) -> bool:
    """Does the whole text match? `pattern` is as `as_pattern()` gave it."""
    text = _plain(text)
    first, *rest = pattern.split("*")
    if not rest:
        return text == first
    *middle, last = rest
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    place, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


def spells_out_an_address(pattern: str) -> bool:
    """Is it one whole address, a * at its ends or not? Then it is about one person, and nothing proves who types it."""
    core = pattern.strip("*")
    name, at, domain = core.rpartition("@")
    return bool(name and at and _DOMAIN.fullmatch(domain)) and "*" not in core


def longest_part(pattern: str) -> str:
    """What any match contains, to look for it in the database first."""
    return max(pattern.split("*"), key=len)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
