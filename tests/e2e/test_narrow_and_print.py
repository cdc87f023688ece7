"""On a small telephone nothing sticks out, whatever people typed; on paper only what is read is left."""

from __future__ import annotations

import pytest

from .pages import PANEL, READ
from .people import comment_by, sign_in

# What stands out of the page on either side, apart from what is scrolled inside a box of its own.
STICKS_OUT = """
() => {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  const clipped = element => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible") return true
    return false
  }
  return [`scrolls: ${document.documentElement.scrollWidth} > ${width}`].concat(
    [...document.body.querySelectorAll("*")]
      .filter(element => element.getBoundingClientRect().right > width + 1 && !clipped(element))
      .map(element => element.outerHTML.slice(0, 120)).slice(0, 3))
}
"""


@pytest.fixture(params=[320, 360])
def narrow_page(contexts, request):
    return contexts(viewport={"width": request.param, "height": 640}).new_page()


def sticking_out(page, addresses, names):
    found = []
    for name in names:
        page.goto(addresses[name])
        found += [f"{name}: {element}" for element in page.evaluate(STICKS_OUT)]
    return found


def test_no_page_that_is_read_scrolls_sideways(narrow_page, furnished):
    found = sticking_out(narrow_page, furnished, READ)

    assert found == [], "\n".join(found)


def test_no_page_of_the_panel_scrolls_sideways(narrow_page, furnished):
    sign_in(narrow_page, "owner")
    found = sticking_out(narrow_page, furnished, PANEL)

    assert found == [], "\n".join(found)


def test_the_reply_form_in_place_fits_at_the_deepest_level(narrow_page, furnished):
    narrow_page.goto(furnished["rough words"])
    narrow_page.locator("[data-reply]").last.click()
    form = narrow_page.locator(".reply-here form")
    form.wait_for()

    assert narrow_page.evaluate(STICKS_OUT) == []
    assert form.get_by_role("textbox", name="Your reply").bounding_box()["width"] >= 200


def test_the_words_of_the_deepest_reply_keep_a_readable_width(narrow_page, furnished):
    narrow_page.goto(furnished["rough words"])
    widths = narrow_page.locator("li.u-comment > article > .prose").evaluate_all(
        "boxes => boxes.map(box => box.getBoundingClientRect().width)"
    )

    assert min(widths) >= 200


def test_a_wide_thing_sticks_out_where_nothing_holds_it(narrow_page, furnished):
    narrow_page.goto(furnished["about"])
    narrow_page.evaluate("document.querySelector('h1').style.width = '900px'")

    assert narrow_page.evaluate(STICKS_OUT) != []


def test_paper_shows_the_words_and_nothing_to_press(page, furnished, expect):
    page.goto(furnished["article"])
    page.emulate_media(media="print")

    for pressed in ("form", "nav", ".acts", ".skip", ".site-foot", "#reply"):
        expect(page.locator(f"{pressed} >> visible=true")).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#responses-title")).to_be_visible()
    expect(comment_by(page, "Ellen").locator("> article .prose")).to_be_visible()


def test_paper_is_white_whatever_the_screen_likes(contexts, furnished):
    page = contexts(color_scheme="dark").new_page()
    page.goto(furnished["article"])
    page.emulate_media(media="print")
    ink = page.evaluate("getComputedStyle(document.querySelector('.prose p')).color")

    assert max(map(int, ink.removeprefix("rgb(").removesuffix(")").split(","))) < 100
