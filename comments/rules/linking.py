"""Where a text leads to: by markup, or by an address that merely stands there."""

from __future__ import annotations

import re
from urllib.parse import unquote

from django.conf import settings

from blog import links, markup

_ANCHOR = re.compile(r'<a\s[^>]*?href="([^"]*)"[^>]*>.*?</a>', re.DOTALL)

_MAY_BE_BARE = re.compile(r"https?:|www\.", re.IGNORECASE)
_TO_THE_HOST = re.compile(r"(?:https?://|www\.)[^\s/?#]+", re.IGNORECASE)


def foreign_hosts(html: str) -> list[str]:
    """The hosts that a text leads to, each as often as it does; not this site's own."""
    addresses = [match[1] for match in _ANCHOR.finditer(html)]
    rest = _ANCHOR.sub(" ", html)
    if _MAY_BE_BARE.search(rest):  # to read the text out of its markup is dear
        text = _TO_THE_HOST.sub(lambda match: markup.clean_text(unquote(match[0])), markup.comment_text(rest))
        addresses += [link.href for link in links.bare_links(text)]
    hosts = (_host(address) for address in addresses)
    return [host for host in hosts if host and host != _host(settings.SITE_URL)]


def _host(address: str) -> str:
    return links.host_of(address).removeprefix("www.")
