"""What random texts and patterns are made of: few words, so that they meet, and the signs that trouble folding."""

from __future__ import annotations

import json
from pathlib import Path

WORDS = [
    "buy",
    "now",
    "casino",
    "cas",
    "ino",
    "Buy",
    "é",
    "eé",
    "贷",
    "款",
    "贷款",
    "ส",
    "สล็",
    "c++",
    "3",
    "x",
    "ñu",
    "ΑΣ",
    "ß",
]
SIGNS = "abeéE\u0301\u00a8ßıİſﬁǰ\u0345ΣσςаеορΑ贷款がカ\uff76\uff9eส็ล각\u1100\u1161\u11a8\uffa1क्ि_-*/.,!?'’“ \n\t\u00a0\u200b\u00ad\u2060\x00💊\ufe0f①½"

_CORPORA = Path(__file__).parents[4] / "shared" / "corpora"


def naughty() -> list[str]:
    """Strings that programs stumble over; few of our own where the corpus is not beside the project."""
    found = _CORPORA / "text" / "blns.json"
    if found.exists():
        return json.loads(found.read_text("utf-8"))
    return [
        "",
        "undefined",
        "\x00\x1f\x7f",
        "Ω≈ç√∫˜µ≤≥÷",
        "田中さん",
        "ثم نفس سقطت",
        "ﷺ",
        "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
        "\u202atest\u202a",
        "🏳0🌈️",
    ]
