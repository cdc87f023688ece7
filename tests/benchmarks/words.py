"""Long word lists over a long comment, in one process: `python -m tests.benchmarks.words ENTRIES`.

Prints one JSON object. The lists are in the database, made as moderators make them.
"""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable

import django

django.setup()

from accounts.models import User
from comments.models import PhraseStamp
from comments.words.lists import Listing, add
from comments.words.matching import Fields, current, matches

LENGTH = 20_000  # characters of the comment
TIMES = 30
EXPRESSIONS = 100
SYLLABLES = ["ka", "lo", "mi", "sen", "tra", "vor", "ine", "ul", "qua", "ber", "to", "nis", "pre", "al", "gon"]
TEXTS = {
    "English letters": "",
    "accents in every word": "é",
    "Russian": "да",
    "Chinese": "贷款利",
}


def main(entries: int) -> None:
    drawn = random.Random(5)
    words = sorted({word(drawn) for _ in range(entries * 2)})
    drawn.shuffle(words)
    owner = User.objects.create_user("owner", is_superuser=True, is_staff=True)
    began = time.perf_counter()
    added = add(made_of(words, entries), Listing(), by=owner)
    facts: dict[str, object] = {"entries": added.count, "adding": time.perf_counter() - began}
    facts["ready"] = median(ready_anew, 5)
    current()
    for name, letters in TEXTS.items():
        sent = Fields(text_of(words, letters, drawn), "Bob", "bob@mail.test", "https://bob.test/")
        facts[name] = [median(lambda sent=sent: matches(sent, None), TIMES), len(matches(sent, None))]
    sys.stdout.write(json.dumps(facts))


def made_of(words: list[str], entries: int) -> list[str]:
    """Seven words in ten, two phrases in ten, the rest wildcards and expressions."""
    kinds = [
        *["{}"] * 70, *["{} {}"] * 15, *["{} {} {}"] * 5, *["{}*"] * 3, *["*{}"] * 3, *["*{}*"] * 3, "{}*{}",
    ]  # fmt: skip
    lines = [kinds[n % len(kinds)].format(*words[n : n + 3]) for n in range(entries - EXPRESSIONS)]
    return [*lines, *(f"/{words[n]}[0-9]+{words[n + 1]}/" for n in range(EXPRESSIONS))]


def text_of(words: list[str], letters: str, drawn: random.Random) -> str:
    """Of words of which a few are listed, and most are not."""
    listed = drawn.sample(words, 20)
    parts = []
    length = 0
    while length < LENGTH:
        part = drawn.choice(listed) if drawn.random() < 0.01 else word(drawn) + drawn.choice(SYLLABLES)
        if letters:
            part = "".join(drawn.choice(letters) for _ in part[:4]) + part[4:] * (letters == "é")
        parts.append(part)
        length += len(part) + 1
    return ("" if letters.startswith("贷") else " ").join(parts)[:LENGTH]


def word(drawn: random.Random) -> str:
    return "".join(drawn.choice(SYLLABLES) for _ in range(drawn.randint(3, 5)))


def ready_anew() -> None:
    PhraseStamp.renew()
    current()


def median(act: Callable[[], object], times: int) -> float:
    """Milliseconds of the processor: beside others at work, the clock measures them."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        act()
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main(int(sys.argv[1]))
