"""What the elements and classes of a WordPress body stand for."""

from __future__ import annotations

import json
from html import escape

INLINE = {
    **{tag: tag for tag in ("a", "abbr", "cite", "code", "del", "em", "kbd", "mark", "q", "s", "small", "strong")},
    **{"sub": "sub", "sup": "sup", "b": "strong", "i": "em", "strike": "s", "tt": "code", "samp": "code", "dfn": "em"},
    **{"u": "u", "ins": "u", "var": "em", "acronym": "abbr"},
}
BLOCK = {
    **{tag: tag for tag in ("h2", "h3", "h4", "ul", "ol", "li", "blockquote", "figure", "figcaption", "pre")},
    **{tag: tag for tag in ("table", "thead", "tbody", "tr", "td", "th", "caption", "dl", "dt", "dd")},
    **{"h1": "h2", "h5": "h4", "h6": "h4", "tfoot": "tbody"},
}
PLAYER = {"iframe", "video", "audio", "object"}
SKIPPED = {"script", "style", "template", "svg", "math", "head", "title", "noscript", "select", "button", "textarea"}
SKIPPED |= PLAYER | {"canvas", "map"}
VOID = {"br", "img", "hr", "embed", "source", "param", "input", "col", "wbr", "link", "meta", "area", "base", "track"}
UNSEEN = {"span", "font", "bdi", "bdo", "big", "label", "nobr", "time", "colgroup", "html", "body"}
UNBOXED = {"wp-block-gallery", "wp-block-pullquote", "wp-block-embed", "wp-block-video", "wp-block-audio"}
UNBOXED |= {"blocks-gallery-grid", "blocks-gallery-item"}


def setting(settings: str | None, name: str) -> str:
    """One of the settings of a block, which are a JSON object; "" where they cannot be read."""
    try:
        return str(json.loads(settings or "{}").get(name, ""))
    except (ValueError, RecursionError):
        return ""


def is_decoration(given: dict[str, str]) -> bool:
    """Smileys that are letters in truth, and pictures of one pixel that count visits."""
    return bool({"emoji", "wp-smiley"} & set(given.get("class", "").split())) or given.get("width") in {"0", "1"}


def block_attributes(tag: str, given: dict[str, str], classes: set[str]) -> str:
    if tag == "ol" and given.get("start", "").isdecimal():
        return f' start="{given["start"][:5]}"'
    if tag == "blockquote" and "wp-block-pullquote" in classes:
        return ' class="pull"'
    return f' scope="{given["scope"]}"' if tag == "th" and given.get("scope") in {"col", "row"} else ""


def inline_attributes(tag: str, given: dict[str, str], classes: set[str]) -> str:
    """What may stay: where a link leads, what an abbreviation means, the language of code."""
    kept = {name: given[name].strip() for name in ("href", "title") if tag in {"a", "abbr"} and given.get(name)}
    language = next((word for word in sorted(classes) if word.startswith("language-")), "")
    if tag == "code" and language:
        kept["class"] = language
    return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
