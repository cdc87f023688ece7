"""The drawer of somebody who writes: from the card to a note, a block, what the blocked one meets, and back."""

from __future__ import annotations

import re
from itertools import count

import pytest

from .judges import axe_violations
from .people import QUEUE, card_saying, fill_in, main_form, open_article, send, sign_in, words
from .test_narrow_and_print import STICKS_OUT

PHONE = {"width": 360, "height": 740}
_serial = count(1)

MAKE = """
from comments import links, tree
from comments.models import Commenter
post = Post.objects.get(title={title!r})
bob = Commenter.objects.create(email={email!r}, name={name!r})
for status, text in zip(["pending", "approved", "approved"], {texts!r}):
    with tree.locked(post.pk) as discussion:
        comment = Comment(name={name!r}, email={email!r}, proof=1, body=text, body_html=f"<p>{{text}}</p>", status=status)
        tree.add(comment, discussion)
print(links.token_of(links.PROVEN, bob))
"""


class Blocked:
    """Somebody with a proven address: one comment waits, two stand on the page."""

    def __init__(self, site) -> None:
        number = next(_serial)
        self.name, self.email = f"Wilfred {number}", f"wilfred{number}@readers.example"
        self.texts = [words("a quarrel") for _ in range(3)]
        said = {"title": "A Glass of Water at Three", "email": self.email, "name": self.name, "texts": self.texts}
        self.proof = site.ask(MAKE.format(**said)).strip()

    def comes_with(self, contexts, site, **options):
        """Their own browser."""
        context = contexts(**options)
        context.add_cookies([{"name": "proven", "value": self.proof, "url": site.url}])
        return context.new_page()


@pytest.fixture
def wilfred(site) -> Blocked:
    return Blocked(site)


def statuses(site, person) -> list[str]:
    wanted = f"print([Comment.objects.get(body=text).status for text in {person.texts!r}])"
    return re.findall(r"\w+", site.ask(wanted))


def open_drawer(page, person) -> None:
    page.goto(f"{QUEUE}?person={person.name.replace(' ', '+')}")
    card = card_saying(page, person.texts[0])
    card.get_by_text("The writer: proven").click()
    card.get_by_role("link", name=f"All about {person.name}").click()
    page.get_by_role("heading", level=1, name=person.name).wait_for()


def block(page) -> None:
    page.locator("summary", has_text="Block…").click()
    page.get_by_label("Also take what stands on the page off it").check()
    page.get_by_label("Reason, for the person").fill("Three quarrels in one evening.")
    page.get_by_role("button", name="See whom this touches").click()
    page.get_by_text("2 of them stand on the page. They would leave it.").wait_for()
    page.get_by_role("button", name="Block", exact=True).click()


def test_from_the_card_to_a_block_and_back(either_page, contexts, site, wilfred, expect):
    page = either_page
    sign_in(page, "moderator")
    open_drawer(page, wilfred)
    page.get_by_label("A note for colleagues").fill("Quarrels after midnight.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_text("Quarrels after midnight.").first).to_be_visible()
    block(page)
    expect(page.get_by_text(f"Blocked {wilfred.name}").first).to_be_visible()
    assert statuses(site, wilfred) == ["pending", "removed", "removed"]

    theirs, text = wilfred.comes_with(contexts, site), words("an answer")
    open_article(theirs)
    fill_in(main_form(theirs), text, name=wilfred.name, email=wilfred.email)
    send(main_form(theirs))
    expect(theirs.get_by_text("“Three quarrels in one evening.”").first).to_be_visible()
    expect(theirs.get_by_role("textbox", name="Your reply")).to_have_value(text)

    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("Undone.").first).to_be_visible()
    assert statuses(site, wilfred) == ["pending", "approved", "approved"]
    page.goto("/admin/queue/blocks/")
    expect(page.get_by_text(wilfred.name)).to_have_count(0)


def test_a_deleted_note_comes_back(either_page, wilfred, expect):
    page = either_page
    sign_in(page, "moderator")
    open_drawer(page, wilfred)
    page.get_by_label("A note for colleagues").fill("A word too many.")
    page.get_by_role("button", name="Keep the note").click()
    page.get_by_text("Change or delete").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("A word too many.")).to_have_count(0)
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator(".note-text", has_text="A word too many.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_the_pages_are_sound_and_nothing_sticks_out(contexts, site, wilfred, scheme, size, tmp_path):
    page = contexts(viewport=size, color_scheme=scheme).new_page()
    sign_in(page, "moderator")
    open_drawer(page, wilfred)
    page.get_by_label("A note for colleagues").fill("Donaudampfschifffahrt" * 6)
    page.get_by_role("button", name="Keep the note").click()
    page.get_by_text("Change or delete").click()
    assert page.evaluate(STICKS_OUT) == []
    assert axe_violations(page) == []
    page.locator("summary", has_text="Block…").click()
    page.get_by_role("button", name="See whom this touches").click()
    page.get_by_text("Nothing has been done yet.").wait_for()
    assert page.evaluate(STICKS_OUT) == []
    assert axe_violations(page) == []
    page.get_by_role("button", name="Block", exact=True).click()
    page.goto("/admin/queue/blocks/")
    assert page.evaluate(STICKS_OUT) == []
    assert axe_violations(page) == []
