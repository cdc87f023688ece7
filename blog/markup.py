"""Text to safe HTML: the only import of bleach, the only mark_safe.

A text goes through three hands: a renderer (Markdown), `blog.nesting` that closes and bounds what came
out, and bleach, which has the last word on what may be shown.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner
from django.utils.safestring import SafeString, mark_safe

from blog import commonmark
from blog.elements import KNOWN, VOID
from blog.fragments import decode, encode_attribute, plain
from blog.links import bare_links, link_address, own_address, safe_href, shown, web_address
from blog.nesting import Attributes, Rules, tidy
from blog.plain_text import clean_line, clean_text
from blog.typed import typed_html

__all__ = [
    "VERSION",
    "article_html",
    "clean_line",
    "clean_text",
    "comment_html",
    "comment_text",
    "excerpt",
    "reading_minutes",
    "safe_href",
    "trusted",
    "word_count",
]

VERSION = 1  # rises when the same source gives other HTML
MAX_TAGS = 2000  # of a comment: the sanitiser needs longer for each than for a line of words
WORDS_PER_MINUTE = 230
COMMENT_REL = "nofollow ugc noopener"
RELATIONS = {"author", "external", "license", "me", "nofollow", "noopener", "noreferrer", "sponsored", "tag", "ugc"}

Check = Callable[[str], str | None]
Allowed = Mapping[str, Mapping[str, Check]]


def _matching(pattern: str) -> Check:
    return lambda value: value if re.fullmatch(pattern, value, re.ASCII) else None


def _relations(value: str) -> str | None:
    return " ".join(sorted(RELATIONS & set(value.lower().split()))) or None


def _line(value: str) -> str:
    return clean_line(value, 300)


_NUMBER = _matching(r"[0-9]{1,5}")
_COMMENT: Allowed = {
    "a": {"href": web_address, "title": _line},
    "abbr": {"title": _line},
    "blockquote": {"cite": web_address},
    "del": {"datetime": _matching(r"[0-9TZ:+. -]{4,35}")},
    "img": {},
    "ol": {"start": _matching("[0-9]{1,9}")},
    "q": {"cite": web_address},
    **{name: {} for name in ("b", "br", "cite", "code", "em", "hr", "i", "li", "p", "pre", "s", "strong", "ul")},
}
_ARTICLE: Allowed = {
    **{name: checks for name, checks in _COMMENT.items() if name != "del"},
    "a": {"href": link_address, "title": _line, "rel": _relations},
    "blockquote": {"class": _matching("pull|cite")},
    "code": {"class": _matching(r"language-[\w+#.-]{1,30}")},
    "img": {"src": own_address, "alt": _line, "width": _NUMBER, "height": _NUMBER, "loading": str, "decoding": str},
    "th": {"scope": _matching("col|row|colgroup|rowgroup")},
    **{name: {} for name in ("caption", "dd", "dl", "dt", "figcaption", "figure", "h2", "h3", "h4", "kbd", "mark")},
    **{name: {} for name in ("small", "sub", "sup", "table", "tbody", "td", "thead", "tr", "u")},
}
_REQUIRED = {"a": "href", "img": "src"}
_RENAMED = {"strike": ("s",), "acronym": ("abbr",), "tt": ("code",)}
_HEADINGS = dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), ("p", "strong"))


def article_html(source: str) -> str:
    """The author's HTML, cut to what an article holds. Foreign pictures become links."""
    return _clean(source, _ARTICLE_RULES, _tools.article)


def comment_html(source: str, kind: str = "markdown") -> str:
    """A reader's text: `kind` is "markdown" (CommonMark) or "wordpress" (blank lines part paragraphs).

    Both keep the line breaks and the few elements of HTML that WordPress lets readers use.
    """
    source = clean_text(source)
    if kind != "markdown":
        # no tag, so nothing to sanitise: a hundred times faster
        return _clean(source, _TYPED_RULES, _tools.comment) if "<" in source else typed_html(source, COMMENT_REL)
    rendered = commonmark.render(source)
    html, rules = (source, _TYPED_RULES) if rendered is None else (rendered, _COMMENT_RULES)
    if _is_all_tags(html) or _is_all_tags(html := tidy(clean_text(html), rules)):
        return typed_html(source, COMMENT_REL)  # what no person writes is shown as it was typed
    return str(_tools.comment.clean(clean_text(html)))


def _is_all_tags(html: str) -> bool:
    """Counted before anything is read; an escaped sign costs half of what a tag does."""
    return html.count("<") + html.count("&") // 2 > MAX_TAGS


def comment_text(stored: str) -> str:
    """What stored HTML says, on one line."""
    return plain(stored)


def excerpt(stored: str, words: int) -> str:
    """The first words, and no more than ten times as many characters: not every script parts its words."""
    text = plain(stored)
    short = " ".join(text.split()[:words])[: words * 10].rstrip()
    return text if short == text else f"{short}…"


def word_count(stored: str) -> int:
    return len(plain(stored).split())


def reading_minutes(words: int) -> int:
    return max(1, round(words / WORDS_PER_MINUTE))


def trusted(stored: str) -> SafeString:
    """What this module rendered and a row has kept; never anything else."""
    return mark_safe(stored)


def _clean(source: str, rules: Rules, cleaner: Cleaner) -> str:
    return str(cleaner.clean(clean_text(tidy(clean_text(source), rules))))


def _keep(name: str, checks: Mapping[str, Check]) -> Callable[[Attributes], Attributes | None]:
    def keep(attributes: Attributes) -> Attributes | None:
        checked = {key: check(attributes[key]) for key, check in checks.items() if key in attributes}
        kept = {key: value for key, value in checked.items() if value is not None}
        return kept if _REQUIRED.get(name) in {None, *kept} else None

    return keep


def _keep_picture(attributes: Attributes) -> Attributes | None:
    kept = _keep("img", _ARTICLE["img"])({"alt": "", **attributes})
    return kept and {**kept, "loading": "lazy", "decoding": "async"}


def _elements(allowed: Allowed) -> dict[str, Callable[[Attributes], Attributes | None]]:
    return {name: _keep(name, checks) for name, checks in allowed.items()}


_ARTICLE_RULES = Rules(
    {**_elements(_ARTICLE), "img": _keep_picture},
    {**_RENAMED, "del": ("s",), "ins": ("u",), "h1": ("h2",), "h5": ("h4",), "h6": ("h4",)},
)
_COMMENT_RULES = Rules(_elements(_COMMENT), {**_RENAMED, **_HEADINGS}, KNOWN)
_TYPED_RULES = Rules(_COMMENT_RULES.elements, _COMMENT_RULES.renamed, KNOWN, keeps_line_breaks=True)


class _CommentLinks(Filter):  # type: ignore[misc]
    """Links of readers: marked as such, made of bare addresses, and never longer than a line to look at."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        inside: list[str] = []
        for token in super().__iter__():
            kind, name = token["type"], token.get("name")
            if kind == "StartTag" and name in {"a", "code", "pre"}:
                inside.append(name)
                if name == "a":
                    token["data"][None, "rel"] = COMMENT_REL
            elif kind == "EndTag" and name in {"a", "code", "pre"}:
                inside.pop()
            if kind == "Characters" and "a" in inside:
                token["data"] = shown(token["data"])
            if kind == "Characters" and not inside:
                yield from _linked(token["data"])
            else:
                yield token


def _linked(text: str) -> Iterator[dict[str, Any]]:
    position = 0
    for link in bare_links(text):
        yield {"type": "Characters", "data": text[position : link.start]}
        # bleach's serialiser reads references in attributes, though not in text
        attributes = {(None, "href"): encode_attribute(link.href), (None, "rel"): COMMENT_REL}
        yield {"type": "StartTag", "name": "a", "namespace": None, "data": attributes}
        yield {"type": "Characters", "data": shown(link.text)}
        yield {"type": "EndTag", "name": "a", "namespace": None}
        position = link.start + len(link.text)
    yield {"type": "Characters", "data": text[position:]}


def _cleaner(allowed: Allowed, filters: list[type[Filter]]) -> Cleaner:
    def may(tag: str, name: str, value: str) -> bool:
        check = allowed.get(tag, {}).get(name)
        return check is not None and check(decode(value)) is not None

    tags = frozenset(allowed)
    cleaner = Cleaner(tags, may, frozenset({"http", "https", "mailto"}), strip=True, filters=filters)
    # bleach's own walk counts through all siblings to find the next: minutes for a long article.
    cleaner.walker = _walk
    return cleaner


def _walk(fragment: Element) -> Iterator[dict[str, Any]]:
    """The tokens of a parsed fragment, as html5lib names them."""
    open_elements = [(fragment, iter(fragment))]
    yield {"type": "Characters", "data": fragment.text or ""}
    while open_elements:
        element, children = open_elements[-1]
        child = next(children, None)
        if child is not None:
            attributes = {(None, name): value for name, value in child.attrib.items()}
            kind = "EmptyTag" if child.tag in VOID else "StartTag"
            yield {"type": kind, "name": child.tag, "namespace": None, "data": attributes}
            yield {"type": "Characters", "data": child.text or ""}
            open_elements.append((child, iter(child)))
            continue
        open_elements.pop()
        if open_elements and element.tag not in VOID:
            yield {"type": "EndTag", "name": element.tag, "namespace": None}
        yield {"type": "Characters", "data": (open_elements and element.tail) or ""}


class _Tools(threading.local):
    """One set for each thread: bleach's parser keeps state."""

    def __init__(self) -> None:
        self.article = _cleaner(_ARTICLE, [])
        self.comment = _cleaner({name: _COMMENT[name] for name in _COMMENT if name != "img"}, [_CommentLinks])


_tools = _Tools()
