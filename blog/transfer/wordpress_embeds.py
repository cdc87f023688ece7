"""Players and other foreign frames as plain links to what they show."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_PLAYERS = (
    (
        re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]{6,})"),
        "https://www.youtube.com/watch?v=",
    ),
    (re.compile(r"https?://player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/"),
    (re.compile(r"https?://www\.dailymotion\.com/embed/video/(\w+)"), "https://www.dailymotion.com/video/"),
)
_BACKGROUND = re.compile(r"background(?:-image)?:\s*url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)
IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp)(?:[?#]|$)", re.IGNORECASE)


def embed_address(src: str) -> str:
    """Where a reader goes to see it, "" for what leads nowhere."""
    src = f"https:{src}" if src.startswith("//") else src.strip()
    for player, page in _PLAYERS:
        if found := player.match(src):
            return page + found[1]
    return src if re.match(r"https?://[^\s<>\"]+$", src) else ""


def background_address(style: str) -> str:
    found = _BACKGROUND.search(style)
    return found[1].strip() if found else ""


def file_name(address: str) -> str:
    """What to call a picture that has no words of its own."""
    try:
        path = urlsplit(address).path
    except ValueError:
        path = ""
    return unquote(path.rsplit("/", 1)[-1]) or address
