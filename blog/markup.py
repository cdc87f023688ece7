"""Text to safe HTML: the only import of bleach, the only mark_safe."""

from __future__ import annotations

import html
import re
import threading
from urllib.parse import urlsplit

from bleach.sanitizer import Cleaner
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from blog.plain_text import clean_line, clean_text, safe_href

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

VERSION = 1
WORDS_PER_MINUTE = 230

COMMENT_TAGS = {
    "p": [],
    "ul": [],
    "ol": ["start"],
    "li": [],
    "blockquote": ["cite"],
    "pre": [],
    "code": [],
    "br": [],
    "hr": [],
    "a": ["href", "title", "rel"],
    "abbr": ["title"],
    "del": ["datetime"],
    "q": ["cite"],
    **{tag: [] for tag in ("em", "strong", "b", "i", "s", "u", "cite")},
}
ARTICLE_TAGS = {
    **COMMENT_TAGS,
    "blockquote": ["cite", "class"],
    "code": ["class"],
    "img": ["src", "alt", "width", "height", "loading", "decoding"],
    "th": ["scope"],
    **{
        tag: []
        for tag in (
            [
                "h2",
                "h3",
                "h4",
                "sub",
                "sup",
                "figure",
                "figcaption",
                "table",
                "thead",
                "tbody",
                "tr",
                "td",
                "caption",
                "dl",
                "dt",
                "dd",
                "small",
                "mark",
                "kbd",
            ]
        )
    },
}
_HIDDEN = re.compile(r"(?is)<(script|style|iframe|noscript|template|svg|math)\b.*?</\1\s*>|<!--.*?-->")
_local = threading.local()


def article_html(source: str) -> str:
    """The author's HTML, cut to what an article may hold."""
    source = re.sub(r"(?i)<(/?)h1\b", r"<\1h2", _HIDDEN.sub("", clean_text(source)))
    cleaned = _cleaner("article").clean(source)
    cleaned = cleaned.replace("<img ", '<img decoding="async" ')
    return re.sub(r"<p>(\s|&nbsp;|\u00a0|<br>)*</p>\s*", "", cleaned).strip()


def comment_html(source: str, kind: str = "markdown") -> str:
    """A reader's comment. `kind` is "markdown" (CommonMark) or "wordpress" (paragraphs by blank lines)."""
    source = clean_text(source)
    rendered = _markdown().render(source) if kind == "markdown" else _paragraphs(source)
    rendered = re.sub(r"(?i)<h[1-6]\b[^>]*>", "<p><strong>", _HIDDEN.sub("", rendered))
    rendered = re.sub(r"(?i)</h[1-6]>", "</strong></p>", rendered)
    rendered = re.sub(r'(?i)<img src="([^"]*)" alt="([^"]*)"[^>]*>', r'<a href="\1">\2</a>', rendered)
    cleaned = _cleaner("comment").clean(rendered)
    return cleaned.replace("<a ", '<a rel="nofollow ugc noopener" ').strip()


def comment_text(stored: str) -> str:
    """Stored HTML as one plain line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", stored)).split())


def excerpt(stored: str, words: int) -> str:
    found = comment_text(stored).split()
    return " ".join(found[:words]) + ("…" if len(found) > words else "")


def word_count(stored: str) -> int:
    return len(comment_text(stored).split())


def reading_minutes(words: int) -> int:
    return max(1, round(words / WORDS_PER_MINUTE))


def trusted(stored: str) -> SafeString:
    """What this module rendered and a row has kept; never anything else."""
    return mark_safe(stored)


def _markdown() -> MarkdownIt:
    if not hasattr(_local, "markdown"):
        _local.markdown = MarkdownIt("commonmark", {"linkify": True, "breaks": True}).enable("linkify")
    return _local.markdown


def _paragraphs(source: str) -> str:
    blocks = re.split(r"\n[ \t]*\n\s*", source.strip())
    return "\n".join(f"<p>{block}</p>".replace("\n", "<br>\n") for block in blocks)


def _cleaner(kind: str) -> Cleaner:
    cleaners = _local.__dict__.setdefault("cleaners", {})
    if kind not in cleaners:
        cleaners[kind] = _build_cleaner(kind)
    return cleaners[kind]


def _build_cleaner(kind: str) -> Cleaner:
    allowed = ARTICLE_TAGS if kind == "article" else {**COMMENT_TAGS, "a": ["href", "title"]}

    def may(tag: str, name: str, value: str) -> bool:
        return name in allowed.get(tag, []) and (name != "src" or _is_own(value))

    return Cleaner(tags=set(allowed), attributes=may, protocols={"http", "https", "mailto"}, strip=True)


def _is_own(address: str) -> bool:
    parts = urlsplit(address)
    return (not parts.scheme and not parts.netloc) or address.startswith(settings.SITE_URL + "/")
