"""WordPress shortcodes to HTML: captions, galleries and embeds keep their meaning, the others their content.

An export does not say which names were shortcodes and which are somebody's brackets. Taken for one is a
name that closes again, that has `key="value"` after it, that holds an underscore, or that everybody knows;
`[sic]` and `[1]` stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape

Gallery = Callable[[list[int]], list["Shown"]]


@dataclass(frozen=True)
class Shown:
    """One picture of a gallery, by its address at the old site."""

    src: str
    alt: str = ""
    caption: str = ""


_CODE = re.compile(r"\[(sourcecode|code)\b[^\]]{0,4000}\]", re.IGNORECASE)
_VERBATIM = re.compile(r"<(pre\b|code\b|!--)", re.IGNORECASE)
_CLOSERS = {
    _CODE: {name: re.compile(rf"\[/{name}\]", re.IGNORECASE) for name in ("sourcecode", "code")},
    _VERBATIM: {
        "pre": re.compile(r"</pre\s*>", re.IGNORECASE),
        "code": re.compile(r"</code\s*>", re.IGNORECASE),
        "!--": re.compile("-->"),
    },
}
_TOKEN = re.compile(
    r"(?P<escaped>\[)?\[(?P<end>/)?(?P<name>[a-zA-Z][\w-]{0,60})(?P<rest>(?:[\s=/][^\[\]]{0,4000})?)\](?(escaped)\])"
)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|(\S+)""")
_PICTURE = re.compile(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE)
_CURLY = str.maketrans("“”„″‘’′", '""""\'\'\'')

# Known to stand alone without attributes; they make something of the site, not of the text.
_MACHINERY = {
    "gallery",
    "playlist",
    "contact-form",
    "contact-form-7",
    "toc",
    "archives",
    "sitemap",
    "subscribe",
    "polldaddy",
}


@dataclass
class _Expansion:
    gallery: Gallery
    reduced: Counter[str]
    pieces: list[str] = field(default_factory=list)
    open: list[tuple[int, str, str]] = field(default_factory=list)  # where in pieces, name, attributes
    open_names: Counter[str] = field(default_factory=Counter)


def expand(source: str, gallery: Gallery, reduced: Counter[str]) -> str:
    """The text with its shortcodes resolved. Names reduced to their content are counted in `reduced`."""
    source = _with_code(source)
    work = _Expansion(gallery, reduced)
    end = 0
    for opener, closer in _enclosed(source, _VERBATIM):
        _walk(work, source[end : opener.start()])
        end = closer.end()
        work.pieces.append(source[opener.start() : end])
    _walk(work, source[end:])
    _settle(work, 0)
    return "".join(work.pieces)


def attributes(text: str) -> dict[str, str]:
    """`key="value"` pairs; what stands without a key gets the keys "0", "1" ..."""
    found: dict[str, str] = {}
    numbers = 0
    for match in _ATTRIBUTE.finditer(unescape(text).translate(_CURLY)):
        key = match[1].lower() if match[1] else str(numbers)
        numbers += key.isdigit() and key not in found
        values = (value for value in match.group(2, 3, 4) if value is not None)
        found[key] = next(values) if match[1] else match[5].lstrip("=").strip("\"'")
    return found


def _enclosed(source: str, openers: re.Pattern[str]) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """What opens, with the first that closes it, from left to right. One that nothing closes is passed over.

    Where a name does not close once, it does not close later either: so nothing is looked for twice.
    """
    position, endless = 0, set()
    while opener := openers.search(source, position):
        name = opener[1].lower()
        closer = None if name in endless else _CLOSERS[openers][name].search(source, opener.end())
        if closer:
            position = closer.end()
            yield opener, closer
        else:
            position = opener.start() + 1
            endless.add(name)


def _with_code(source: str) -> str:
    pieces: list[str] = []
    end = 0
    for opener, closer in _enclosed(source, _CODE):
        pieces += source[end : opener.start()], _code(source[opener.end() : closer.start()])
        end = closer.end()
    return "".join([*pieces, source[end:]])


def _code(text: str) -> str:
    text = text.strip("\n")
    body = escape(text, quote=False) if "<" in text or "&" not in text else text
    return f"\n\n<pre><code>{body}</code></pre>\n\n"


def _walk(work: _Expansion, text: str) -> None:
    end = 0
    for match in _TOKEN.finditer(text):
        work.pieces.append(text[end : match.start()])
        end = match.end()
        if match["escaped"]:
            work.pieces.append(match[0][1:-1])
        elif match["end"]:
            _close(work, match["name"].lower(), match[0])
        else:
            _open(work, match)
    work.pieces.append(text[end:])


def _open(work: _Expansion, match: re.Match[str]) -> None:
    name = match["name"].lower()
    work.open.append((len(work.pieces), name, match["rest"].rstrip("/")))
    work.open_names[name] += 1
    work.pieces.append(match[0])


def _close(work: _Expansion, name: str, raw: str) -> None:
    if not work.open_names[name]:
        work.pieces.append("" if "_" in name or name in _RENDERED else raw)
        return
    depth = next(i for i in range(len(work.open) - 1, -1, -1) if work.open[i][1] == name)
    _settle(work, depth + 1)
    place, _, rest = work.open.pop()
    work.open_names[name] -= 1
    content = "".join(work.pieces[place + 1 :])
    work.pieces[place:] = [_render(work, name, attributes(rest), content)]


def _settle(work: _Expansion, depth: int) -> None:
    """Whatever was opened above `depth` and never closed stood alone."""
    for place, name, rest in work.open[depth:]:
        work.open_names[name] -= 1
        found = attributes(rest)
        keyed = any(not key.isdigit() for key in found)
        if name in _RENDERED or name in _MACHINERY or keyed or "_" in name:
            work.pieces[place] = _render(work, name, found, "")
    del work.open[depth:]


def _render(work: _Expansion, name: str, found: dict[str, str], content: str) -> str:
    if name in {"gallery", "playlist"}:
        return _gallery(work, name, found)
    if name in _RENDERED:
        return _RENDERED[name](found, content)
    work.reduced[name] += 1
    return content


def _gallery(work: _Expansion, name: str, found: dict[str, str]) -> str:
    listed = found.get("ids") or found.get("include") or ""
    ids = [int(number) for number in re.findall(r"\d{1,18}", listed)]
    pictures = work.gallery(ids) if name == "gallery" else []
    if not pictures:
        work.reduced[name] += 1
    return "\n\n" + "\n".join(_figures(pictures)) + "\n\n"


def _figures(pictures: list[Shown]) -> Iterator[str]:
    for picture in pictures:
        caption = f"<figcaption>{picture.caption}</figcaption>" if picture.caption else ""
        yield f'<figure><img src="{escape(picture.src)}" alt="{escape(picture.alt)}">{caption}</figure>'


def _caption(found: dict[str, str], content: str) -> str:
    match = _PICTURE.match(content)
    picture, text = (match[1], match[2]) if match else ("", content)
    words = text.strip() or found.get("caption", "")
    return f"\n\n<figure>{picture}<figcaption>{words}</figcaption></figure>\n\n"


def _link(found: dict[str, str], content: str) -> str:
    keys = ("src", "url", "mp3", "mp4", "m4a", "m4v", "ogg", "ogv", "webm", "wav", "0")
    address = next((found[key] for key in keys if found.get(key, "").startswith(("http", "//"))), "")
    address = address or content.strip()
    return f"\n\n{escape(address, quote=False)}\n\n"


def _video_of(base: str) -> Callable[[dict[str, str], str], str]:
    def render(found: dict[str, str], content: str) -> str:
        number = found.get("id") or found.get("0", "")
        if re.fullmatch(r"[\w-]{4,20}", number):
            return f"\n\n{base}{number}\n\n"
        return _link(found, content)

    return render


_RENDERED: dict[str, Callable[[dict[str, str], str], str]] = {
    "caption": _caption,
    "wp_caption": _caption,
    "embed": _link,
    "audio": _link,
    "video": _link,
    "soundcloud": _link,
    "youtube": _video_of("https://www.youtube.com/watch?v="),
    "vimeo": _video_of("https://vimeo.com/"),
    "gallery": _caption,
    "playlist": _caption,
}
