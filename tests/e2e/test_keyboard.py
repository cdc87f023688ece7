"""The whole way by keyboard alone."""

from __future__ import annotations

import re

from .people import comment_saying, open_article, sign_in, words

FOCUSED = "() => document.activeElement.textContent.trim() || document.activeElement.getAttribute('name') || ''"


def tab_until(page, wanted, most=200):
    """Press Tab until what is focused is called so; what was passed on the way."""
    passed = []
    while len(passed) < most:
        page.keyboard.press("Tab")
        passed.append(" ".join(page.evaluate(FOCUSED).split()))
        if passed[-1] == wanted:
            return passed
    raise AssertionError(f"Tab never reached {wanted!r}: {passed}")


def test_the_first_tab_offers_to_skip_to_the_text(page, expect):
    open_article(page)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#"))
    page.keyboard.press("Tab")

    expect(page.locator("main :focus")).to_have_count(1)


def test_a_reply_can_be_written_and_sent_without_a_mouse(page, expect):
    text = words("ten fingers")
    open_article(page)
    tab_until(page, "Reply to Ellen")
    page.keyboard.press("Enter")
    expect(page.locator(".reply-here").get_by_role("textbox", name="Your reply")).to_be_focused()
    page.keyboard.type(text)
    tab_until(page, "name", 1)
    page.keyboard.type("Bob")
    assert tab_until(page, "email", 2) == ["Use a made-up name", "email"]
    page.keyboard.type("bob@example.org")
    assert tab_until(page, "send", 4) == ["website", "rests", "remember", "send"]
    page.keyboard.press("Enter")

    expect(comment_saying(page, text)).to_contain_text("awaiting moderation")


def test_the_form_is_walked_in_the_order_it_is_read(either_page):
    open_article(either_page)
    either_page.locator("#reply [name=body]").focus()

    assert tab_until(either_page, "send") == [
        "name",
        "Use a made-up name",
        "email",
        "website",
        "rests",
        "remember",
        "send",
    ]


def test_the_trap_for_machines_is_never_reached_by_people(either_page, expect):
    open_article(either_page)
    passed = []
    for _press in range(150):
        either_page.keyboard.press("Tab")
        passed.append(either_page.evaluate(FOCUSED))
        if passed[-1] == "send":
            break

    assert "subject" not in passed
    expect(either_page.get_by_role("textbox", name="Leave this field empty")).to_have_count(0)


def test_whatever_is_focused_can_be_seen(page):
    open_article(page)
    unseen = []
    for _press in range(40):
        page.keyboard.press("Tab")
        if not page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"):
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 100)"))

    assert unseen == []


def test_a_comment_can_be_decided_without_a_mouse(page, expect):
    sign_in(page, "moderator")
    tab_until(page, "Approve A")
    page.keyboard.press("Enter")

    expect(page.locator(".toast")).to_contain_text(re.compile("Approved"))
