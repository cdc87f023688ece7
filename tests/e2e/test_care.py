"""Care mode: hints, a made-up name, a rest before anybody reads, and the help card; with scripts and without."""

from __future__ import annotations

import json
import re

import pytest

from tests.comments.care.cases import FOUND, KNOWN, NOTHING

from . import people
from .conftest import cannot
from .judges import AXE, axe_violations, html_errors, missing_for_vnu
from .people import field, fill_in, main_form, send, sign_in, words

NUMBER = "01632 960 111"
CALLS = "Some nights I want to die"


def open_article(page):
    people.open_article(page)
    return page


def has_scripts(page):
    return page.evaluate("() => matchMedia('(scripting: enabled)').matches")


def body(page):
    return field(main_form(page), "Your reply")


def write(page, text):
    """Fill the form in, and let the site look at the text: by itself where scripts run, else by the preview."""
    fill_in(main_form(page), text, email=f"bob-{id(page)}@example.org")
    if not has_scripts(page):
        main_form(page).get_by_role("button", name="Preview").click()
    return main_form(page)


def hint(page, says="This seems to contain a phone number."):
    return main_form(page).locator(".hints li:visible").filter(has_text=says).first


def held(page):
    return page.locator(".is-held").last


def test_a_hint_is_shown_and_replaced_with_one_press(either_page, expect):
    page = open_article(either_page)
    about = words()
    write(page, f"{about} Ring {NUMBER}, do ring {NUMBER}.")
    expect(hint(page)).to_contain_text(NUMBER)
    hint(page).get_by_role("button", name="Write “[phone number]” instead").click()

    expect(body(page)).to_have_value(f"{about} Ring [phone number], do ring [phone number].")
    expect(page.locator(".hints li")).to_have_count(0)
    expect(field(main_form(page), "Name")).to_have_value("Bob")
    main_form(page).get_by_role("button", name="Send reply").first.click()
    expect(held(page)).to_contain_text("do ring [phone number]")


def test_a_text_with_a_hint_is_sent_as_it_is(either_page, expect):
    page = open_article(either_page)
    text = f"{words()} Ring {NUMBER}."
    form = write(page, text)
    expect(hint(page)).to_be_visible()
    if has_scripts(page):
        hint(page).get_by_role("button", name="Leave it as it is").click()
        expect(page.locator(".hints li")).to_have_count(0)
        expect(body(page)).to_be_focused()
        send(form)
    else:
        form.get_by_role("button", name="Send it as it is").click()

    expect(held(page)).to_contain_text(text)


def test_who_sends_without_looking_is_never_stopped(either_page, expect):
    page = open_article(either_page)
    text = f"{words()} {NUMBER}"
    fill_in(main_form(page), text)
    send(main_form(page))

    expect(held(page)).to_contain_text(text)


def test_a_preview_in_place_has_the_hints_too(page, expect):
    open_article(page)
    write(page, f"{words()} Ring {NUMBER}.")
    expect(hint(page)).to_be_visible()
    main_form(page).get_by_role("button", name="Preview").click()
    preview = main_form(page).locator("[data-preview-part]")
    expect(preview.get_by_role("button", name="Send it as it is")).to_be_visible()
    expect(page.locator(".hints:visible")).to_have_count(1)
    preview.get_by_role("button", name="Write “[phone number]” instead").click()

    expect(preview).to_contain_text("Ring [phone number].")
    expect(preview.get_by_role("button", name="Send reply")).to_be_visible()


def test_hints_are_announced_and_take_no_focus(page, expect):
    open_article(page)
    body(page).click()
    page.keyboard.type(f"Ring {NUMBER} now")
    said = main_form(page).locator("[data-care-said]")
    expect(said).to_have_text(f"This seems to contain a phone number. {NUMBER}")

    expect(said).to_have_attribute("role", "status")
    expect(body(page)).to_be_focused()


def test_undo_brings_back_what_was_replaced(page, expect):
    open_article(page)
    write(page, f"Ring {NUMBER} now")
    hint(page).get_by_role("button", name="instead").click()
    expect(body(page)).to_have_value("Ring [phone number] now")
    page.keyboard.press("Control+z")

    expect(body(page)).to_have_value(f"Ring {NUMBER} now")


def test_a_made_up_name_is_filled_in_and_nothing_is_lost(either_page, expect):
    page = open_article(either_page)
    fill_in(main_form(page), "Half a thought", name="", email="bob@example.org", website="example.org")
    if has_scripts(page):
        page.wait_for_function("() => globalThis.colloquy?.care")
    main_form(page).get_by_role("button", name="Use a made-up name").click()

    expect(field(main_form(page), "Name")).to_have_value(re.compile(r"^\S+ \S+$"))
    expect(body(page)).to_have_value("Half a thought")
    expect(field(main_form(page), "E-mail")).to_have_value("bob@example.org")
    expect(field(main_form(page), "Website")).to_have_value("example.org")
    expect(main_form(page).locator(".invalid-feedback")).to_have_count(0)


def test_with_scripts_a_made_up_name_needs_no_new_page_and_is_announced(page, expect):
    open_article(page)
    body(page).click()
    page.wait_for_function("() => globalThis.colloquy?.care")
    page.evaluate("globalThis.here = true")
    main_form(page).get_by_role("button", name="Use a made-up name").click()
    expect(main_form(page).locator("[data-care-said]")).to_contain_text("Your name here is now")

    assert page.evaluate("globalThis.here")


def test_enter_in_a_field_sends_and_makes_nothing_up(either_page, expect):
    page = open_article(either_page)
    text = words()
    fill_in(main_form(page), text, name="Nell")
    field(main_form(page), "E-mail").press("Enter")

    expect(held(page)).to_contain_text(text)
    expect(held(page)).to_contain_text("Nell")


def test_a_comment_rests_unseen_until_it_is_handed_in(either_page, contexts, expect):
    page = open_article(either_page)
    text = words()
    fill_in(main_form(page), text)
    main_form(page).get_by_label("Let it rest for 15 minutes").check()
    send(main_form(page))
    expect(held(page)).to_contain_text("Resting until")

    moderator = contexts().new_page()
    sign_in(moderator, "moderator")
    expect(people.card_saying(moderator, text)).to_have_count(0)
    moderator.goto(page.url.partition("?")[0])
    assert text not in moderator.content()

    held(page).get_by_role("button", name="Hand it in now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your response")
    expect(page.locator("main")).to_contain_text("Awaiting moderation.")
    moderator.goto(people.QUEUE)
    expect(people.card_saying(moderator, text)).to_be_visible()


def test_the_help_card_is_shown_to_the_writer_alone(either_page, contexts, expect):
    page = open_article(either_page)
    text = f"{words()} {CALLS}."
    form = write(page, text)
    expect(form.locator(".help-card:visible")).to_contain_text("01632 960 222")
    form.get_by_role("button", name="Send reply").first.click()
    expect(held(page).locator(".help-card")).to_contain_text("01632 960 222")

    moderator = contexts().new_page()
    sign_in(moderator, "moderator")
    expect(people.card_saying(moderator, text)).to_be_visible()
    assert "01632 960 222" not in moderator.content()
    moderator.goto(page.url.partition("?")[0])
    assert text in moderator.content()
    assert "01632 960 222" not in moderator.content()

    held(page).get_by_role("link", name="Your private receipt").click()
    expect(page.locator(".help-card")).to_contain_text("01632 960 222")


def test_the_keyboard_alone_does_it(page, expect):
    open_article(page)
    body(page).focus()
    page.keyboard.type(f"Ring {NUMBER} now. {CALLS}.")
    expect(hint(page)).to_contain_text(NUMBER)
    expect(page.locator(".help-card:visible")).to_have_count(1)  # the last of what typing brings up
    reach(page, "Write “[phone number]” instead")
    page.keyboard.press("Enter")
    expect(body(page)).to_have_value(f"Ring [phone number] now. {CALLS}.")
    expect(body(page)).to_be_focused()
    expect(page.locator(".hints li")).to_have_count(0)
    reach(page, "Use a made-up name")
    page.keyboard.press("Enter")
    expect(field(main_form(page), "Name")).not_to_have_value("")
    field(main_form(page), "E-mail").press_sequentially("nell@example.org")
    for _step in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "rests":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(held(page)).to_contain_text("Resting until")
    reach(page, "Hand it in now")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Handed in.")


def reach(page, name):
    """Tab on until the button of this name has the focus."""
    for _step in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"Tab never came to {name!r}")


def test_a_reply_in_place_has_its_own_hints(page, expect):
    open_article(page)
    people.comment_by(page, "Ellen").get_by_role("link", name="Reply to Ellen").first.click()
    form = people.comment_by(page, "Ellen").locator("> .reply-here form")
    field(form, "Your reply").fill(f"Ring {NUMBER}.")
    expect(form.locator(".hints li")).to_have_count(1)
    form.get_by_role("button", name="instead").click()

    expect(field(form, "Your reply")).to_have_value("Ring [phone number].")
    expect(page.locator("#reply .hints")).to_have_count(0)


def test_the_browser_finds_exactly_what_the_server_finds(page):
    open_article(page)
    body(page).focus()
    page.wait_for_function("() => globalThis.colloquy?.care")
    found = page.evaluate(
        """async ([texts, known]) => {
          const { care } = globalThis.colloquy;
          const told = { ...await care.told(), known: new Set([...known, "dr", "mr", "mrs", "frau"]) };
          return texts.map((text) => care.hints(text, told).map(({ kind, words, instead }) => [kind, words, instead]));
        }""",
        [[*FOUND, *NOTHING], sorted(KNOWN)],
    )
    expected = json.loads(json.dumps([*FOUND.values(), *([] for _text in NOTHING)]))

    for text, one, other in zip([*FOUND, *NOTHING], found, expected, strict=True):
        assert one == other, text


SPELT = {
    "I thought of SUICIDE": True,
    "suïcidal": True,
    "kill\nmyself": True,
    "can’t go on": True,
    "skill myself": False,
}


def test_the_browser_knows_the_words_of_the_card_in_any_spelling(page):
    open_article(page)
    body(page).focus()
    page.wait_for_function("() => globalThis.colloquy?.care")
    found = page.evaluate(
        "async (texts) => { const told = await colloquy.care.told(); return texts.map((text) => colloquy.care.isCalledFor(text, told)); }",
        list(SPELT),
    )

    assert found == list(SPELT.values())


def test_no_text_leaves_the_browser_while_one_types(page, expect):
    open_article(page)
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.post_data)))
    body(page).click()
    page.keyboard.type(f"Ring {NUMBER} now")
    expect(hint(page)).to_be_visible()

    assert {method for method, _data in sent} <= {"GET"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_axe_finds_nothing_in_any_state(contexts, expect, scheme, width, scripts):
    if not AXE.exists():
        cannot("axe-core is not installed: npm ci in tests/e2e")
    context = contexts(color_scheme=scheme, viewport={"width": width, "height": 900})
    if not scripts:
        context.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = open_article(context.new_page())
    fill_in(main_form(page), f"{words()} Ring {NUMBER}. {CALLS}.")
    if not scripts:
        main_form(page).get_by_role("button", name="Preview").click()
    expect(page.locator(".hints:visible")).to_have_count(1)
    assert axe_violations(page) == []
    main_form(page).get_by_label("Let it rest for 15 minutes").check()
    main_form(page).locator("input[name=send]:visible").first.click()
    expect(held(page).locator(".help-card")).to_be_visible()
    assert axe_violations(page) == []
    held(page).get_by_role("link", name="Your private receipt").click()
    expect(page.get_by_role("button", name="Hand it in now")).to_be_visible()
    assert axe_violations(page) == []


def keep(page, file):
    page.wait_for_load_state()
    file.write_text(page.content())


def test_previews_and_private_pages_are_valid_html(plain_page, tmp_path):
    if reason := missing_for_vnu():
        cannot(reason)
    page = open_article(plain_page)
    write(page, f"{words()} Ring {NUMBER}. {CALLS}.")
    page.get_by_role("button", name="Send it as it is").wait_for()
    keep(page, tmp_path / "preview.html")
    main_form(page).get_by_label("Let it rest for 15 minutes").check()
    main_form(page).get_by_role("button", name="Send it as it is").click()
    held(page).wait_for()
    keep(page, tmp_path / "held.html")
    held(page).get_by_role("link", name="Your private receipt").click()
    page.get_by_role("button", name="Hand it in now").wait_for()
    keep(page, tmp_path / "receipt.html")

    assert html_errors(sorted(tmp_path.iterdir())) == []
