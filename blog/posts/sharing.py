"""Passing an article on: plain links that load nothing from anybody, and what a shared link shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote, urljoin

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ShareLink:
    name: str | Promise
    href: str


# By what the site's settings call them. {address} and {title} arrive percent-encoded, spaces as %20, which all of them and mail programs read alike.
PLACES: dict[str, tuple[str | Promise, str]] = {
    "facebook": ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={address}"),
    "x": ("X", "https://x.com/intent/post?url={address}&text={title}"),
    "reddit": ("Reddit", "https://www.reddit.com/submit?url={address}&title={title}"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={address}"),
    "mastodon": ("Mastodon", "https://share.joinmastodon.org/#text={title}%20{address}"),
    "email": (_("E-mail"), "mailto:?subject={title}&body={address}"),
}


def share_links(address: str, title: str, places: Iterable[str] = tuple(PLACES)) -> list[ShareLink]:
    """One link for each of these places, in the order of `PLACES`; `address` is absolute."""
    words = {"address": quote(address, safe=""), "title": quote(title, safe="")}
    wanted = set(places)
    return [ShareLink(name, link.format(**words)) for key, (name, link) in PLACES.items() if key in wanted]


def first_picture(body_html: str, address: str) -> str:
    """The absolute address of the first picture in the text, or ""."""
    if "<img" not in body_html:
        return ""
    finder = _PictureFinder()
    finder.feed(body_html)
    return urljoin(address, finder.found) if finder.found else ""


class _PictureFinder(HTMLParser):
    found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img" and not self.found:
            self.found = dict(attrs).get("src") or ""
