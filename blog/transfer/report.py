"""What an import found, did and could not do, for a reader and for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MAX_LISTED = 10_000  # oddities kept; the others are counted
MAX_SHOWN = 20  # of one kind on a screen; --json lists them all


@dataclass
class Tally:
    """`announced` by the file, `read` from it, `stored` here now, `shown` to readers now."""

    announced: int = 0
    read: int = 0
    stored: int = 0
    shown: int = 0
    added: int = 0


@dataclass(frozen=True)
class Oddity:
    """Something that was not as it should be: `code` for a program, `line` of the file."""

    code: str
    line: int
    text: str


@dataclass
class Report:
    source: str = ""
    kinds: dict[str, Tally] = field(default_factory=dict)
    statuses: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    oddities: list[Oddity] = field(default_factory=list)
    unlisted_oddities: int = 0
    articles: list[str] = field(default_factory=list)  # those that show fewer comments than they announce
    renumbered: dict[int, int] = field(default_factory=dict)
    accounts: list[str] = field(default_factory=list)
    foreign_pictures: dict[str, str] = field(default_factory=dict)  # address, and the first article that shows it
    is_rehearsal: bool = False

    def kind(self, name: str) -> Tally:
        return self.kinds.setdefault(name, Tally())

    def odd(self, code: str, line: int, text: str) -> None:
        if len(self.oddities) < MAX_LISTED:
            self.oddities.append(Oddity(code, line, text))
        else:
            self.unlisted_oddities += 1

    def as_dict(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "dry_run": self.is_rehearsal,
            "kinds": {name: vars(tally) for name, tally in self.kinds.items()},
            "statuses": self.statuses,
            "left_out": dict(self.left_out),
            "oddities": [vars(oddity) for oddity in self.oddities],
            "unlisted_oddities": self.unlisted_oddities,
            "articles": self.articles,
            "renumbered": {str(old): new for old, new in self.renumbered.items()},
            "accounts": self.accounts,
            "foreign_pictures": self.foreign_pictures,
        }

    def lines(self) -> Iterator[str]:
        yield from self._table()
        for title, entries in self._lists():
            if entries:
                yield ""
                yield title
                yield from (f"  {entry}" for entry in entries[:MAX_SHOWN])
                if len(entries) > MAX_SHOWN:
                    yield "  " + _("… and %d more (--json lists them all)") % (len(entries) - MAX_SHOWN)
        yield ""

    def sentence(self) -> str:
        """The one closing line."""
        odd = len(self.oddities) + self.unlisted_oddities
        facts = {"what": self._added(), "source": self.source}
        if not any(tally.added for tally in self.kinds.values()):
            said = _("Nothing new in this file of %(source)s: all of it is here already") % facts
        elif self.is_rehearsal:
            said = _("Would add %(what)s from %(source)s") % facts
        else:
            said = _("Added %(what)s from %(source)s") % facts
        said += "; " + (ngettext("%d oddity.", "%d oddities.", odd) % odd if odd else _("nothing odd."))
        return said + (" " + _("This was a rehearsal: nothing was stored.") if self.is_rehearsal else "")

    def _added(self) -> str:
        articles, pages, comments = (self.kind(name).added for name in ("articles", "pages", "comments"))
        return _("%(articles)s, %(pages)s and %(comments)s") % {
            "articles": ngettext("%d article", "%d articles", articles) % articles,
            "pages": ngettext("%d page", "%d pages", pages) % pages,
            "comments": ngettext("%d comment", "%d comments", comments) % comments,
        }

    def _table(self) -> Iterator[str]:
        heads = ("", _("announced"), _("read"), _("stored"), _("shown"), _("new"))
        yield _row(heads)
        for name, tally in self.kinds.items():
            yield _row((_label(name), tally.announced, tally.read, tally.stored, tally.shown, tally.added))
        for name, counts in self.statuses.items():
            said = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
            yield _("%(kind)s stored by status: %(said)s") % {"kind": _label(name), "said": said or "0"}

    def _lists(self) -> Iterator[tuple[str, list[str]]]:
        yield _("Articles whose comments do not all show:"), self.articles
        yield _("Left out:"), [f"{name}: {count}" for name, count in sorted(self.left_out.items())]
        yield _("Accounts made, without a password and without rights:"), self.accounts
        pictures = [f"{address} ({place})" for address, place in self.foreign_pictures.items()]
        yield _("Pictures that became links:"), pictures
        numbers = [f"{old} → {new}" for old, new in self.renumbered.items()]
        yield _("Comments whose number was taken, and their new one:"), numbers
        yield _("Odd:"), [_said(oddity) for oddity in self.oddities]


def _said(oddity: Oddity) -> str:
    return _("line %(line)d: %(text)s") % vars(oddity) if oddity.line else oddity.text


def _row(cells: Iterable[object]) -> str:
    first, *others = cells
    return f"{first:<12}" + "".join(f"{cell:>11}" for cell in others)


def _label(name: str) -> str:
    names = {
        "articles": _("articles"),
        "pages": _("pages"),
        "comments": _("comments"),
        "mentions": _("mentions"),
        "authors": _("authors"),
        "tags": _("tags"),
        "pictures": _("pictures"),
    }
    return names.get(name, name)
