"""Which entries of the lists match what somebody sent. One pass over the text, however long the lists are."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain

from ahocorasick_rs import AhoCorasick
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from blog import links, markup
from blog.posts.models import Post
from blog.prepared import Question
from comments.models import Phrase, PhraseStamp
from comments.words.folding import Span, View
from comments.words.patterns import Pattern, compiled
from comments.words.refusals import Refused

logger = logging.getLogger(__name__)

MAX_PHRASES = 20_000  # of both lists: their index takes a fifth of a second to build, some megabytes to keep
MAX_EXPRESSIONS = 200  # each is one more pass over the text
AROUND = 30  # characters of context on each side of what matched
LONGEST_PIECE = 120  # characters shown of what matched

_COLUMNS = ("pk", "list", "pattern", "field", "language", "tag_id", "post_id")


@dataclass(frozen=True)
class Fields:
    """What was sent, or is about to be: the text as it was typed, the hosts its links lead to, and what it is shown as."""

    text: str
    name: str = ""
    email: str = ""
    website: str = ""
    link_hosts: tuple[str, ...] = ()
    html: str = ""

    def by_name(self) -> Iterator[tuple[str, str]]:
        """A field stands twice where readers see, or browsers read, something else than what was typed."""
        yield Phrase.Field.TEXT, self.text
        yield Phrase.Field.NAME, self.name
        yield Phrase.Field.ADDRESS, self.email
        yield Phrase.Field.WEBSITE, self.website
        yield Phrase.Field.LINKS, "\n".join(dict.fromkeys(chain.from_iterable(map(_spellings, self.link_hosts))))
        yield Phrase.Field.TEXT, self.seen
        yield Phrase.Field.WEBSITE, self.website_host

    @cached_property
    def seen(self) -> str:
        """The text as readers see it, line by line; "" where it is what was typed."""
        seen = "\n".join(map(markup.comment_text, self.html.split("\n")))
        return "" if seen.split() == self.text.split() else seen.strip()

    @property
    def website_host(self) -> str:
        """As browsers read it; "" where it was typed like that."""
        spellings = _spellings(links.host_of(self.website))
        return "\n".join(host for host in dict.fromkeys(spellings) if host not in self.website.lower())


@dataclass(frozen=True)
class Match:
    """An entry that matched, and the first place where it did: `start` and `end` count characters of `within`.

    `before`, `piece` and `after` are what stands there, shortened for a card.
    """

    phrase_id: int
    list: str
    pattern: str
    field: str
    within: str
    start: int
    end: int
    before: str
    piece: str
    after: str


@dataclass(frozen=True)
class Entry:
    """A row of a list, made ready."""

    phrase_id: int
    list: str
    typed: str
    field: str
    language: str
    tag_id: int | None
    post_id: int | None
    pattern: Pattern

    def looks_at(self, field: str) -> bool:
        return self.field in {Phrase.Field.ANYTHING, field}

    def counts_in(self, language: str) -> bool:
        """A list for "pt" counts on a site in "pt-br", and the other way about."""
        return not self.language or _base(self.language) == _base(language)


def matches(fields: Fields, post: Post | None) -> list[Match]:
    """What matches below this article, the disallowed first. Without an article: what counts on the whole site."""
    found = current().matches(fields, _Place(post))
    return sorted(found, key=lambda match: (match.list != Phrase.List.DISALLOWED, match.phrase_id))


def tried(typed: str, fields: Fields) -> list[Match]:
    """What one pattern finds that stands on no list. Raises `Refused`."""
    entry = Entry(0, "", typed.strip(), Phrase.Field.ANYTHING, "", None, None, compiled(typed))
    return list(Vocabulary([entry]).matches(fields, _Place(None)))


def count_hits(found: Iterable[Match]) -> None:
    """Count each entry once for the comment that is being stored, after its transaction, so that nobody waits for it."""
    ids = sorted({match.phrase_id for match in found})
    if ids:
        transaction.on_commit(partial(_count, ids), robust=True)


def _count(ids: list[int]) -> None:
    with transaction.atomic():
        hit = Phrase.objects.filter(pk__in=ids).order_by("pk")
        list(hit.select_for_update(no_key=True).values_list("pk"))  # in one order, so that none waits in a circle
        hit.order_by().update(hits=F("hits") + 1, last_hit_at=timezone.now())


class _Place:
    """Where something is said: its article, the article's tags, asked for once and only if needed, the language."""

    def __init__(self, post: Post | None) -> None:
        self.post = post
        self.language = get_language() or ""  # the site has one language, and articles have none of their own

    @cached_property
    def tags(self) -> set[int]:
        return set(self.post.tags.values_list("pk", flat=True)) if self.post and self.post.pk else set()

    def has(self, entry: Entry) -> bool:
        if not entry.counts_in(self.language):
            return False
        if entry.post_id:
            return self.post is not None and entry.post_id == self.post.pk
        return not entry.tag_id or entry.tag_id in self.tags


class Vocabulary:
    """Both lists, ready to be looked for."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_key: dict[str, list[Entry]] = {}
        self._expressions: list[Entry] = []
        for entry in entries:
            if entry.pattern.is_expression:
                self._expressions.append(entry)
            else:
                self._by_key.setdefault(entry.pattern.key, []).append(entry)
        self._sharing = list(self._by_key.values())
        self._keys = AhoCorasick(list(self._by_key), store_patterns=False) if self._by_key else None

    def matches(self, fields: Fields, place: _Place) -> Iterator[Match]:
        """Each entry once in a field."""
        found: set[tuple[int, str]] = set()
        for field, value in fields.by_name() if self._keys or self._expressions else ():
            for match in self._matches_in(field, value, place) if value else ():
                if (match.phrase_id, field) not in found:
                    found.add((match.phrase_id, field))
                    yield match

    def _matches_in(self, field: str, value: str, place: _Place) -> Iterator[Match]:
        for view, entries in self._candidates(value):
            for entry, at in entries:
                if entry.looks_at(field) and place.has(entry) and (span := at or entry.pattern.find(view)):
                    yield _match(entry, field, value, view.place(*span))

    def _candidates(self, value: str) -> Iterator[tuple[View, Iterator[tuple[Entry, Span | None]]]]:
        """Entries that may match, and where those do that need no second look."""
        marked, plain = View.both(value)
        if self._keys:
            yield marked, self._with_key_in(marked, self._keys)
        if self._expressions:
            yield plain, ((entry, None) for entry in self._expressions)

    def _with_key_in(self, view: View, keys: AhoCorasick) -> Iterator[tuple[Entry, Span | None]]:
        first: dict[int, Span] = {}
        for number, start, end in keys.find_matches_as_indexes(view.seen, overlapping=True):
            first.setdefault(number, (start, end))
        for number, span in first.items():
            for entry in self._sharing[number]:
                yield entry, None if entry.pattern.finder else span


_STAMP = Question(lambda: PhraseStamp.objects.order_by().values_list("stamp", flat=True))
_kept: tuple[uuid.UUID | None, Vocabulary] = (None, Vocabulary([]))


def current() -> Vocabulary:
    """The lists as they are now: kept in the process as long as their stamp, which is read each time, is the same."""
    global _kept  # noqa: PLW0603 -- the one thing a process remembers of the lists
    stamp = _STAMP.first()
    kept, vocabulary = _kept
    if kept != stamp:
        # The stamp was read first: what is read now is of that state or newer, and newer is read again next time.
        vocabulary = Vocabulary(_entries()) if stamp else Vocabulary([])
        _kept = (stamp, vocabulary)
    return vocabulary


def _entries() -> Iterator[Entry]:
    rows = Phrase.objects.order_by("pk").values_list(*_COLUMNS)[:MAX_PHRASES]
    for pk, listed, typed, field, language, tag, post in rows.iterator():
        try:
            yield Entry(pk, listed, typed, field, language, tag, post, compiled(typed))
        except Refused as why:  # it was taken once: another version of the engine, or a row written by hand
            logger.warning("Entry %s of the word lists is left out: %s", pk, why)


def _match(entry: Entry, field: str, value: str, span: Span) -> Match:
    start, end = span
    piece = value[start:end]
    return Match(
        phrase_id=entry.phrase_id,
        list=entry.list,
        pattern=entry.typed,
        field=field,
        within=value,
        start=start,
        end=end,
        before=("…" if start > AROUND else "") + value[max(start - AROUND, 0) : start],
        piece=piece if len(piece) <= LONGEST_PIECE else piece[:LONGEST_PIECE] + "…",
        after=value[end : end + AROUND] + ("…" if len(value) > end + AROUND else ""),
    )


def _spellings(host: str) -> tuple[str, str]:
    return host, links.in_letters(host)


def _base(language: str) -> str:
    return language.lower().replace("_", "-").partition("-")[0]
