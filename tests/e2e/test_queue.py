"""The moderator's desk in a browser: one keeps one's place, takes things back, and needs no mouse."""

from __future__ import annotations

import re
from itertools import count

import pytest

from .conftest import cannot
from .judges import AXE, axe_violations
from .people import QUEUE, card_saying, sign_in, words

PHONE = {"width": 360, "height": 740}
_ages = count(3)  # days: older than what waits in the demo, at any hour

MAKE = """
from comments import tree
from datetime import timedelta
from django.utils import timezone
post = Post.objects.listed().first()
for i, text in enumerate({texts!r}):
    with tree.locked(post.pk) as discussion:
        comment = Comment(name=f"Reader {{i}}", email=f"reader{{i}}@example.org", body=text, body_html=f"<p>{{text}}</p>")
        comment.submitted_at = timezone.now() + timedelta(seconds=i) - timedelta(days={age})
        tree.add(comment, discussion)
"""


@pytest.fixture
def waiting(site):
    """Three comments that nobody has decided, the oldest first: older than those of the tests before."""
    texts = [words("the queue") for _ in range(3)]
    site.ask(MAKE.format(texts=texts, age=next(_ages)))
    return texts


def status_of(site, text) -> str:
    return site.ask(f"print(Comment.objects.get(body={text!r}).status)")


def press(card, name) -> None:
    card.get_by_role("button", name=name, exact=True).click()


def test_a_decision_keeps_the_view_and_can_be_taken_back(either_page, site, waiting, expect):
    page = either_page
    sign_in(page, "moderator")
    page.goto(f"{QUEUE}?person=reader")
    press(card_saying(page, waiting[1]), "Approve")
    expect(page.get_by_text("Approved Reader 1’s comment.").first).to_be_visible()
    expect(card_saying(page, waiting[1])).to_have_count(0)
    expect(page).to_have_url(re.compile("person=reader"))
    assert status_of(site, waiting[1]) == "approved"
    page.get_by_role("button", name="Undo").click()
    expect(card_saying(page, waiting[1])).to_be_visible()
    assert status_of(site, waiting[1]) == "pending"


def test_the_focus_goes_on_to_the_next_card(page, waiting, expect):
    sign_in(page, "moderator")
    press(card_saying(page, waiting[0]), "Decline")
    expect(card_saying(page, waiting[0])).to_have_count(0)
    expect(card_saying(page, waiting[1])).to_be_focused()
    expect(card_saying(page, waiting[1])).to_have_attribute("aria-current", "true")


def test_without_a_script_the_next_card_is_where_one_lands(plain_page, waiting, expect):
    sign_in(plain_page, "moderator")
    press(card_saying(plain_page, waiting[0]), "Decline")
    expect(card_saying(plain_page, waiting[0])).to_have_count(0)
    expect(card_saying(plain_page, waiting[1])).to_be_in_viewport()
    key = card_saying(plain_page, waiting[1]).get_attribute("id")
    expect(plain_page).to_have_url(re.compile(f"#{key}$"))


def test_many_are_decided_together_and_undone_together(either_page, site, waiting, expect):
    page = either_page
    sign_in(page, "moderator")
    for text in waiting[:2]:
        card_saying(page, text).get_by_role("checkbox").check()
    press(page.get_by_role("form", name="Selected comments"), "Spam")
    expect(page.get_by_text("Marked 2 comments as spam.").first).to_be_visible()
    assert [status_of(site, text) for text in waiting] == ["spam", "spam", "pending"]
    page.get_by_role("button", name="Undo").click()
    expect(card_saying(page, waiting[0])).to_be_visible()
    assert [status_of(site, text) for text in waiting] == ["pending"] * 3


def test_all_on_a_page_are_picked_at_once(either_page, waiting, expect):
    sign_in(either_page, "moderator")
    either_page.get_by_role("link", name="Select all").click()
    for text in waiting:
        expect(card_saying(either_page, text).get_by_role("checkbox")).to_be_checked()


def test_a_reason_is_kept_in_the_history(either_page, waiting, expect):
    page = either_page
    sign_in(page, "moderator")
    card = card_saying(page, waiting[0])
    card.get_by_text("More").click()
    card.get_by_label("A reason, for the history").fill("Attacks a person.")
    press(card, "Decline")
    page.get_by_text("Declined Reader 0’s comment.").first.wait_for()
    page.goto(f"{QUEUE}?status=declined")
    card_saying(page, waiting[0]).get_by_role("link").first.click()
    expect(page.get_by_role("region", name="History")).to_contain_text("Attacks a person.")


def test_keys_decide_move_and_take_back(page, site, waiting, expect):
    sign_in(page, "moderator")
    page.goto(f"{QUEUE}?text=the+queue")
    first = page.locator("[data-card]").first
    text = first.locator(".prose").inner_text()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("s")
    expect(card_saying(page, text)).to_have_count(0)
    assert status_of(site, text) == "spam"
    page.keyboard.press("u")
    expect(card_saying(page, text)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_text("previous comment")).to_be_visible()


def test_keys_are_silent_while_somebody_writes(page, site, waiting, expect):
    sign_in(page, "moderator")
    card = card_saying(page, waiting[0])
    card.focus()
    page.keyboard.press("r")
    answer = card.get_by_label("Your answer to Reader 0")
    expect(answer).to_be_focused()
    page.keyboard.type("as did us")
    expect(answer).to_have_value("as did us")
    assert status_of(site, waiting[0]) == "pending"
    page.keyboard.press("Control+Enter")
    page.get_by_text("Approved Reader 0’s comment and published your answer.").first.wait_for()
    assert status_of(site, "as did us") == "approved"


def test_an_answer_begun_elsewhere_outlives_a_decision(page, waiting, expect):
    sign_in(page, "moderator")
    card = card_saying(page, waiting[1])
    card.locator(".answer summary").click()
    card.get_by_label("Your answer to Reader 1").fill("Half a thought")
    press(card_saying(page, waiting[0]), "Approve")
    expect(card_saying(page, waiting[0])).to_have_count(0)
    expect(card_saying(page, waiting[1]).get_by_label("Your answer to Reader 1")).to_have_value("Half a thought")


def test_who_comes_second_is_told_and_may_take_the_first_decision_back(contexts, site, waiting, expect):
    carol, olive = (contexts().new_page() for _ in range(2))
    sign_in(carol, "moderator")
    sign_in(olive, "owner")
    press(card_saying(carol, waiting[0]), "Decline")
    carol.get_by_text("Declined Reader 0’s comment.").first.wait_for()
    press(card_saying(olive, waiting[0]), "Approve")
    expect(olive.locator(".toast")).to_contain_text("was first: Reader 0’s comment is declined.")
    olive.get_by_role("button", name="Undo").click()
    expect(card_saying(olive, waiting[0])).to_be_visible()
    assert status_of(site, waiting[0]) == "pending"


def test_a_session_that_ended_asks_to_log_in_and_decides_nothing(page, site, waiting, expect):
    sign_in(page, "moderator")
    page.context.clear_cookies()
    press(card_saying(page, waiting[0]), "Approve")
    expect(page.locator("[data-card]")).to_have_count(0)
    assert status_of(site, waiting[0]) == "pending"


def open_all(page) -> None:
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()


def test_it_fits_a_phone(either_page, waiting):
    page = either_page
    page.set_viewport_size(PHONE)
    sign_in(page, "moderator")
    card = card_saying(page, waiting[0]).locator(".dateline a").get_attribute("href")
    for path in (QUEUE, f"{QUEUE}?status=all&person=reader", card):
        page.goto(path)
        open_all(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        for button in page.locator(".decisions .btn").all()[:6]:
            assert button.bounding_box()["height"] >= 44


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_axe_finds_nothing_to_complain_about(contexts, waiting, scheme, size):
    if not AXE.exists():
        cannot("axe-core is not installed: npm ci in tests/e2e")
    page = contexts(color_scheme=scheme, viewport=size, bypass_csp=True).new_page()
    sign_in(page, "moderator")
    for path in (QUEUE, f"{QUEUE}?status=all", "card"):
        if path == "card":
            page.locator("[data-card] .dateline a").first.click()
            page.wait_for_url(re.compile(rf"{QUEUE}\d+/"))
        else:
            page.goto(path)
        open_all(page)
        assert axe_violations(page) == [], path
