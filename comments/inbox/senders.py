"""Is a mail from whom it says? Its address, and the word of a server that the owner trusts (RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from blog.mail.models import as_sent
from comments.inbox.received import Received
from comments.readers import Reader

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NO_ADDRESS = re.compile(r"[^\w.@+=/-]")
_COMMENT = re.compile(r"\([^()]*\)")
_DEEPEST = 5  # comments within comments
_RESULT = re.compile(r"^\s*([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)(.*)$", re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(r"([a-z]+\.[a-z0-9_-]+)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Result:
    method: str
    result: str
    properties: dict[str, str]


def is_from(mail: Received, reader: Reader) -> bool:
    """Is its only sender an address that this reader has proven?"""
    return bool(mail.sender) and mail.sender in _addresses(reader)


def is_vouched_for(mail: Received) -> bool:
    """Does the trusted server say that the sender's domain sent it? True where the owner trusts none."""
    if not settings.INBOX_TRUSTED_SERVER:
        return True
    results = list(_results(mail, settings.INBOX_TRUSTED_SERVER))
    domain = mail.sender.partition("@")[2]
    dmarc = [found for found in results if found.method == "dmarc"]
    if any(found.result == "fail" for found in dmarc):
        return False
    if any(found.result == "pass" and _header_is(found, domain) for found in dmarc):
        return True
    return any(_is_aligned(found, domain) for found in results)


def _addresses(reader: Reader) -> set[str]:
    if reader.user is None:
        return {as_sent(reader.address)}
    proven = reader.user.emailaddress_set.filter(verified=True)  # type: ignore[attr-defined]
    return {as_sent(address) for address in proven.values_list("email", flat=True)}


def _results(mail: Received, server: str) -> Iterator[Result]:
    """Of the topmost header in this server's name: whatever stands below it, anybody may have written."""
    for value in mail.headers("authentication-results"):
        name, *parts = _without_comments(_without_quotes(value)).split(";")
        if (name.split() or [""])[0].lower() != server.lower():
            continue
        for part in parts:
            if match := _RESULT.match(part):
                found = {key.lower(): said.lower() for key, said in _PROPERTY.findall(match[3])}
                yield Result(match[1].lower(), match[2].lower(), found)
        return


def _without_quotes(value: str) -> str:
    """Servers quote what strangers wrote: nothing in it ends a result or begins one."""
    return _QUOTED.sub(lambda match: _NO_ADDRESS.sub("", match[1].replace("=", "")), value)


def _without_comments(value: str) -> str:
    for _level in range(_DEEPEST):
        value = _COMMENT.sub(" ", value)
    return value


def _header_is(found: Result, domain: str) -> bool:
    return _domain(found.properties.get("header.from", domain)) == domain


def _is_aligned(found: Result, domain: str) -> bool:
    """DKIM or SPF that passed for the sender's own domain, or one that this lies in."""
    if found.result != "pass" or not domain:
        return False
    if found.method == "dkim":
        said = found.properties.get("header.d") or found.properties.get("header.i", "")
    elif found.method == "spf":
        said = found.properties.get("smtp.mailfrom", "")
    else:
        return False
    signer = _domain(said)
    return "." in signer and (domain == signer or domain.endswith("." + signer))


def _domain(said: str) -> str:
    return said.rpartition("@")[2].strip("<>. ").lower()
