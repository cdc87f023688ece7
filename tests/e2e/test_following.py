"""Following by mail without writing anything, with scripts off; and an article that its author mails, once."""

from __future__ import annotations

import time

import pytest

from .conftest import cannot
from .judges import AXE, axe_violations
from .people import open_article, sign_in
from .running import RunningSite
from .test_receipts import letter_to, link, new_address


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory):
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory, mailbox):
    running = RunningSite(prepared, tmp_path_factory.mktemp("site"))
    running.environment |= {"EMAIL_URL": f"file:///{mailbox}", "MAIL_DELAY_MINUTES": "0"}
    running.start()
    yield running
    running.stop()


@pytest.fixture
def plain(contexts):
    """Makes pages without scripts, of as many people as there are calls."""
    return lambda **options: contexts(java_script_enabled=False, **options).new_page()


def subscribe(page, mailbox, address):
    """From the footer to the answer in the mail."""
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="New articles by mail").click()
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Ask me by mail").click()
    page.get_by_text("Now look into your mail.").wait_for()
    page.goto(link(letter_to(mailbox, address, "/comments/subscribe/"), "subscribe/"))
    page.get_by_role("button", name="Yes, write to me").click()
    page.get_by_text("It has begun").first.wait_for()


def letters_to(mailbox, address):
    return sum(file.read_text().count(f"\nTo: {address}\n") for file in mailbox.iterdir())


def test_from_the_footer_to_a_new_article_in_the_mail_once(plain, mailbox, expect):
    ellen, hanne, address = plain(), plain(), new_address()
    subscribe(ellen, mailbox, address)

    sign_in(hanne, "author", "/admin/posts/post/add/")
    hanne.get_by_label("Title").fill("A Chair by the Window")
    hanne.locator("textarea[name=body]").fill("<p>Somebody had moved it in the night.</p>")
    hanne.get_by_label("Published", exact=True).check()
    hanne.get_by_label("Send it to 1 reader by mail").check()
    hanne.get_by_role("button", name="Save", exact=True).click()
    hanne.locator(".messagelist").wait_for()
    letter = letter_to(mailbox, address, "A Chair by the Window")
    assert "Somebody had moved it in the night." in letter
    ellen.goto(link(letter, "mail/"))
    expect(ellen.get_by_text(address).first).to_be_visible()

    hanne.reload()
    expect(hanne.get_by_text("to 1 reader.")).to_be_visible()
    hanne.get_by_role("button", name="Save", exact=True).click()
    time.sleep(5)  # two looks of the worker
    assert letters_to(mailbox, address) == 2  # the question and the article


def test_a_discussion_is_followed_and_it_was_not_me(plain, mailbox, site, expect):
    ellen, address = plain(), new_address()
    open_article(ellen)
    ellen.get_by_role("link", name="Follow this discussion by mail").click()
    ellen.get_by_label("Only what the author writes").check()
    ellen.get_by_label("Your e-mail address").fill("nobody")
    ellen.get_by_role("button", name="Ask me by mail").click()
    expect(ellen.get_by_text("Enter a whole e-mail address")).to_be_visible()
    expect(ellen.get_by_label("Only what the author writes")).to_be_checked()
    ellen.get_by_label("Your e-mail address").fill(address)
    ellen.get_by_role("button", name="Ask me by mail").click()
    ellen.goto(link(letter_to(mailbox, address, "/comments/subscribe/"), "subscribe/"))
    ellen.get_by_role("button", name="It was not me").click()
    expect(ellen.get_by_text("Nothing comes of it").first).to_be_visible()
    expect(ellen.locator("main")).not_to_contain_text(address)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_fit_and_can_be_used_by_all(contexts, mailbox, scheme, width):
    if not AXE.exists():
        cannot("axe-core is not installed: npm ci in tests/e2e")
    page, address = contexts(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page(), new_address()
    found = []

    def look(name):
        found.extend(f"{name}: {violation}" for violation in axe_violations(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name} is wider than the window")

    open_article(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Follow this discussion by mail").click()
    look("following")
    with page.expect_navigation():
        page.get_by_role("button", name="Ask me by mail").click()
    look("an error")
    page.get_by_label("Your e-mail address").fill(address)
    page.get_by_role("button", name="Ask me by mail").click()
    page.get_by_text("Now look into your mail.").wait_for()
    look("asked")
    address_of_question = link(letter_to(mailbox, address, "/comments/subscribe/"), "subscribe/")
    page.goto(address_of_question)
    look("the question")
    page.get_by_role("button", name="Yes, write to me").click()
    page.get_by_text("It has begun").first.wait_for()
    look("begun")
    page.goto("/comments/subscribe/")
    look("new articles")
    assert found == []
