"""What a guest has after sending: the private page, from any browser; the proof by mail; everything under one's address.

The site writes its mail into files.
"""

from __future__ import annotations

import email
import email.policy
import re
import time
from itertools import count

import pytest

from .conftest import cannot
from .judges import AXE, axe_violations
from .people import card_saying, comment_saying, fill_in, main_form, open_article, send, sign_in, words
from .running import RunningSite

pytestmark = pytest.mark.either_database

_serial = count(1)


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory):
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory, mailbox):
    running = RunningSite(prepared, tmp_path_factory.mktemp("site"))
    running.environment |= {"EMAIL_URL": f"file:///{mailbox}"}
    running.start()
    yield running
    running.stop()


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def browsers(request, contexts):
    """Makes pages of as many people as there are calls."""
    return lambda **options: contexts(java_script_enabled=request.param, **options).new_page()


def letter_to(mailbox, address, holding, seconds=60):
    """The text of the newest letter to this address with these words in it; one that is still written is none yet."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for file in sorted(mailbox.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True):
            for raw in file.read_bytes().split(b"-" * 79)[:-1]:
                letter = email.message_from_bytes(raw.strip(), policy=email.policy.default)
                body = letter.get_body(("plain",)) if letter["To"] else None
                if body and address in letter["To"] and holding in body.get_content():
                    return body.get_content()
        time.sleep(0.3)
    raise AssertionError(f"No letter to {address} holds {holding!r}.")


def new_address():
    """An address nobody has been written to yet."""
    return f"reader{next(_serial)}@example.org"


def link(text, part):
    return re.findall(rf"https?://[^/\s]+(/comments/\S*{part}\S*)", text)[0]


def write(page, text, address="bob@example.org", name="Bob", mailed=False):
    open_article(page)
    fill_in(main_form(page), text, name=name, email=address)
    if mailed:
        main_form(page).get_by_label("Mail me a private link").check()
    send(main_form(page))
    comment_saying(page, text).wait_for()


def prove(page, mailbox, address, text, remember=True):
    """From the receipt of what was just sent, by the mailed link, to the page of everything."""
    comment_saying(page, text).get_by_role("link", name="private receipt").click()
    page.get_by_role("button", name="Mail me the link").click()
    page.get_by_text("one is on its way").wait_for()
    page.goto(link(letter_to(mailbox, address, "/prove/"), "prove/"))
    if remember:
        page.get_by_label("Know me in this browser").check()
    page.get_by_role("button", name="Yes, it is me").click()
    page.get_by_text("Your address is proven.").wait_for()


def test_a_guest_looks_after_a_comment_from_another_browser(browsers, mailbox, expect):
    text, better, address = words("a borrowed coat"), words("a coat of my own"), new_address()
    bob, elsewhere, carol, stranger = (browsers() for _ in range(4))
    write(bob, text, address, mailed=True)
    expect(comment_saying(bob, text)).to_contain_text("awaiting moderation")

    elsewhere.goto(link(letter_to(mailbox, address, "/receipt/"), "receipt/"))
    expect(elsewhere.get_by_text("Awaiting moderation.")).to_be_visible()
    elsewhere.locator("summary", has_text="Edit").click()
    elsewhere.get_by_label("Your response").fill(better)
    elsewhere.get_by_role("button", name="Save the change").click()
    expect(elsewhere.get_by_text("Your change is saved.")).to_be_visible()

    sign_in(carol, "moderator")
    card_saying(carol, better).get_by_role("button", name="Approve").click()
    expect(carol.locator(".toast")).to_contain_text("Approved")
    open_article(stranger)
    expect(comment_saying(stranger, better)).to_be_visible()

    elsewhere.reload()
    expect(elsewhere.get_by_text("It stands on the page.").first).to_be_visible()
    elsewhere.locator("summary", has_text="Withdraw").click()
    elsewhere.get_by_role("button", name="Withdraw my response").click()
    expect(elsewhere.get_by_text("You took it back. Readers do not see it.")).to_be_visible()
    stranger.reload()
    expect(stranger.get_by_text(better)).to_have_count(0)


def test_a_guest_proves_the_address_and_is_known_from_then_on(browsers, mailbox, site, expect):
    text, later, address = words("a spare key"), words("the same key"), new_address()
    ellen = browsers()
    write(ellen, text, address, "Ellen K.")
    prove(ellen, mailbox, address, text)
    expect(ellen.get_by_text("This browser knows you")).to_be_visible()

    open_article(ellen)
    expect(main_form(ellen).get_by_role("textbox", name="E-mail")).to_have_value(address)
    main_form(ellen).get_by_role("textbox", name="Your reply").fill(later)
    send(main_form(ellen))
    comment_saying(ellen, later).wait_for()
    assert site.ask(f"print(Comment.objects.get(body={later!r}).proof)") == "1"


def test_everything_is_erased_from_the_page_of_everything(browsers, mailbox, site, expect):
    text, address = words("a name tag"), new_address()
    dora = browsers()
    write(dora, text, address, "Dora Tag")
    prove(dora, mailbox, address, text, remember=False)
    dora.get_by_role("link", name="Erase everything").click()
    dora.get_by_label("Erase the words as well").check()
    dora.get_by_role("button", name="Erase everything for good").click()
    expect(dora.get_by_text("Nothing on this site names you any more.")).to_be_visible()
    assert site.ask("print(Comment.objects.filter(name__contains='Dora').count())") == "0"


def test_a_link_that_was_used_leads_on(contexts, mailbox, expect):
    text, address = words("a used ticket"), new_address()
    page = contexts().new_page()
    write(page, text, address)
    prove(page, mailbox, address, text)
    response = page.goto(link(letter_to(mailbox, address, "/prove/"), "prove/"))
    assert response.status == 404
    expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_no_private_page_has_violations_or_is_wider_than_its_window(contexts, mailbox, scheme, width):
    if not AXE.exists():
        cannot("axe-core is not installed: npm ci in tests/e2e")
    page = contexts(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page()
    text, address = words("a mirror"), new_address()
    write(page, text, address)
    comment_saying(page, text).get_by_role("link", name="private receipt").click()
    page.get_by_role("button", name="Mail me the link").wait_for()
    found = faults(page)
    page.get_by_role("button", name="Mail me the link").click()
    page.get_by_text("one is on its way").wait_for()
    page.goto(link(letter_to(mailbox, address, "/prove/"), "prove/"))
    found += faults(page)
    page.get_by_role("button", name="Yes, it is me").click()
    page.get_by_text("Your address is proven.").wait_for()
    found += faults(page)
    page.get_by_role("link", name="Erase everything").click()
    page.get_by_role("button", name="Erase everything for good").wait_for()
    found += faults(page)

    assert found == [], "\n".join(found)


def faults(page) -> list[str]:
    page.wait_for_load_state()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return axe_violations(page) + [f"{page.url}: {wide}px too wide"] * (wide > 0)
