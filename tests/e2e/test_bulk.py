"""Deciding on all that a filter finds, and taking it back from the record, in a browser."""

from __future__ import annotations

import re
from itertools import count

import pytest

from .conftest import cannot
from .judges import AXE, axe_violations
from .people import QUEUE, comes_to, sign_in

pytestmark = pytest.mark.either_database

PHONE = {"width": 360, "height": 740}
RECORD = f"{QUEUE}record/"
_waves = count(1)

MAKE = """
from comments import tree
from datetime import timedelta
from django.utils import timezone
post = Post.objects.listed().first()
base = (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
sent = timezone.now() - timedelta(days=2)
rows = [
    Comment(pk=base + i, name={name!r}, email=f"wave{{i}}@example.org", body="Wave", body_html="<p>Wave</p>", submitted_at=sent)
    for i in range({count})
]
with tree.locked(post.pk) as discussion:
    tree.load(discussion, rows)
"""


def a_wave(site, size: int) -> str:
    """The name of who sent so many comments that wait."""
    name = f"Wave{next(_waves)}x"
    site.ask(MAKE.format(name=name, count=size))
    return name


def states(site, name) -> str:
    return site.ask(
        f"from collections import Counter; print(dict(Counter(Comment.objects.filter(name={name!r})"
        ".values_list('status', flat=True))))"
    ).strip()


def open_the_count(page, name) -> None:
    page.goto(f"{QUEUE}?person={name}")
    page.get_by_role("link", name=re.compile("All that match")).click()
    page.get_by_role("link", name="Spam", exact=True).click()


def test_all_on_three_pages_are_decided_and_taken_back(either_page, site, expect):
    page, name = either_page, a_wave(site, 45)
    sign_in(page, "moderator")
    open_the_count(page, name)
    expect(page.get_by_text("45 comments match. Nothing has been done yet.")).to_be_visible()
    assert states(site, name) == "{'pending': 45}"
    page.get_by_label("A reason, for the history").fill(f"A wave by {name}.")
    page.get_by_role("button", name="Spam").click()
    expect(page.get_by_text("Done: 45 comments changed.")).to_be_visible()
    assert states(site, name) == "{'spam': 45}"
    page.goto(RECORD)
    line = page.get_by_role("listitem").filter(has_text=f"A wave by {name}.").first
    line.get_by_role("link", name=re.compile("Undo")).click()
    expect(page.get_by_text("45 comments go back to: Pending")).to_be_visible()
    assert states(site, name) == "{'spam': 45}"
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_text("45 comments are what they were before.").first).to_be_visible()
    assert states(site, name) == "{'pending': 45}"


def test_a_large_one_shows_its_progress_and_its_undo(either_page, site, expect):
    page, name = either_page, a_wave(site, 600)
    sign_in(page, "moderator")
    open_the_count(page, name)
    page.get_by_role("button", name="Spam").click()
    expect(page.get_by_text("Done: 600 comments changed.")).to_be_visible(timeout=60_000)
    assert states(site, name) == "{'spam': 600}"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Done: 600 comments changed.")).to_be_visible(timeout=60_000)
    comes_to(page, lambda: states(site, name), "{'pending': 600}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_its_pages_fit_and_can_be_used_by_everybody(contexts, site, scheme, size):
    if not AXE.exists():
        cannot("axe-core is not installed: npm ci in tests/e2e")
    name = a_wave(site, 3)
    page = contexts(viewport=size, color_scheme=scheme).new_page()
    sign_in(page, "moderator")
    key = site.ask("from comments.models import Act; print(Act.objects.filter(undone_at=None).first().pk)").strip()
    for path in (f"{QUEUE}bulk/?person={name}&act=spam", RECORD, f"{QUEUE}undo/{key}/", f"{QUEUE}figures/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
        assert axe_violations(page) == [], path
