"""Passing an article on."""

from __future__ import annotations

import pytest


@pytest.fixture
def article(page) -> str:
    page.goto("/")
    return page.locator(".post-lead h2 a").get_attribute("href")


def test_a_copied_link_is_in_the_clipboard_and_the_page_says_so(page, article, expect):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(article)
    link = page.get_by_role("button", name="Copy link")  # a link until its script listens
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith(article)
    expect(page).to_have_url(article)
    page.get_by_text("Copy link").wait_for()


def test_without_a_script_the_link_is_the_article(plain_page, article, expect):
    plain_page.goto(article)
    plain_page.get_by_text("Copy link").click()
    expect(plain_page).to_have_url(article)
