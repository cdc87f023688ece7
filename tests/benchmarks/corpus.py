"""Comments of five foreign videos, labelled by hand: Alberto, Lochter and Almeida, "TubeSpam", UCI repository, 2015."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

PLACE = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "spam"


@dataclass(frozen=True)
class Sample:
    name: str
    body: str
    is_spam: bool


def videos() -> dict[str, list[Sample]]:
    """By video, its comments in the order of the file; none where the files are not there."""
    return {file.stem.partition("-")[2]: _read(file) for file in sorted(PLACE.glob("Youtube*.csv"))}


def _read(file: Path) -> list[Sample]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Sample(row["AUTHOR"], row["CONTENT"].rstrip("\ufeff"), row["CLASS"] == "1") for row in csv.DictReader(lines)
        ]
