"""The archives in a folder, and which of them have had their time. Only files made here are ever looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from blog.backup.manifest import site_host

DAYS, WEEKS = 7, 8  # by default: the last one of each of so many days, and of each of so many weeks
STAMP = "%Y%m%dT%H%M%SZ"
PREFIX = "colloquy-"


@dataclass(frozen=True, order=True)
class Kept:
    made_at: datetime
    path: Path


def name_for(moment: datetime) -> str:
    """Sorts by time, and tells the sites of one folder apart."""
    return f"{PREFIX}{site_host()}-{moment.astimezone(UTC).strftime(STAMP)}.zip"


def found_in(folder: Path) -> list[Kept]:
    """This site's, the oldest first."""
    pattern = re.compile(re.escape(f"{PREFIX}{site_host()}-") + r"(\d{8}T\d{6}Z)\.zip")
    if not folder.is_dir():
        return []
    found = [(pattern.fullmatch(path.name), path) for path in folder.iterdir()]
    return sorted(
        Kept(datetime.strptime(match[1], STAMP).replace(tzinfo=UTC), path)
        for match, path in found
        if match and path.is_file() and not path.is_symlink()
    )


def rotate(folder: Path, newest: Path, keep: int) -> list[Path]:
    """Delete what has had its time; `newest`, known to be good, is never among it. Returns what was deleted."""
    all_of_them = found_in(folder)
    wanted = last(all_of_them, keep) if keep > 0 else by_days_and_weeks(all_of_them)
    old = [kept.path for kept in all_of_them if kept not in wanted and kept.path != newest]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def last(archives: list[Kept], keep: int) -> set[Kept]:
    return set(archives[-keep:])


def by_days_and_weeks(archives: list[Kept]) -> set[Kept]:
    """Days and weeks that have none do not count: a site that rested for a year keeps what it had."""
    days = {kept.made_at.date(): kept for kept in archives}
    weeks = {kept.made_at.isocalendar()[:2]: kept for kept in archives}
    return {days[day] for day in sorted(days)[-DAYS:]} | {weeks[week] for week in sorted(weeks)[-WEEKS:]}
