"""What people do in front of the site, step by step, as they would say it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from .running import PASSWORD, PATIENCE

ARTICLE = "A Glass of Water at Three"
QUEUE = "/admin/queue/"
DIGITS = ["nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_serial = count(1)


def words(about: str = "a lamp") -> str:
    """A sentence nobody has written yet, so that it can be found again; numbered in words, as digits tell nothing apart
    where a queue folds what is alike."""
    number = " ".join(DIGITS[int(digit)] for digit in str(next(_serial)))
    return f"About {about}, said in this room and counted as {number}."


def comes_to(page: Any, read: Callable[[], Any], wanted: Any) -> None:
    """Let the browser go on until what is read is what is wanted; for what `expect` of Playwright cannot ask."""
    until = time.monotonic() + PATIENCE
    while (found := read()) != wanted and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert found == wanted


def arrive(page: Any, path: str) -> None:
    """Wait until the page at exactly this path is there and its scripts listen; not one that only names it."""
    page.wait_for_url(re.compile(rf"^https?://[^/]+{re.escape(path)}$"))


def begin_at_article(page: Any, title: str = ARTICLE) -> str:
    """Find the article from the front page, as a reader would; its scripts may not be there yet."""
    page.goto("/")
    page.locator("main").get_by_role("link", name=title, exact=True).click()
    page.get_by_role("heading", level=1, name=title).wait_for()
    return str(page.url)


def open_article(page: Any, title: str = ARTICLE) -> str:
    """Find the article from the front page and let its scripts come; returns its address."""
    address = begin_at_article(page, title)
    page.wait_for_load_state()
    return address


def comment_by(page: Any, name: str) -> Any:
    """The first comment of this name, with its replies."""
    return page.locator("li.u-comment").filter(has=page.locator(f"> article h3:has-text('{name}')")).first


def comment_saying(page: Any, text: str) -> Any:
    """The comment with these words, without its replies."""
    return page.locator("li[id^=comment-]").filter(has=page.locator("> article .prose", has_text=text)).last


def fill_in(form: Any, text: str, name: str = "Bob", email: str = "bob@example.org", website: str = "") -> None:
    for label, value in {"Your reply": text, "Name": name, "E-mail": email, "Website": website}.items():
        field(form, label).fill(value)


def field(form: Any, label: str) -> Any:
    return form.get_by_role("textbox", name=label)


def send(form: Any) -> None:
    form.get_by_role("button", name="Send reply").click()


def main_form(page: Any) -> Any:
    """The form below the article, or the one of the reply page."""
    return page.locator("#reply form")


def sign_in(page: Any, username: str, to: str = QUEUE) -> None:
    page.goto(f"/admin/login/?next={to}")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    arrive(page, to)


def card_saying(page: Any, text: str) -> Any:
    return page.locator("[data-card]").filter(has_text=text)
