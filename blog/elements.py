"""The elements of HTML: what each is made of, and where it may stand."""

from __future__ import annotations

# Their content is not text for a reader either.
DROPPED = frozenset(
    {"applet", "audio", "canvas", "embed", "frameset", "head", "iframe", "math", "noembed", "noframes", "noscript"}
    | {"object", "script", "style", "svg", "template", "title", "video", "xmp"}
)
# They end the paragraph in which they begin.
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div"}
    | {"dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"}
    | {"hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section"}
    | {"summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
INLINE = frozenset(
    {"a", "abbr", "acronym", "area", "b", "base", "basefont", "bdi", "bdo", "big", "blink", "br", "button", "cite"}
    | {"code", "col", "colgroup", "data", "datalist", "del", "dfn", "em", "font", "frame", "html", "i", "img", "input"}
    | {"ins", "kbd", "keygen", "label", "link", "map", "mark", "marquee", "meta", "meter", "nobr", "output", "param"}
    | {"picture", "progress", "q", "rp", "rt", "ruby", "s", "samp", "select", "slot", "small", "source", "span"}
    | {"strike", "strong", "sub", "sup", "textarea", "time", "track", "tt", "u", "var", "wbr"}
)
VOID = frozenset({"br", "hr", "img"})  # of those that may be shown
KNOWN = DROPPED | BLOCKS | INLINE

# Blocks that hold text and formatting and nothing else.
PARAGRAPHS = frozenset({"p", "h2", "h3", "h4"})
# What a block may hold directly; the first is put around anything else.
CHILDREN = {
    "ul": ("li",),
    "ol": ("li",),
    "dl": ("dd", "dt"),
    "table": ("tbody", "thead", "caption"),
    "thead": ("tr",),
    "tbody": ("tr",),
    "tr": ("td", "th"),
}
# The blocks among which a part looks for its place, nearest first.
HOMES = {
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "figcaption": {"figure"},
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tr": {"table", "thead", "tbody"},
    "td": {"table", "thead", "tbody", "tr"},
    "th": {"table", "thead", "tbody", "tr"},
}
