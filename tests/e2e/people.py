"""What people do in front of the site, step by step, as they would say it."""

from __future__ import annotations

from itertools import count
from typing import Any

from .running import PASSWORD

ARTICLE = "A Glass of Water at Three"
QUEUE = "/admin/queue/"
_serial = count(1)


def words(about: str = "a lamp") -> str:
    """A sentence nobody has written yet, so that it can be found again."""
    return f"About {about}, said for the {next(_serial)}th time in this room."


def open_article(page: Any, title: str = ARTICLE) -> str:
    """Find the article from the front page, as a reader would; returns its address."""
    page.goto("/")
    page.locator("main").get_by_role("link", name=title, exact=True).click()
    page.get_by_role("heading", level=1, name=title).wait_for()
    return str(page.url)


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
    page.wait_for_url(f"**{to}")


def card_saying(page: Any, text: str) -> Any:
    return page.locator("[data-card]").filter(has_text=text)
