"""The site's main job, from a reader's first sentence to the author's answer, with scripts and without."""

from __future__ import annotations

import re

import pytest

from .people import (
    ARTICLE,
    QUEUE,
    card_saying,
    comment_by,
    comment_saying,
    fill_in,
    main_form,
    open_article,
    send,
    sign_in,
    words,
)

AWAITING = "Your comment is awaiting moderation."


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def scripts(request):
    return request.param


def reply_to_ellen(page, text):
    """Reply in place, or on the page of its own where there is no script. Returns the article's address."""
    address = open_article(page)
    comment_by(page, "Ellen").get_by_role("link", name="Reply to Ellen").first.click()
    page.locator(".reply-here form, .overheard ~ #reply form").wait_for()
    form = page.locator(".reply-here form") if page.locator(".reply-here").count() else main_form(page)
    fill_in(form, text)
    send(form)
    comment_saying(page, text).wait_for()
    return address


def test_a_reader_is_held_approved_answered_and_read(contexts, scripts, expect):
    reader, stranger, carol, alice = (contexts(java_script_enabled=scripts).new_page() for _ in range(4))
    question, answer = words("the lamp"), words("the switch")

    address = reply_to_ellen(reader, question)
    expect(comment_saying(reader, question)).to_contain_text(AWAITING)
    expect(comment_by(reader, "Ellen").locator("ol.replies").filter(has_text=question)).to_be_visible()
    stranger.goto(address)
    expect(stranger.get_by_text(question)).to_have_count(0)
    before = stranger.locator("#responses-title").inner_text()

    sign_in(carol, "moderator")
    card_saying(carol, question).get_by_role("button", name="Approve").click()
    expect(carol.locator(".toast")).to_contain_text("Approved")
    expect(card_saying(carol, question)).to_have_count(0)

    sign_in(alice, "author", f"{QUEUE}?status=approved")
    card = card_saying(alice, question)
    card.locator("summary", has_text="Answer").click()
    card.get_by_label("Your answer to Bob").fill(answer)
    card.get_by_role("button", name="Publish the answer").click()
    expect(alice.locator(".toast")).to_contain_text("Answered Bob")

    reader.goto(address)
    expect(comment_saying(reader, question)).not_to_contain_text(AWAITING)
    expect(comment_saying(reader, question).locator("ol.replies > li.by-author")).to_contain_text(answer)
    stranger.goto(address)
    expect(comment_saying(stranger, answer).locator(".role-author")).to_have_text("author")
    number = int(before.split()[0])
    expect(stranger.locator("#responses-title")).to_have_text(f"{number + 2} Responses")


def test_the_author_approves_and_answers_in_one_act(contexts, scripts, expect):
    reader, alice = (contexts(java_script_enabled=scripts).new_page() for _ in range(2))
    question, answer = words("the dog"), words("the walk")
    address = reply_to_ellen(reader, question)

    sign_in(alice, "author")
    card = card_saying(alice, question)
    card.locator("summary", has_text="Approve and answer").click()
    card.get_by_label("Your answer to Bob").fill(answer)
    card.get_by_role("button", name="Approve and publish the answer").click()
    expect(alice.locator(".toast")).to_contain_text("Approved Bob’s comment and published your answer.")
    expect(card_saying(alice, question)).to_have_count(0)

    reader.goto(address)
    expect(comment_saying(reader, question)).not_to_contain_text(AWAITING)
    expect(comment_saying(reader, answer)).to_be_visible()


def test_a_decision_can_be_taken_back(contexts, scripts, expect):
    reader, carol = (contexts(java_script_enabled=scripts).new_page() for _ in range(2))
    text = words("a second thought")
    reply_to_ellen(reader, text)

    sign_in(carol, "moderator")
    card_saying(carol, text).get_by_role("button", name="Approve").click()
    expect(card_saying(carol, text)).to_have_count(0)
    carol.locator(".toast").get_by_role("button", name="Undo").click()

    expect(card_saying(carol, text)).to_be_visible()


def test_without_scripts_the_reply_form_is_a_page_of_its_own(plain_page, expect):
    open_article(plain_page)
    comment_by(plain_page, "Ellen").get_by_role("link", name="Reply to Ellen").first.click()

    expect(plain_page.get_by_role("heading", level=1)).to_have_text("Reply to Ellen")
    expect(plain_page).to_have_url(re.compile(r"/comments/on/\d+/\?parent=\d+"))
    plain_page.get_by_role("link", name="Cancel").click()
    expect(plain_page.get_by_role("heading", level=1)).to_have_text(ARTICLE)
    expect(plain_page).to_have_url(re.compile(r"#comment-\d+$"))


@pytest.mark.parametrize("way", ["cancel", "escape"])
def test_replying_in_place_takes_the_focus_there_and_back(page, expect, way):
    address = open_article(page)
    link = comment_by(page, "Ellen").get_by_role("link", name="Reply to Ellen").first
    link.click()
    form = page.locator(".reply-here form")
    expect(form.get_by_label("Your reply")).to_be_focused()
    expect(comment_by(page, "Ellen").locator("> .reply-here")).to_be_visible()

    if way == "cancel":
        form.get_by_role("link", name="Cancel").click()
    else:
        page.keyboard.press("Escape")

    expect(form).to_have_count(0)
    expect(link).to_be_focused()
    expect(page).to_have_url(address)


def test_escape_never_costs_a_text(page, expect):
    open_article(page)
    comment_by(page, "Ellen").get_by_role("link", name="Reply to Ellen").first.click()
    page.keyboard.type("Half a sen")
    page.keyboard.press("Escape")

    expect(page.locator(".reply-here form").get_by_label("Your reply")).to_have_value("Half a sen")


def test_the_writer_sees_a_held_comment_without_cookies_too(contexts, expect, site):
    reader = contexts(java_script_enabled=False).new_page()
    text = words("no biscuits")
    open_article(reader)
    fill_in(main_form(reader), text)
    send(main_form(reader))
    expect(comment_saying(reader, text)).to_contain_text(AWAITING)
    address = reader.url

    elsewhere = contexts().new_page()
    elsewhere.goto(address)
    if "sent=" in address:
        expect(comment_saying(elsewhere, text)).to_contain_text(AWAITING)
    else:
        expect(elsewhere.get_by_text(text)).to_have_count(0)
