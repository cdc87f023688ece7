"""What a reply says itself: without the mail it answers, without signatures, with the quotes it takes up.

Where the quoted mail begins is quotequail's to find, line by line, in the languages and ways of many
mail programs; what is done about it, and what it does not know, stands here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby, islice

import quotequail

from comments.inbox import farewells

LONGEST_LINE = 400  # characters of a line that could introduce a quote
MOST_LINES = 5_000  # that are looked at: more than any thread that is quoted whole
MOST_EMPTY = 20  # lines between who is quoted and the quote
MOST_QUOTED = 12  # lines of one quote that stay above what answers them; of a longer one its last paragraph

_DIVIDERS = re.compile(
    r"^(?:[-_]{2,} ?(?:original message|original-nachricht|originalnachricht|ursprüngliche nachricht|"
    r"weitergeleitete nachricht|message d'origine|message d’origine|message original|mensaje original|"
    r"oorspronkelijk bericht|origineel bericht|messaggio originale|mensagem original|reply message) ?[-_]{2,}|_{20,})$",
    re.IGNORECASE,
)
_HEADERS = re.compile(
    r"^\*?(?:from|sent|to|cc|subject|date|reply-to|von|gesendet|an|betreff|datum|antwort an|de|envoyé|à|a|objet|date|"
    r"répondre à|enviado|enviado el|para|asunto|fecha|van|verzonden|aan|onderwerp|da|inviato|oggetto|data|assunto) ?:\*? ?\S?",
    re.IGNORECASE,
)
_FIRST_HEADER = re.compile(r"^\*?(?:from|von|de|van|da) ?:\*? ?\S", re.IGNORECASE)
_FEWEST_HEADERS = 3  # lines in a row that make a mail's head of what could be prose
_VERB = r"\b(?:wrote|writes|schrieb|schrieben|a écrit|escribió|schreef|geschreven|ha scritto|escreveu|skrev|napsal|napisał)\b"
_WROTE = re.compile(rf"{_VERB}.*:$", re.IGNORECASE)
_BEGINS = re.compile(
    r"^(?:(?:on|am|le|el|op|il|em|den|dne|dnia|w dniu|vào) |\d{1,4}[./年-]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )",
    re.IGNORECASE,
)
_WITHOUT_VERB = re.compile(r"^\d{4}.*\d{1,2}:\d{2}.*<[^<>\s]+@[^<>\s]+>:$")  # as Gmail says it in Japanese
_MOMENT = re.compile(r"\b\d{1,2}[:h]\d{2}\b|\d{1,2}[./]\d{1,2}[./]\d{2}|<[^<>\s]+@[^<>\s]+>")
_ADDRESS = re.compile(r"[^\s<>@]@[^\s<>@]+\.[^\s<>@]")  # one letter before the sign: more would only cost time


@dataclass
class _Block:
    """Lines in a row that are all quoted, or all the writer's own."""

    is_quote: bool
    lines: list[str] = field(default_factory=list)


def own_words(text: str) -> str:
    """ "" where nothing is left. Lines stay as they are; quotes that are answered begin with "> "."""
    lines = _without_tail(
        [line.rstrip() if line != farewells.DASHES else line for line in text.split("\n")[:MOST_LINES]]
    )
    blocks = _blocks(lines)
    own = [block for block in blocks if not block.is_quote]
    if not own:
        return ""
    is_interleaved = len(own) > 1
    kept: list[list[str]] = []
    for number, block in enumerate(blocks):
        if block.is_quote:
            continue
        if number and is_interleaved and (quote := _answered(blocks[number - 1].lines, is_first=number <= 2)):
            kept.append(quote)
        kept.append(block.lines)
    return "\n\n".join("\n".join(lines).strip("\n") for lines in kept).strip()


def _blocks(lines: list[str]) -> list[_Block]:
    """In order; each has something to read in it, and no two of a kind follow each other."""
    found: list[_Block] = []
    for is_quote, group in groupby(_spread(lines), key=lambda pair: pair[0]):
        block = _Block(is_quote, [line for _is_quote, line in group])
        if not is_quote:
            block.lines = farewells.without(block.lines)
        if not any(line.strip() for line in block.lines):
            continue
        if found and found[-1].is_quote == is_quote:
            found[-1].lines += ["", *block.lines]
        else:
            found.append(block)
    return found


def _spread(lines: list[str]) -> list[tuple[bool, str]]:
    """Each line and whether it is quoted; an empty line belongs to what stands before it."""
    found: list[tuple[bool, str]] = []
    for line in lines:
        is_quote = line.startswith(">") or (not line.strip() and bool(found) and found[-1][0])
        found.append((is_quote, line))
    return found


def _answered(lines: list[str], *, is_first: bool) -> list[str]:
    """Of quoted lines those that what follows answers: nobody's address, nor who wrote it when.

    The first quote begins with our own greeting, so only its end can be meant.
    """
    quoted = [line.strip() for line in lines]
    while quoted and not quoted[-1].strip("> "):
        quoted.pop()
    paragraphs = [list(group) for is_full, group in groupby(quoted, key=lambda line: bool(line.strip("> "))) if is_full]
    if is_first or sum(map(len, paragraphs)) > MOST_QUOTED:
        paragraphs = paragraphs[-1:]
    kept = [[line for line in paragraph[-MOST_QUOTED:] if not _names_somebody(line)] for paragraph in paragraphs]
    return [line for paragraph in kept if paragraph for line in (">", *map(_marked, paragraph))][1:]


def _marked(line: str) -> str:
    rest = line.lstrip(">")
    depth = len(line) - len(rest)
    return f"{'>' * depth} {rest.strip()}"


def _names_somebody(line: str) -> bool:
    words = line.strip("> ")
    return bool(_ADDRESS.search(words)) or _is_intro(words)


def _without_tail(lines: list[str]) -> list[str]:
    """Without what introduces quotes, and without all that follows where those are not marked."""
    kept: list[str] = []
    number = 0
    while number < len(lines):
        end = _end_of_intro(lines, number)
        if not end:
            kept.append(lines[number])
        elif _is_marked(lines, end):
            kept.append(">")  # so that what stands before it is not taken for one with what follows
        else:
            break
        number = end or number + 1
    return kept


def _end_of_intro(lines: list[str], number: int) -> int:
    """The line after the one that introduces a quoted mail, where that begins in this line; else 0."""
    line = _short(lines[number]).strip()
    if not line or line.startswith(">"):
        return 0
    if _DIVIDERS.match(line):
        return _after_head(lines, number + 1) or number + 1
    if _FIRST_HEADER.match(line) and (end := _after_head(lines, number)):
        return end
    return _after_sentence(lines, number)


def _after_head(lines: list[str], number: int) -> int:
    """Behind the head of a mail ("From: ... Sent: ... To: ..."), if there is one; else 0."""
    number += next((n for n, line in enumerate(islice(lines, number, number + MOST_EMPTY)) if line.strip()), 0)
    begin, count = number, 0
    while number < len(lines) and lines[number].strip() and number - begin < MOST_QUOTED:
        count += bool(_HEADERS.match(_short(lines[number]).strip()))
        number += 1
    return number if count >= _FEWEST_HEADERS else 0


def _after_sentence(lines: list[str], number: int) -> int:
    """Behind "On Monday at 9:00 Ellen wrote:", in one line or broken into three; else 0."""
    words: list[str] = []
    for end, line in enumerate(lines[number : number + 3], number + 1):
        words.append(_short(line).strip())
        if not words[-1] or words[-1].startswith(">"):
            return 0
        said = " ".join(words)
        if words[-1].endswith(":") and _is_intro(said) and (_is_marked(lines, end) or _MOMENT.search(said)):
            return end
        if not _BEGINS.match(words[0]) or words[0].endswith((".", "!", "?")):
            return 0
    return 0


def _is_intro(sentence: str) -> bool:
    """Does it say who is quoted from here on?"""
    if len(sentence) > LONGEST_LINE or not sentence.endswith(":"):
        return False
    if _WROTE.search(sentence):
        return bool(_BEGINS.match(sentence) or _MOMENT.search(sentence))
    parts = quotequail.quote(sentence, quote_intro_line=True)
    return len(parts) == 2 or bool(_WITHOUT_VERB.match(sentence))


def _is_marked(lines: list[str], number: int) -> bool:
    """Does what follows here begin with a quote that is marked as one?"""
    return next((line for line in islice(lines, number, number + MOST_EMPTY) if line.strip()), "").startswith(">")


def _short(line: str) -> str:
    """Patterns over more would take their time, and no program writes so much about itself in one line."""
    return line if len(line) <= LONGEST_LINE else ""
