"""The queue by keyboard: quickly, on any layout, two at once, and nothing happens that nobody pressed."""

from __future__ import annotations

import json
import sys
import time
from itertools import count

import pytest

from .people import QUEUE, card_saying, comes_to, sign_in, words

SECONDS = 60  # in which a hundred are to be cleared
_ages = count(3)  # days: older than what waits in the demo, at any hour

MAKE = """
from comments import tree
from datetime import timedelta
from django.utils import timezone
post = Post.objects.listed().first()
with tree.locked(post.pk) as discussion:
    for i, text in enumerate({texts!r}):
        comment = Comment(name=f"Reader {{i}}", email=f"reader{{i}}@example.org", body=text, body_html=f"<p>{{text}}</p>")
        comment.submitted_at = timezone.now() + timedelta(seconds=i) - timedelta(days={age})
        tree.add(comment, discussion)
"""
STATES = """
import json
from comments.models import Event
rows = Comment.objects.filter(body__in={texts!r}).order_by("submitted_at")
print(json.dumps([[row.status, row.events.count()] for row in rows]))
"""


@pytest.fixture
def many(site):
    """Makes so many comments that nobody has decided, the oldest first: older than those of the tests before."""

    def make(number: int) -> list[str]:
        texts = [words("the keyboard") for _ in range(number)]
        site.ask(MAKE.format(texts=texts, age=next(_ages)))
        return texts

    return make


def states(site, texts) -> list[tuple[str, int]]:
    """What became of each, and how many decisions it took."""
    return [tuple(state) for state in json.loads(site.ask(STATES.format(texts=texts)).splitlines()[-1])]


def ready(page):
    """The card that a key would act on."""
    return page.locator("[data-card][aria-current]:not([inert])")


def settled(page) -> None:
    """Nothing is on its way any more."""
    comes_to(page, page.locator("[data-card][inert]").count, 0)


def on_other_layout(page, letter: str, code: str) -> None:
    """What Chromium tells of a key of a layout that is not Latin."""
    page.evaluate(
        "([key, code]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true}))",
        [letter, code],
    )


def test_a_hundred_are_cleared_by_keyboard_alone(page, site, many, capsys):
    texts = many(100)
    sign_in(page, "moderator")
    keys = ["a", "d", "a", "s", "a", "x"]
    ready(page).wait_for()
    browser = page.context.new_cdp_session(page)
    browser.send("Performance.enable")
    before, began = script_seconds(browser), time.monotonic()
    for place in range(len(texts)):
        ready(page).wait_for()
        page.keyboard.press(keys[place % len(keys)])
    settled(page)
    seconds, in_script = time.monotonic() - began, script_seconds(browser) - before
    with capsys.disabled():
        sys.stdout.write(f"\n100 comments cleared by keyboard in {seconds:.1f} s, {in_script:.1f} s of it in scripts\n")
    wanted = {"a": "approved", "d": "declined", "s": "spam", "x": "removed"}
    assert states(site, texts) == [(wanted[keys[place % len(keys)]], 1) for place in range(len(texts))]
    assert 0 < in_script < SECONDS


def script_seconds(browser) -> float:
    """Spent in the page's scripts so far: what the desk itself needs, however busy the machine is with other things."""
    metrics = browser.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "ScriptDuration")


def test_keys_pressed_at_once_act_on_one_card_each(page, site, many):
    texts = many(30)
    sign_in(page, "moderator")
    for _ in range(12):
        page.keyboard.press("s")
    settled(page)
    assert states(site, texts) == [("spam", 1)] * 12 + [("pending", 0)] * 18
    for _ in range(3):
        page.keyboard.press("u")
    comes_to(page, lambda: states(site, texts)[8:13], [("spam", 1), *[("pending", 2)] * 3, ("pending", 0)])


def test_undo_pressed_while_a_decision_is_on_its_way_takes_that_one_back(page, site, many):
    texts = many(4)
    sign_in(page, "moderator")
    for key in "aadu":
        page.keyboard.press(key)
    settled(page)
    comes_to(page, lambda: states(site, texts), [("approved", 1), ("approved", 1), ("pending", 2), ("pending", 0)])


def test_a_key_held_down_is_one_press(page, site, many):
    texts = many(3)
    sign_in(page, "moderator")
    for _ in range(5):
        page.keyboard.down("d")  # every one after the first is a repetition
    page.keyboard.up("d")
    settled(page)
    assert states(site, texts) == [("declined", 1), ("pending", 0), ("pending", 0)]


def test_two_at_one_queue_never_overwrite_each_other_silently(contexts, site, many, expect):
    texts = many(12)
    carol, olive = (contexts().new_page() for _ in range(2))
    sign_in(carol, "moderator")
    sign_in(olive, "owner")
    for _ in range(6):
        carol.keyboard.press("d")
        olive.keyboard.press("a")
    settled(carol)
    settled(olive)
    found = states(site, texts)
    assert [decisions for _status, decisions in found[:6]] == [1] * 6
    told = [page.locator(".toast.is-warning", has_text="was first").count() for page in (carol, olive)]
    assert sum(told) > 0
    loser = carol if told[0] else olive
    expect(loser.locator(".toast.is-warning").last).to_contain_text("was first")
    loser.keyboard.press("Escape")
    expect(loser.locator(".toast.is-warning")).to_have_count(0)


def test_a_card_that_somebody_else_decided_stays_under_the_hand_that_was_on_it(contexts, site, many, expect):
    texts = many(3)
    carol, olive = (contexts().new_page() for _ in range(2))
    sign_in(carol, "moderator")
    sign_in(olive, "owner")
    card_saying(olive, texts[1]).get_by_role("button", name="Spam").click()
    expect(card_saying(olive, texts[1])).to_have_count(0)
    carol.keyboard.press("a")  # the page that comes back lacks the second card, on which carol is by now
    expect(carol.get_by_text("Approved Reader 0’s comment.").first).to_be_visible()
    expect(card_saying(carol, texts[1])).to_have_attribute("aria-current", "true")
    carol.keyboard.press("a")
    expect(carol.locator(".toast.is-warning")).to_contain_text("was first: Reader 1’s comment is spam.")
    assert states(site, texts) == [("approved", 1), ("spam", 1), ("pending", 0)]


def test_what_did_not_arrive_is_said_and_can_be_pressed_again(page, site, many, watch, expect):
    texts = many(2)
    sign_in(page, "moderator")
    watch.allow("net::ERR_FAILED")
    page.route("**/queue/act/", lambda route: route.abort())
    page.keyboard.press("a")
    expect(page.locator(".toast.is-warning")).to_contain_text("did not reach this site")
    expect(card_saying(page, texts[0])).not_to_have_attribute("inert", "")
    page.unroute("**/queue/act/")
    card_saying(page, texts[0]).focus()
    page.keyboard.press("a")
    expect(card_saying(page, texts[0])).to_have_count(0)
    assert states(site, texts) == [("approved", 1), ("pending", 0)]


def test_the_place_of_a_key_counts_on_other_layouts(page, site, many, expect):
    texts = many(2)
    sign_in(page, "moderator")
    on_other_layout(page, "л", "KeyK")
    on_other_layout(page, "о", "KeyJ")
    expect(card_saying(page, texts[1])).to_be_focused()
    on_other_layout(page, "ф", "KeyA")
    expect(card_saying(page, texts[1])).to_have_count(0)
    assert states(site, texts) == [("pending", 0), ("approved", 1)]


def test_searching_is_silent_and_escape_leads_back(page, site, many, expect):
    texts = many(2)
    sign_in(page, "moderator")
    page.keyboard.press("/")
    field = page.get_by_label("Words, name, address or website")
    expect(field).to_be_focused()
    page.keyboard.type("adsx")
    expect(field).to_have_value("adsx")
    page.keyboard.press("Escape")
    expect(card_saying(page, texts[0])).to_be_focused()
    assert states(site, texts) == [("pending", 0), ("pending", 0)]


def test_the_help_is_a_dialog_that_keeps_keys_to_itself(page, site, many, expect):
    texts = many(1)
    sign_in(page, "moderator")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(ready(page)).to_have_count(1)
    assert states(site, texts) == [("pending", 0)]


def test_own_keys_are_used_and_shown(page, site, many, expect):
    texts = many(2)
    sign_in(page, "moderator", "/admin/queue/keys/")
    page.get_by_label("Approve", exact=True).fill("d")
    page.get_by_role("button", name="Keep these keys").click()
    expect(page.get_by_text("“D” is already the key for “approve”. Choose another.")).to_be_visible()
    page.get_by_label("Decline", exact=True).fill("ж")
    page.get_by_role("button", name="Keep these keys").click()
    page.get_by_text("Your keys are kept").first.wait_for()
    page.goto(QUEUE)
    expect(card_saying(page, texts[0]).get_by_role("button", name="Approve").first).to_contain_text("D")
    page.keyboard.press("a")
    page.keyboard.press("d")
    expect(card_saying(page, texts[0])).to_have_count(0)
    on_other_layout(page, "ж", "Semicolon")
    expect(card_saying(page, texts[1])).to_have_count(0)
    assert states(site, texts) == [("approved", 1), ("declined", 1)]
    page.goto("/admin/queue/keys/")
    page.get_by_role("button", name="Back to the usual keys").click()
    expect(page.get_by_label("Approve", exact=True)).to_have_value("A")


def test_what_was_done_is_said_below_the_card_that_is_next(page, many):
    many(3)
    page.set_viewport_size({"width": 1280, "height": 560})
    sign_in(page, "moderator")
    for _ in range(2):
        current = page.locator("[data-card][aria-current]")
        before = current.get_attribute("id")
        page.keyboard.press("a")
        page.locator(f"#{before}").wait_for(state="detached")
        toast = page.locator(".toast").last
        toast.wait_for()
        ends = current.evaluate("card => card.getBoundingClientRect().bottom")
        assert ends <= toast.bounding_box()["y"]
