"""Under which number a comment is stored: the old one where it is free."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from django.db.models import Max

from blog.transfer.records import Comment as Record
from blog.transfer.records import Item
from blog.transfer.report import Report
from comments.models import Comment

MAX_KEPT = 2**40  # a higher number is no count of comments, and would lift all our own up to it
MADE_UP = 2**62  # from here on: source numbers of comments that came without one of their own
CHUNK = 5000  # numbers a query asks for


class Numbers:
    def __init__(self, highest_in_file: int, report: Report) -> None:
        highest = Comment.objects.aggregate(highest=Max("pk"))["highest"] or 0
        self._report = report
        self._is_empty = highest == 0
        self._next = max(highest, min(highest_in_file, MAX_KEPT)) + 1

    def keys(self, numbers: Iterable[int]) -> dict[int, int]:
        """The old number where it is free, else a new one above all that are in use here or in the file."""
        numbers = list(numbers)
        taken = set(self._taken([number for number in numbers if number < MAX_KEPT]))
        keys = {}
        for number in numbers:
            is_kept = number < MAX_KEPT and number not in taken
            keys[number] = number if is_kept else self._new(number)
        return keys

    def _new(self, number: int) -> int:
        new, self._next = self._next, self._next + 1
        if number < MADE_UP:
            self._report.renumbered[number] = new
        return new

    def _taken(self, numbers: list[int]) -> Iterator[int]:
        if self._is_empty:
            return
        for start in range(0, len(numbers), CHUNK):
            yield from Comment.objects.filter(pk__in=numbers[start : start + CHUNK]).values_list("pk", flat=True)


def made_up(record: Record, item: Item) -> int:
    """The same again when the file comes again."""
    said = "\n".join((str(item.id), item.link, str(record.id), record.author, record.date_gmt, record.content))
    return MADE_UP + int.from_bytes(hashlib.sha256(said.encode()).digest()[:7])
