"""Where a text leads to: by markup, or by an address that merely stands there."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings

from blog import links, markup

_ANCHOR = re.compile(r'<a\s[^>]*?href="([^"]*)"[^>]*>.*?</a>', re.DOTALL)

_MAY_BE_BARE = re.compile(r"https?:|www\.", re.IGNORECASE)


def foreign_hosts(html: str) -> list[str]:
    """The hosts that a text leads to, each as often as it does; not this site's own."""
    addresses = [match[1] for match in _ANCHOR.finditer(html)]
    rest = _ANCHOR.sub(" ", html)
    if _MAY_BE_BARE.search(rest):  # to read the text out of its markup is dear
        addresses += [link.href for link in links.bare_links(markup.comment_text(rest))]
    hosts = (_host(address) for address in addresses)
    return [host for host in hosts if host and host != _host(settings.SITE_URL)]


def _host(address: str) -> str:
    """Of an address on the web; "" of what stays on this site, or is mail."""
    try:
        parts = urlsplit(f"https:{address}" if address.startswith("//") else address)
        return (parts.hostname or "").removeprefix("www.") if parts.scheme in {"http", "https"} else ""
    except ValueError:
        return ""
