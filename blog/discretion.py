"""What may be repeated outside the database: not who somebody is, what they wrote, or what lets them in.

Errors quote what they choke on (PostgreSQL: `Key (email)=(...) already exists`), so only their own words are
kept: the first line, without what stands in quotes or parentheses and is no name out of the code.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parent.parent
LONGEST_LINE = 2000
LONGEST_ERROR = 300
MOST_FRAMES = 25  # the last ones; an endless recursion has a thousand
MOST_ERRORS = 5  # of a chain: what it was raised from, and so on
CUT = "…"

# Whoever holds such an address may act with it.
PRIVATE_PATHS = re.compile(
    r"(/comments/(?:receipt|mail)/|/mail/stop/|/admin/queue/feed/)[^/\s\"']+|([?&](?:sent|token)=)[^&\s\"']+"
)
ADDRESSES = re.compile(r"[^\s@<>\"'()=:,;]+@[^\s@<>\"'()=,;]+\.[^\s@<>\"'()=,;]+")
NETWORKS = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)|(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F:]*[0-9a-fA-F](?![\w:])"
    r"|(?<![\w:])[0-9a-fA-F:]*::[0-9a-fA-F:]*(?![\w:])"
)
LOOPBACK = re.compile(r"127\.\d+\.\d+\.\d+|0\.0\.0\.0")
QUERIES = re.compile(r"(?<=[\w/])\?[\w.%~-]+=[^\s\"']*")
QUOTED = re.compile(r"""'([^']*)'|"([^"]*)"|\(([^()]*)\)""")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,62}", re.ASCII)  # of a table, a column, a class, a module
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def line(text: str) -> str:
    """One line of bounded length that names nobody. What would begin a new one, or colour it, is written out."""
    text = PRIVATE_PATHS.sub(lambda found: (found[1] or found[2]) + CUT, text[: LONGEST_LINE * 2])
    text = QUERIES.sub(f"?{CUT}", text)
    text = ADDRESSES.sub(CUT, text)
    text = NETWORKS.sub(lambda found: found[0] if LOOPBACK.fullmatch(found[0]) else CUT, text)
    text = CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
    return text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE] + CUT


def error(raised: BaseException) -> str:
    """Its kind, and its own words."""
    kind, said = type(raised).__name__, words(raised)
    return f"{kind}: {said}" if said else kind


def words(raised: BaseException) -> str:
    return own_words(str(raised))


def own_words(said: str) -> str:
    """Of what an error says."""
    first = said.strip().partition("\n")[0][: LONGEST_ERROR * 4]
    return line(QUOTED.sub(_quoted, first))[:LONGEST_ERROR]


def tracebacks(raised: BaseException | None) -> list[str]:
    """Where it happened, in lines of code alone, and what it came from: the last error last."""
    blocks = [[*_frames(one.__traceback__), error(one)] for one in reversed(list(_chain(raised)))]
    return [text for block in blocks for text in block]


def place(trace: TracebackType | None) -> str:
    """The file and line that raised it."""
    frames = traceback.extract_tb(trace, limit=-1)
    return f"{frames[0].filename}:{frames[0].lineno}" if frames else ""


def short(filename: str) -> str:
    """Without the directories of this machine."""
    parts = Path(filename).parts
    for anchor in ("site-packages", ROOT.name):
        if anchor in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(anchor) :])
    return "/".join(parts[-2:])


def _chain(raised: BaseException | None) -> Iterator[BaseException]:
    for _number in range(MOST_ERRORS):
        if raised is None:
            return
        yield raised
        raised = raised.__cause__ or (None if raised.__suppress_context__ else raised.__context__)


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"  {short(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(trace, limit=-MOST_FRAMES)
    ]


def _quoted(found: re.Match[str]) -> str:
    inner = found[1] if found[1] is not None else found[2] if found[2] is not None else found[3]
    return found[0] if NAME.fullmatch(inner) or not inner else found[0][0] + CUT + found[0][-1]
