"""What helps who is writing: drafts that are found again, a preview, quotations, what is pasted, what is left."""

from __future__ import annotations

import json
import re

import pytest

from .conftest import cannot
from .judges import AXE, axe_violations
from .people import (
    ARTICLE,
    begin_at_article,
    comes_to,
    comment_by,
    comment_saying,
    field,
    fill_in,
    main_form,
    open_article,
    send,
    words,
)

DRAFTS = "Object.entries(localStorage).filter(([key]) => key.startsWith('colloquy:draft:'))"
KEPT = "text => Object.values(localStorage).some(value => JSON.parse(value).text === text)"
PASTE = """([field, html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  return field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
SELECT = """([element, text]) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(text);
    if (at < 0) continue;
    getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + text.length);
    return true;
  }
}"""


def drafts(page):
    """What this browser keeps, as text by what it answers: "" is the article."""
    kept = page.evaluate(DRAFTS)
    return {key.rpartition("/")[2]: json.loads(value)["text"] for key, value in kept}


def keeps(page, wanted):
    """Waits until this browser keeps these and nothing else."""
    comes_to(page, lambda: drafts(page), wanted)


def body(form):
    return field(form, "Your reply")


def begin(page, form=None):
    """Put the focus into the form and wait for the scripts that only writers need: the last of them, too."""
    body(form or main_form(page)).focus()
    page.wait_for_function("() => globalThis.colloquy?.care")


def reply_to(page, name):
    """Opens the reply to the first comment of this name, and returns its form."""
    comment = comment_by(page, name)
    comment.get_by_role("link", name=f"Reply to {name}").first.click()
    return comment.locator("> .reply-here form")


def write(page, form, text):
    body(form).click()
    page.keyboard.type(text)
    wait_until_kept(page, text)


def wait_until_kept(page, text):
    page.wait_for_function(KEPT, arg=text)


# What is fetched

SCRIPTS = "() => performance.getEntriesByType('resource').filter(({name}) => name.endsWith('.js'))"
LATE = {"care", "count", "paste", "preview", "quote"}


def scripts(page):
    """What has been fetched so far: name to bytes over the wire, as the site compresses them."""
    fetched = page.evaluate(f"({SCRIPTS})().map(({{name, encodedBodySize}}) => [name, encodedBodySize])")
    return {name.rpartition("/")[2].partition(".")[0]: size for name, size in fetched}


def test_who_only_reads_fetches_no_tools_for_writing(page):
    open_article(page)
    assert not LATE & scripts(page).keys()
    begin(page)

    comes_to(page, lambda: LATE - scripts(page).keys(), set())


def test_scripts_weigh_little(page):
    open_article(page)
    at_once = scripts(page)
    begin(page)
    comes_to(page, lambda: LATE - scripts(page).keys(), set())
    for_writing = {name: size for name, size in scripts(page).items() if name in {*LATE, "draft", "later", "reply"}}

    assert sum(at_once.values()) <= 12 * 1024, at_once
    assert sum(for_writing.values()) <= 12 * 1024, for_writing


# Drafts


def test_a_draft_is_found_again_after_a_reload(page, expect):
    open_article(page)
    write(page, main_form(page), "Half a thought")
    page.reload()

    expect(body(main_form(page))).to_have_value("Half a thought")
    expect(main_form(page).locator("[data-draft-line]")).to_contain_text("Your draft from")


def test_a_draft_outlives_the_tab(contexts, expect):
    context = contexts()
    page = context.new_page()
    open_article(page)
    write(page, main_form(page), "Before the lights went out")
    page.close()
    page = context.new_page()
    open_article(page)

    expect(body(main_form(page))).to_have_value("Before the lights went out")


def test_what_was_typed_in_the_last_moment_is_kept_too(page, expect):
    open_article(page)
    body(main_form(page)).click()
    page.keyboard.type("Gone in an instant")
    page.goto("/about/")
    open_article(page)

    expect(body(main_form(page))).to_have_value("Gone in an instant")


def test_a_reply_is_found_again_with_its_box_open(page, expect):
    open_article(page)
    write(page, reply_to(page, "Ellen"), "Half an answer")
    page.goto("/")
    open_article(page)
    form = comment_by(page, "Ellen").locator("> .reply-here form")

    expect(body(form)).to_have_value("Half an answer")
    expect(body(form)).not_to_be_focused()
    expect(form.locator("[data-draft-line]")).to_contain_text("Throw it away")
    assert page.evaluate("scrollY") == 0


def test_two_replies_are_two_drafts(page, expect):
    open_article(page)
    links = page.locator("[data-reply]")
    first, second = links.nth(0).get_attribute("data-reply"), links.nth(2).get_attribute("data-reply")
    for key, text in ((first, "To the first"), (second, "To the second")):
        page.locator(f"[data-reply='{key}']").click()
        write(page, page.locator(f"#comment-{key} > .reply-here form"), text)
    expect(page.locator(".reply-here form")).to_have_count(2)
    keeps(page, {first: "To the first", second: "To the second"})
    page.reload()

    expect(body(page.locator(f"#comment-{first} > .reply-here form"))).to_have_value("To the first")
    expect(body(page.locator(f"#comment-{second} > .reply-here form"))).to_have_value("To the second")


def test_a_cancelled_reply_keeps_its_text_for_who_opens_it_again(page, expect):
    open_article(page)
    form = reply_to(page, "Ellen")
    write(page, form, "Not now")
    form.get_by_role("link", name="Cancel").click()
    expect(page.locator(".reply-here form")).to_have_count(0)
    expect(body(reply_to(page, "Ellen"))).to_have_value("Not now")
    page.locator(".reply-here").get_by_role("link", name="Cancel").click()
    page.reload()
    expect(page.locator(".reply-here form")).to_have_count(0)

    expect(body(reply_to(page, "Ellen"))).to_have_value("Not now")


def test_a_draft_can_be_thrown_away_and_brought_back(page, expect):
    open_article(page)
    write(page, main_form(page), "Never mind")
    page.reload()
    main_form(page).get_by_role("button", name="Throw it away").click()
    expect(body(main_form(page))).to_have_value("")
    expect(body(main_form(page))).to_be_focused()
    keeps(page, {})
    main_form(page).get_by_role("button", name="Bring it back").click()
    expect(body(main_form(page))).to_have_value("Never mind")
    main_form(page).get_by_role("button", name="Throw it away").click()
    page.reload()

    expect(body(main_form(page))).to_have_value("")


@pytest.mark.parametrize("place", ["article", "reply"])
def test_a_draft_is_gone_once_it_was_sent(page, expect, place):
    text = words("a post box")
    address = open_article(page)
    form = main_form(page) if place == "article" else reply_to(page, "Ellen")
    fill_in(form, text)
    wait_until_kept(page, text)
    send(form)
    expect(comment_saying(page, text)).to_be_visible()
    keeps(page, {})
    page.goto(address)
    expect(body(main_form(page))).to_have_value("")
    expect(page.locator(".reply-here form")).to_have_count(0)


def test_back_after_sending_does_not_bring_the_text_up_again(page, expect):
    text = words("a boomerang")
    open_article(page)
    fill_in(main_form(page), text)
    send(main_form(page))
    expect(comment_saying(page, text)).to_be_visible()
    page.wait_for_load_state()
    page.go_back()

    expect(body(main_form(page))).to_have_value("")
    page.goto("/")
    keeps(page, {})


def test_a_refused_send_keeps_the_draft(page, expect):
    text = words("a locked gate")
    address = open_article(page)
    fill_in(main_form(page), text, email="nonsense")
    send(main_form(page))
    expect(main_form(page).get_by_role("alert")).to_be_visible()
    keeps(page, {"": text})
    page.goto(address)

    expect(body(main_form(page))).to_have_value(text)


def test_a_send_that_never_arrived_keeps_the_draft(page, expect, watch):
    watch.allow("Failed to load resource")
    text = words("a cut wire")
    address = open_article(page)
    fill_in(main_form(page), text)
    page.route("**/comments/on/**", lambda route: route.abort())
    send(main_form(page))
    page.wait_for_url("chrome-error://**")
    page.unroute_all()
    page.goto(address)

    expect(body(main_form(page))).to_have_value(text)


def test_nothing_but_the_text_is_kept(page):
    open_article(page)
    fill_in(main_form(page), "Words only", name="Secret Name", email="secret@example.org", website="secret.example")
    wait_until_kept(page, "Words only")
    page.goto("/")

    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "ecret" not in kept


def test_a_draft_is_dropped_after_thirty_days(page, expect):
    open_article(page)
    write(page, main_form(page), "An old story")
    age = "for (const key of Object.keys(localStorage)) { const draft = JSON.parse(localStorage[key]);"
    page.evaluate(age + "draft.at -= 29 * 864e5; localStorage[key] = JSON.stringify(draft) }")
    page.goto("/")
    open_article(page)
    expect(main_form(page).locator("[data-draft-line]")).to_contain_text("29 days ago")
    page.evaluate(age + "draft.at -= 2 * 864e5; localStorage[key] = JSON.stringify(draft) }")
    page.goto("/")
    open_article(page)

    expect(body(main_form(page))).to_have_value("")
    keeps(page, {})


@pytest.mark.parametrize(
    "script",
    [
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
    ],
    ids=["refused", "full"],
)
def test_where_nothing_can_be_kept_writing_and_sending_work(contexts, expect, script):
    context = contexts()
    context.add_init_script(script)
    page = context.new_page()
    text = words("a full cupboard")
    open_article(page)
    form = reply_to(page, "Ellen")
    fill_in(form, text)
    send(form)

    expect(comment_saying(page, text)).to_be_visible()


def test_two_tabs_with_the_same_text_stay_the_same_and_others_stay_apart(contexts, expect):
    context = contexts()
    one, two = context.new_page(), context.new_page()
    open_article(one)
    open_article(two)
    write(one, main_form(one), "From the first tab")
    expect(body(main_form(two))).to_have_value("From the first tab")
    two.bring_to_front()
    body(main_form(two)).fill("My own words")
    wait_until_kept(two, "My own words")
    expect(body(main_form(one))).to_have_value("My own words")
    one.evaluate("document.querySelector('#reply [name=body]').value = 'Went its own way'")
    one.evaluate("addEventListener('storage', () => { globalThis.told = true })")
    body(main_form(two)).fill("And on")
    wait_until_kept(two, "And on")
    one.wait_for_function("() => globalThis.told")

    expect(body(main_form(one))).to_have_value("Went its own way")


def test_a_draft_for_a_comment_that_is_gone_can_be_put_below_the_article(page, expect, site):
    open_article(page)
    form = reply_to(page, "Ellen")
    key = form.locator("[name=parent]").input_value()
    write(page, form, "To nobody now")
    page.goto("/")
    page.evaluate(
        "key => { for (const name of Object.keys(localStorage)) {"
        "localStorage[name.replace(new RegExp(key + '$'), '424242')] = localStorage[name]; delete localStorage[name] } }",
        key,
    )
    open_article(page)
    line = main_form(page).locator("[data-draft-line]")
    expect(line).to_contain_text("answers a comment that is not on this page")
    line.get_by_role("button", name="Put it here").click()

    expect(body(main_form(page))).to_have_value("To nobody now")
    expect(line).to_have_text("")
    keeps(page, {"": "To nobody now"})


def test_a_draft_for_a_discussion_that_closed_can_still_be_read(page, expect, site):
    title = "Handover"
    open_article(page, title)
    write(page, main_form(page), "Too late for this")
    discussion = f"Discussion.objects.filter(post__title={title!r})"
    site.ask(f"print({discussion}.update(access='closed'))")
    try:
        page.goto("/")
        open_article(page, title)
        expect(page.locator("[data-drafts] textarea")).to_have_value("Too late for this")
        page.get_by_role("button", name="Throw it away").click()
        expect(page.locator("[data-drafts] textarea")).to_have_count(0)
        keeps(page, {})
    finally:
        site.ask(f"print({discussion}.update(access='open'))")


def test_a_hand_quicker_than_the_scripts_loses_nothing(page, expect):
    held = []

    def hold(route):
        held.append(route)

    page.route("**/draft*.js", hold)
    begin_at_article(page)
    page.locator("#reply [name=body]").fill("Early bird")
    comes_to(page, lambda: len(held), 1)
    held[0].continue_()
    page.unroute_all()
    wait_until_kept(page, "Early bird")
    page.goto("/")
    open_article(page)

    expect(body(main_form(page))).to_have_value("Early bird")


# Preview

MARKDOWN = "There is **one more kind**.\n\n> quoted\n\nhttps://example.org/understood"


def test_the_preview_is_what_is_sent(either_page, expect):
    text = words("a mirror")
    open_article(either_page)
    fill_in(main_form(either_page), f"**{text}**")
    main_form(either_page).get_by_role("button", name="Preview").click()
    preview = either_page.locator("section.preview")
    expect(preview.locator("strong")).to_have_text(text)
    expect(either_page.get_by_text("Your comment is awaiting")).to_have_count(0)
    preview.get_by_role("button", name="Send reply").click()

    expect(comment_saying(either_page, text).locator("strong", has_text=text)).to_be_visible()


def test_going_on_writing_leads_to_the_text(either_page, expect):
    open_article(either_page)
    body(main_form(either_page)).fill("Not yet done")
    main_form(either_page).get_by_role("button", name="Preview").click()
    either_page.locator("section.preview").get_by_role("link", name="Go on writing").click()

    expect(body(main_form(either_page))).to_be_focused()
    expect(body(main_form(either_page))).to_have_value("Not yet done")


def test_without_a_script_the_preview_takes_the_focus_and_blames_nothing(plain_page, expect):
    open_article(plain_page)
    body(main_form(plain_page)).fill(MARKDOWN)
    main_form(plain_page).get_by_role("button", name="Preview").click()

    expect(plain_page.locator("section.preview")).to_be_focused()
    expect(plain_page.locator("section.preview")).to_be_in_viewport()
    expect(plain_page.locator(".is-invalid, [role=alert]")).to_have_count(0)
    expect(body(main_form(plain_page))).to_have_value(MARKDOWN)


def test_in_place_the_preview_leaves_the_focus_and_the_address(page, expect):
    address = open_article(page)
    form = reply_to(page, "Ellen")
    begin(page, form)
    body(form).fill(MARKDOWN)
    button = form.get_by_role("button", name="Preview")
    button.focus()
    page.keyboard.press("Enter")
    expect(form.locator("section.preview blockquote")).to_have_text("quoted")
    expect(form.locator("[aria-live] section.preview")).to_have_count(1)
    expect(button).to_be_focused()
    body(form).fill("Second try")
    button.click()

    expect(form.locator("section.preview .prose")).to_have_text("Second try")
    expect(page).to_have_url(address)


def test_in_place_a_refused_preview_says_why(page, expect):
    open_article(page)
    begin(page)
    main_form(page).get_by_role("button", name="Preview").click()

    expect(main_form(page).locator("[data-preview]")).to_contain_text("Write something first")


def test_a_preview_that_does_not_arrive_says_so(page, expect, watch):
    watch.allow("Failed to load resource")
    open_article(page)
    begin(page)
    body(main_form(page)).fill("Into the void")
    page.route("**/comments/on/**", lambda route: route.abort())
    main_form(page).get_by_role("button", name="Preview").click()

    expect(main_form(page).locator("[data-preview]")).to_contain_text("Your text is still here")
    expect(body(main_form(page))).to_have_value("Into the void")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_preview_help_draft_and_quote_have_no_violations(contexts, expect, scheme, width):
    if not AXE.exists():
        cannot("axe-core is not installed: npm ci in tests/e2e")
    page = contexts(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page()
    open_article(page)
    write(page, main_form(page), MARKDOWN)
    page.reload()
    begin(page)
    main_form(page).get_by_role("button", name="Preview").click()
    main_form(page).locator("section.preview").wait_for()
    main_form(page).get_by_text("More on formatting").click()
    expect(main_form(page).locator(".formatting strong")).to_have_text("bold")
    select(page, page.locator(".post > .e-content"), "water")
    page.get_by_role("button", name="Quote").wait_for()

    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_a_script_the_preview_has_no_violations(contexts):
    if not AXE.exists():
        cannot("axe-core is not installed: npm ci in tests/e2e")
    context = contexts()
    context.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = context.new_page()
    open_article(page)
    body(main_form(page)).fill(MARKDOWN)
    main_form(page).get_by_role("button", name="Preview").click()
    page.locator("section.preview").wait_for()

    assert axe_violations(page) == []


def test_the_help_opens_without_a_script(plain_page, expect):
    open_article(plain_page)
    main_form(plain_page).get_by_text("More on formatting").click()

    expect(main_form(plain_page).locator(".formatting strong")).to_have_text("bold")


# Quotations


def select(page, within, text):
    within.scroll_into_view_if_needed()
    assert page.evaluate(SELECT, [within.element_handle(), text])


def test_words_of_a_comment_go_into_the_reply_to_it(page, expect):
    open_article(page)
    content = comment_by(page, "Ellen").locator("> article .e-content")
    text = content.locator("p").first.inner_text()[:20]
    before = page.evaluate("document.fonts.ready.then(() => document.documentElement.scrollHeight)")
    select(page, content, text)
    quote = page.get_by_role("button", name="Quote")
    expect(quote).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollHeight") == before
    quote.click()
    form = comment_by(page, "Ellen").locator("> .reply-here form")

    expect(body(form)).to_be_focused()
    expect(body(form)).to_have_value(f"> {text.strip()}\n\n")
    expect(quote).to_have_count(0)
    page.keyboard.type("Yes.")
    expect(body(form)).to_have_value(f"> {text.strip()}\n\nYes.")


def test_words_of_the_article_go_into_the_form_below_it_at_the_caret(page, expect):
    open_article(page)
    body(main_form(page)).click()
    page.keyboard.type("First.")
    select(page, page.locator(".post > .e-content"), "water")
    page.get_by_role("button", name="Quote").click()

    expect(body(main_form(page))).to_have_value("First.\n\n> water\n\n")
    page.keyboard.press("Control+z")
    expect(body(main_form(page))).to_have_value("First.")


def test_the_button_to_quote_is_the_next_thing_the_keyboard_comes_to(page, expect):
    open_article(page)
    content = comment_by(page, "Ellen").locator("> article .e-content")
    content.locator("p").last.click(click_count=3)
    page.get_by_role("button", name="Quote").wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Quote")).to_be_focused()
    page.keyboard.press("Enter")

    expect(body(page.locator(".reply-here form"))).to_be_focused()
    expect(body(page.locator(".reply-here form"))).to_have_value(re.compile("^> "))


def test_a_finger_can_quote_too(contexts, expect):
    page = contexts(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740}).new_page()
    open_article(page)
    content = comment_by(page, "Ellen").locator("> article .e-content")
    content.scroll_into_view_if_needed()
    select(page, content, content.locator("p").first.inner_text()[:12])
    page.get_by_role("button", name="Quote").tap()

    expect(body(page.locator(".reply-here form"))).to_have_value(
        f"> {content.locator('p').first.inner_text()[:12].strip()}\n\n"
    )


def test_what_is_selected_elsewhere_is_not_offered(page, expect):
    open_article(page)
    begin(page)
    select(page, page.locator("h1"), ARTICLE)
    page.wait_for_timeout(400)
    expect(page.get_by_role("button", name="Quote")).to_have_count(0)
    select(page, page.locator(".post > .e-content"), "water")
    page.get_by_role("button", name="Quote").wait_for()
    page.evaluate("getSelection().removeAllRanges()")

    expect(page.get_by_role("button", name="Quote")).to_have_count(0)
