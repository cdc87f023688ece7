"""What the filter sees of a comment: words, pairs of words, names, hosts, and how it was sent.

Tokens are kept in the clear, since the filter has to say its reasons. Therefore nothing that tells a person by
itself becomes one: of e-mail addresses, telephone numbers and all other numbers only the kind is kept, of links only
the host, and long rows of digits in a host are masked. Names and rare words do become tokens; what an erased comment
taught is taken back word by word, and a word that no other comment taught is gone then (`lessons`). Nothing of less
than two comments is ever shown in a list (`figures`).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice, pairwise
from urllib.parse import urlsplit

from django.conf import settings

from blog import lookalikes
from comments.models import Comment
from comments.models.spam import LONGEST_TOKEN

MOST = 200  # tokens of one comment; who fills a comment with harmless words reaches the end of them
MOST_WORDS = 120  # half from its beginning and half from its end, where advertising likes to stand
MOST_HOSTS, MOST_NAMES, MOST_SIGNALS = 10, 5, 20
LONGEST_WORD = 30
READ = 20_000  # characters, as many as may be sent

NAME, HOST, SITE, FORM, SIGNAL, KIND, DISGUISED = "name", "host", "site", "form", "signal", "kind", "disguised"

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]{1,2000}", re.IGNORECASE)
_BARE_HOST = re.compile(
    r"\b(?:[a-z0-9-]{1,63}\.){1,4}(?:com|net|org|info|biz|shop|ru|cn|xyz|top|me|ly|gl)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\+?\d(?:[ ./()-]{0,2}\d)*")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONG_DIGITS = re.compile(r"\d{4,}")
_UNTOLD = re.compile(r"[^\w .-]+")
_TELEPHONE = 7  # digits


def of(comment: Comment, signals: Mapping[str, str] | None = None) -> list[str]:
    """At most `MOST`, each once, in an order that depends on nothing but the comment."""
    text = unicodedata.normalize("NFKC", html.unescape(comment.body[:READ]))
    parts = (_of_form(comment, text), _of_signals(signals or {}), _of_people(comment), _of_links(text), _of_text(text))
    found = dict.fromkeys(token[:LONGEST_TOKEN] for token in chain(*parts))
    return list(islice(found, MOST))


def host_of(address: str) -> str:
    """Without "www."; "" where there is none, "own" for this site."""
    try:
        host = (urlsplit(address if "//" in address else f"//{address}").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if host == (urlsplit(settings.SITE_URL).hostname or "").removeprefix("www."):
        return "own"
    return _LONG_DIGITS.sub("#", re.sub(r"[^\w.-]", "", host))[: LONGEST_WORD * 2]


def _of_form(comment: Comment, text: str) -> Iterator[str]:
    links = len(_LINK.findall(text))
    yield f"{FORM}:links {links if links < 3 else 'many'}"
    yield f"{FORM}:{_length(len(text))}"
    yield f"{FORM}:{'reply' if comment.parent_id else 'thread'}"
    yield f"{FORM}:{'account' if comment.user_id else 'proven' if comment.proof else 'guest'}"
    if comment.kind == Comment.Kind.MENTION:
        yield f"{FORM}:mention"
    if "<a " in text.lower() or "[url" in text.lower():
        yield f"{FORM}:typed markup"
    if _shouts(text):
        yield f"{FORM}:capitals"


def _of_signals(signals: Mapping[str, str]) -> Iterator[str]:
    for name, value in sorted(signals.items())[:MOST_SIGNALS]:
        said = f"{_bare(name)} {_bare(value)}".strip()
        if said:
            yield f"{SIGNAL}:{said}"


def _of_people(comment: Comment) -> Iterator[str]:
    for word in islice(_words(unicodedata.normalize("NFKC", comment.name)), MOST_NAMES):
        yield word if word.startswith(f"{KIND}:") else f"{NAME}:{word.removeprefix(f'{DISGUISED}:')}"
    if comment.website and (host := host_of(comment.website)):
        yield f"{SITE}:{host}"


def _of_links(text: str) -> Iterator[str]:
    bare = _MAIL.sub(" ", text)
    addresses = chain(_LINK.findall(bare), _BARE_HOST.findall(bare))
    hosts = dict.fromkeys(filter(None, map(host_of, addresses)))
    yield from (f"{HOST}:{host}" for host in islice(hosts, MOST_HOSTS))


def _of_text(text: str) -> Iterator[str]:
    if _MAIL.search(text):
        yield f"{KIND}:mail"
    bare = _TAG.sub(" ", _BARE_HOST.sub(" ", _LINK.sub(" ", _MAIL.sub(" ", text))))
    words = _ends(list(_words(bare)), MOST_WORDS)
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words) if ":" not in first + second)


def _words(text: str) -> Iterator[str]:
    """In small letters. A number is told by its kind, and a word that poses as another by what it poses as."""
    position = 0
    for number in _NUMBER.finditer(text):
        if number.start() and text[number.start() - 1].isalpha():
            continue
        if number.end() < len(text) and text[number.end()].isalpha():
            continue
        yield from _plain_words(text[position : number.start()])
        yield f"{KIND}:{_kind_of_number(number[0])}"
        position = number.end()
    yield from _plain_words(text[position:])


def _plain_words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii() and word.isalpha():
            yield word.lower()[:LONGEST_WORD]
        elif _IDEOGRAPH.search(word):
            yield from _pairs_of_signs(word)
        elif _is_disguised(word):
            yield from _unmasked(word)
        else:
            yield word.casefold().replace("’", "'")[:LONGEST_WORD]


def _unmasked(word: str) -> Iterator[str]:
    letters = sum(char.isalpha() for char in word)
    if letters * 2 < len(word):
        yield f"{KIND}:code"
    elif folded := re.sub(r"\d", "", _folded(word[:LONGEST_WORD])):
        yield f"{DISGUISED}:{folded}"


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return lookalikes.folded(word)


def _is_disguised(word: str) -> bool:
    """Digits among the letters, or letters of two scripts."""
    return any(char.isdigit() for char in word) or len({_script(char) for char in word if char.isalpha()}) > 1


def _script(char: str) -> str:
    return "LATIN" if char.isascii() else unicodedata.name(char, "").partition(" ")[0]


def _pairs_of_signs(word: str) -> Iterator[str]:
    """Where no space stands between words, any two signs side by side."""
    signs = "".join(char for char in word if char.isalpha())[: LONGEST_WORD * 2]
    yield from (first + second for first, second in pairwise(signs)) if len(signs) > 1 else signs


def _ends(words: list[str], most: int) -> list[str]:
    return words if len(words) <= most else words[: most // 2] + words[-most // 2 :]


def _kind_of_number(number: str) -> str:
    return "long number" if sum(char.isdigit() for char in number) >= _TELEPHONE else "number"


def _length(characters: int) -> str:
    return next(
        (name for most, name in ((40, "tiny"), (200, "short"), (1000, "middling")) if characters <= most), "long"
    )


def _shouts(text: str) -> bool:
    letters = [char for char in text[:1000] if char.isalpha()]
    return len(letters) > 20 and sum(char.isupper() for char in letters) * 2 > len(letters)


def _bare(said: str) -> str:
    """What a rule says of how a comment was sent, without anything that could be an address or a number of somebody."""
    plain = _NUMBER.sub(_masked, _MAIL.sub("#", unicodedata.normalize("NFKC", str(said))))
    return _LONG_DIGITS.sub("#", _UNTOLD.sub(" ", plain))[:LONGEST_WORD].strip()


def _masked(number: re.Match[str]) -> str:
    return number[0] if sum(char.isdigit() for char in number[0]) < 4 else "#"
