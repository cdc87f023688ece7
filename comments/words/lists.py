"""Writing the lists: adding, changing and removing entries, each an act in the record that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.posts.models import Post, Tag
from comments import ledger
from comments.models import Act, Phrase, PhraseStamp
from comments.words import folding
from comments.words.matching import MAX_EXPRESSIONS, MAX_PHRASES
from comments.words.ordinary import refuse_everything
from comments.words.patterns import compiled, is_expression
from comments.words.refusals import Refused
from comments.words.returning import ADDED, CHANGED, REMOVED, columns

if TYPE_CHECKING:
    from accounts.models import User

ROLE = "moderator"
_EXPRESSIONS = Q(pattern__regex="^/.+/$")
BATCH = 500  # rows an INSERT holds


@dataclass(frozen=True)
class Listing:
    """Where entries go, and what they share."""

    list: str = Phrase.List.HOLD
    field: str = Phrase.Field.ANYTHING
    language: str = ""
    tag: Tag | None = None
    post: Post | None = None
    note: str = ""

    def row(self, pattern: str, **more: Any) -> Phrase:
        return Phrase(
            pattern=pattern, list=self.list, field=self.field, language=self.language,
            tag=self.tag, post=self.post, note=self.note, **more,
        )  # fmt: skip


@dataclass(frozen=True)
class BadLine:
    number: int
    pattern: str
    why: Refused


@dataclass
class Added:
    """What became of the lines: so many new, so many there already, and those that could not be taken."""

    count: int = 0
    duplicates: int = 0
    bad: list[BadLine] = field(default_factory=list)
    act: Act | None = None


def checked(pattern: str, looks_at: str) -> None:
    """Raises `Refused` for what cannot be an entry."""
    refuse_everything(compiled(pattern), looks_at)


def refuse_without_room(pattern: str, besides: int = 0) -> None:
    """Raises `Refused` where the lists hold as many as they can."""
    others = Phrase.objects.exclude(pk=besides)
    if others.count() >= MAX_PHRASES:
        raise _full(MAX_PHRASES)
    if is_expression(pattern) and others.filter(_EXPRESSIONS).count() >= MAX_EXPRESSIONS:
        raise _full_of_expressions(MAX_EXPRESSIONS)


def add_one(phrase: Phrase, *, by: User) -> Act:
    """Store a new entry that a form has checked."""
    with transaction.atomic():
        PhraseStamp.renew()
        act = ledger.enter(ADDED, by=by, role=ROLE, about=_about([phrase.pattern]))
        phrase.created_by, phrase.act = by, act.pk
        phrase.save(force_insert=True)
    return act


def add(lines: Iterable[str], to: Listing, *, by: User, read: Callable[[str], str] = str.strip) -> Added:
    """Add one entry for each line that is not empty; good lines are taken whatever is wrong with others.

    `read` makes a pattern of a line, and may refuse it.
    """
    outcome = Added()
    good: dict[str, int] = {}
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            pattern = read(line)
            if _as_read(pattern) in seen:
                outcome.duplicates += 1
                continue
            checked(pattern, to.field)
        except Refused as why:
            outcome.bad.append(BadLine(number, line.strip(), why))
        else:
            good[pattern] = number
            seen.add(_as_read(pattern))
    if good:
        _store(good, to, outcome, by)
    outcome.bad.sort(key=lambda bad: bad.number)
    return outcome


def change(phrase: Phrase, *, by: User) -> Act:
    """Store what a form has changed, in the columns that a form may change."""
    with transaction.atomic():
        PhraseStamp.renew()
        before = columns(Phrase.objects.get(pk=phrase.pk))
        phrase.save(update_fields=["list", "pattern", "field", "language", "tag", "post", "note"])
        return ledger.enter(CHANGED, by=by, role=ROLE, about=_about([phrase.pattern]), before={"phrases": [before]})


def remove(phrases: Iterable[Phrase], *, by: User) -> Act | None:
    """Take entries off their list; the record keeps them, with their hits, for the way back."""
    with transaction.atomic():
        PhraseStamp.renew()
        found = list(Phrase.objects.filter(pk__in=[phrase.pk for phrase in phrases]).order_by("pk"))
        if not found:
            return None
        Phrase.objects.filter(pk__in=[phrase.pk for phrase in found]).delete()
        about = _about([phrase.pattern for phrase in found])
        return ledger.enter(
            REMOVED, by=by, role=ROLE, about=about, before={"phrases": [columns(phrase) for phrase in found]}
        )


def _store(good: dict[str, int], to: Listing, outcome: Added, by: User) -> None:
    with transaction.atomic():
        PhraseStamp.renew()
        there = Phrase.objects.filter(list=to.list, field=to.field, tag=to.tag, post=to.post)
        known = {_as_read(pattern) for pattern in there.order_by().values_list("pattern", flat=True)}
        new = [pattern for pattern in good if _as_read(pattern) not in known]
        outcome.duplicates += len(good) - len(new)
        new = list(_fitting(new, good, outcome))
        if new:
            outcome.count = len(new)
            outcome.act = ledger.enter(ADDED, by=by, role=ROLE, about=_about(new))
            rows = [to.row(pattern, created_by=by, act=outcome.act.pk) for pattern in new]
            Phrase.objects.bulk_create(rows, batch_size=BATCH)


def _fitting(new: list[str], lines: dict[str, int], outcome: Added) -> Iterator[str]:
    """Those for which the lists have room; asked while no other writer adds any."""
    room = MAX_PHRASES - Phrase.objects.count()
    room_for_expressions = MAX_EXPRESSIONS - Phrase.objects.filter(_EXPRESSIONS).count()
    for pattern in new:
        if room <= 0:
            outcome.bad.append(BadLine(lines[pattern], pattern, _full(MAX_PHRASES)))
        elif is_expression(pattern) and room_for_expressions <= 0:
            outcome.bad.append(BadLine(lines[pattern], pattern, _full_of_expressions(MAX_EXPRESSIONS)))
        else:
            room -= 1
            room_for_expressions -= is_expression(pattern)
            yield pattern


def _as_read(pattern: str) -> str:
    """The same for what finds the same. In an expression a capital may mean the opposite of its small letter."""
    return pattern if is_expression(pattern) else " ".join(folding.folded(pattern).split())


def _full(most: int) -> Refused:
    return Refused(_("The lists are full: they hold at most %(most)d entries.") % {"most": most}, "full")


def _full_of_expressions(most: int) -> Refused:
    told = _("There is room for at most %(most)d expressions between slashes. A word with wildcards costs less.")
    return Refused(told % {"most": most}, "full")


def _about(patterns: list[str]) -> str:
    """In words, for the record."""
    if len(patterns) == 1:
        return f"“{patterns[0]}”"
    more = len(patterns) - 1
    return ngettext("“%(first)s” and %(more)d more", "“%(first)s” and %(more)d more", more) % {
        "first": patterns[0], "more": more,
    }  # fmt: skip
