"""The author's page in a browser: cleared by keys alone, with nothing that was typed ever lost."""

from __future__ import annotations

import time
from itertools import count

import pytest

from .conftest import cannot
from .judges import AXE, axe_violations
from .people import card_saying, sign_in, words
from .running import PATIENCE

WAITING = "/admin/waiting/"
PHONE = {"width": 360, "height": 740}
_ages = count(3)  # days: older than what waits in the demo, at any hour

MAKE = """
from comments import tree
from datetime import timedelta
from django.utils import timezone
post = Post.objects.filter(author__username="author").listed().first()
for i, text in enumerate({texts!r}):
    with tree.locked(post.pk) as discussion:
        comment = Comment(name=f"Reader {{i}}", email=f"reader{{i}}@example.org", body=text, body_html=f"<p>{{text}}</p>", status="{status}")
        comment.submitted_at = timezone.now() + timedelta(minutes=i) - timedelta(days=900 + {age})
        tree.add(comment, discussion)
"""


DUE = """
from comments.models import Draft
from django.utils import timezone
assert Draft.objects.filter(answers__body={text!r}, publish_at__isnull=False).update(publish_at=timezone.now())
"""


@pytest.fixture
def begin(site):
    """Readers' words that nobody has answered, older than those of the tests before."""

    def make(number=3, status="approved"):
        texts = [words("the answer that is missing") for _ in range(number)]
        site.ask(MAKE.format(texts=texts, status=status, age=next(_ages)))
        return texts

    return make


def answers(site, text) -> str:
    return site.ask(f"print(*Comment.objects.filter(parent__body={text!r}).values_list('body', flat=True), sep='|')")


def box(card, reader):
    return card.get_by_role("textbox", name=f"Your answer to {reader}")


def drafts(site) -> str:
    return site.ask("from comments.models import Draft; print(*Draft.objects.order_by('pk').values_list('body', flat=True), sep='|')")  # fmt: skip


def tomorrow(site) -> str:
    return site.ask("from django.utils import timezone; from datetime import timedelta; print(f'{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}')")  # fmt: skip


def test_three_threads_are_cleared_by_keys_alone(page, site, begin, expect):
    first, second, third = begin()
    sign_in(page, "author", WAITING)
    expect(page.locator("[data-card]").first).to_contain_text(first)
    page.keyboard.press("r")
    expect(box(card_saying(page, first), "Reader 0")).to_be_focused()
    page.keyboard.type("Thank you, as we are told: wn.")
    page.keyboard.press("Control+Enter")
    expect(card_saying(page, first)).to_have_count(0)
    expect(card_saying(page, second)).to_be_focused()
    page.keyboard.press("n")
    expect(card_saying(page, second)).to_have_count(0)
    expect(card_saying(page, third)).to_be_focused()
    page.keyboard.press("w")
    expect(card_saying(page, third)).to_have_count(0)
    assert answers(site, first) == "Thank you, as we are told: wn."
    page.keyboard.press("z")
    expect(card_saying(page, third)).to_be_visible()
    page.goto(f"{WAITING}put-off/")
    expect(card_saying(page, second)).to_contain_text("Needs no answer")


def test_answering_approves_what_waited_and_goes_on(page, site, begin, expect):
    first, second = begin(2, "pending")
    sign_in(page, "author", WAITING)
    page.keyboard.press("r")
    page.keyboard.type("You are right.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Approved Reader 0’s comment and published your answer.").first.wait_for()
    expect(card_saying(page, second)).to_be_focused()
    assert site.ask(f"print(Comment.objects.get(body={first!r}).status)") == "approved"
    assert answers(site, first) == "You are right."
    page.keyboard.press("a")
    expect(card_saying(page, second).locator(".state")).to_have_count(0)
    assert site.ask(f"print(Comment.objects.get(body={second!r}).status)") == "approved"


def test_a_draft_is_saved_as_one_types_and_is_there_in_another_browser(contexts, site, begin, expect):
    (text,) = begin(1)
    first = contexts()
    page = first.new_page()
    sign_in(page, "author", WAITING)
    page.keyboard.press("r")
    page.keyboard.type("Half a thought")
    expect(card_saying(page, text).locator("[data-draft-said]")).to_contain_text("Saved ")
    first.close()
    again = contexts().new_page()
    sign_in(again, "author", WAITING)
    expect(box(card_saying(again, text), "Reader 0")).to_have_value("Half a thought")
    other = contexts().new_page()
    sign_in(other, "owner", f"{WAITING}drafts/")
    expect(other.get_by_text("Half a thought")).to_have_count(0)
    box(card_saying(again, text), "Reader 0").press("Control+End")
    again.keyboard.type(", now whole.")
    again.keyboard.press("Control+Enter")
    expect(card_saying(again, text)).to_have_count(0)
    assert answers(site, text) == "Half a thought, now whole."
    assert "Half a thought" not in drafts(site)


def test_two_windows_never_overwrite_each_other(contexts, site, begin, expect):
    (text,) = begin(1)
    context = contexts()
    one, two = context.new_page(), context.new_page()
    sign_in(one, "author", WAITING)
    two.goto(WAITING)
    one.keyboard.press("r")
    one.keyboard.type("The one.")
    expect(card_saying(one, text).locator("[data-draft-said]")).to_contain_text("Saved ")
    card = card_saying(two, text)
    card.locator("[data-answering] > summary").click()
    box(card, "Reader 0").press_sequentially("The other.")
    expect(card.locator("[data-draft-said]")).to_contain_text("Another window has saved another text")
    expect(card.get_by_label("What the other window saved")).to_have_value("The one.")
    assert "The one." in drafts(site)
    card.get_by_role("button", name="Keep mine instead").click()
    expect(card.locator("[data-draft-said]")).to_contain_text("Saved ")
    assert "The other." in drafts(site)
    one.bring_to_front()
    box(card_saying(one, text), "Reader 0").press("Control+End")
    one.keyboard.type(" More.")
    expect(card_saying(one, text).get_by_label("What the other window saved")).to_have_value("The other.")


def test_without_a_script_all_of_it_is_done_by_forms(plain_page, site, begin, expect):
    page = plain_page
    first, second, third = begin()
    sign_in(page, "author", WAITING)
    card = card_saying(page, first)
    card.locator("[data-answering] > summary").click()
    box(card, "Reader 0").fill("Begun without a script")
    card.get_by_role("button", name="Save as draft").click()
    page.get_by_text("Saved ").first.wait_for()
    expect(box(card_saying(page, first), "Reader 0")).to_have_value("Begun without a script")
    card_saying(page, second).get_by_role("button", name="Needs no answer").click()
    expect(card_saying(page, second)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(card_saying(page, second)).to_be_visible()
    card_saying(page, third).get_by_text("Another day").click()
    card_saying(page, third).get_by_role("button", name="In three days").click()
    expect(card_saying(page, third)).to_have_count(0)
    card_saying(page, first).get_by_role("button", name="Publish the answer").click()
    expect(card_saying(page, first)).to_have_count(0)
    assert answers(site, first) == "Begun without a script"


def test_a_planned_answer_appears_by_itself(page, site, begin, expect):
    (text,) = begin(1)
    sign_in(page, "author", WAITING)
    card = card_saying(page, text)
    page.keyboard.press("r")
    page.keyboard.type("By itself, later.")
    card.get_by_text("Publish it later").click()
    card.get_by_label("Publish it by itself on").fill(tomorrow(site))
    card.get_by_role("button", name="Plan it").click()
    page.get_by_text("It will be published on").first.wait_for()
    assert answers(site, text) == ""
    site.ask(DUE.format(text=text))
    until = time.monotonic() + 4 * PATIENCE  # the worker looks every ten seconds, and first does what it has begun
    while not answers(site, text) and time.monotonic() < until:
        page.wait_for_timeout(1000)
    assert answers(site, text) == "By itself, later."
    page.goto(WAITING)
    expect(card_saying(page, text)).to_have_count(0)


def test_earlier_answers_are_put_where_the_cursor_stands(page, site, begin, expect):
    (text,) = begin(1)
    sign_in(page, "author", WAITING)
    card = card_saying(page, text)
    page.keyboard.press("r")
    page.keyboard.type("See")
    card.get_by_text("From my earlier answers").click()
    card.get_by_role("searchbox").fill("thank")
    card.get_by_role("button", name="Find").click()
    card.get_by_role("button", name="Insert a link to it").first.click()
    expect(box(card, "Reader 0")).to_be_focused()
    value = box(card, "Reader 0").input_value()
    assert value.startswith("See [what I wrote under “")
    expect(card.locator("[data-draft-said]")).to_contain_text("Saved ")
    assert value in drafts(site)


def test_what_could_not_be_saved_is_said_and_saved_later(page, watch, site, begin, expect):
    (text,) = begin(1)
    watch.allow("ERR_FAILED")
    sign_in(page, "author", WAITING)
    page.route("**/draft/", lambda route: route.abort())
    page.keyboard.press("r")
    page.keyboard.type("Offline")
    said = card_saying(page, text).locator("[data-draft-said]")
    expect(said).to_contain_text("Not saved: the site does not answer.")
    page.unroute("**/draft/")
    page.reload()
    expect(box(card_saying(page, text), "Reader 0")).to_have_value("Offline")
    expect(said).to_contain_text("Saved ")
    assert "Offline" in drafts(site)


@pytest.mark.parametrize("path", ["", "put-off/", "drafts/", "earlier/?q=the", "thread"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_a_phone_and_everybody(path, scheme, contexts, site, begin):
    if not AXE.exists():
        cannot("axe-core is not installed: npm ci in tests/e2e")
    begin(2)
    page = contexts(viewport=PHONE, color_scheme=scheme, bypass_csp=True).new_page()
    sign_in(page, "author", WAITING)
    page.keyboard.press("w")
    page.locator(".toast").first.wait_for()
    page.goto(f"{WAITING}drafts/")
    if path == "thread":
        page.goto(WAITING)
        key = page.locator("[data-card]").first.get_attribute("id").removeprefix("card-")
        path = f"{key}/"
    page.goto(WAITING + path)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe_violations(page) == []
