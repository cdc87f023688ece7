"""An author writes: in the editor, with a picture, and without any script."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from tests.blog.posts.test_editor import EMITTED, comparable

from .people import comes_to, sign_in

NEW = "/admin/posts/post/add/"
IS_AT_THE_END = """() => {
  const place = getSelection().anchorNode
  return document.activeElement.matches(".ProseMirror") && document.querySelector(".ProseMirror > p:last-child")?.contains(place)
}"""


@pytest.fixture
def desk(page):
    sign_in(page, "author", NEW)
    page.locator(".ProseMirror").wait_for()
    return page


def text(page):
    return page.get_by_role("textbox", name="Text")


@pytest.fixture
def reads(expect, desk):
    """Waits until the form would send this text: a dialog tells of its end a moment after it has closed."""
    return lambda html: expect(desk.locator("#id_body")).to_have_value(re.compile(f"^{re.escape(html)}(<p></p>)?$"))


def a_photograph(size=(2000, 1000)) -> dict:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    drawn = BytesIO()
    Image.new("RGB", size, (120, 160, 200)).save(drawn, "JPEG", exif=exif)
    return {"name": "me at home.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


def choose(page, file: dict, alt: str = "", caption: str = "") -> None:
    page.get_by_role("button", name="Picture").click()
    dialog = page.get_by_role("dialog", name="Picture")
    dialog.get_by_label("File").set_input_files(file)
    dialog.get_by_label("What it shows").fill(alt)
    dialog.get_by_label("Caption").fill(caption)
    dialog.get_by_role("button", name="Insert").click()


def save(page) -> None:
    page.get_by_role("button", name="Save").click()
    page.locator(".messagelist").wait_for()
    page.wait_for_load_state()  # by then it has forgotten what it kept in case saving failed


def test_an_article_with_a_picture_is_written_saved_and_seen(desk, expect):
    desk.get_by_label("Title").fill("Written at the desk")
    text(desk).click()
    desk.keyboard.type("It begins ")
    desk.get_by_role("button", name="Bold").click()
    desk.keyboard.type("loudly")
    desk.get_by_role("button", name="Bold").click()
    desk.keyboard.type(" and goes on.")
    desk.keyboard.press("Enter")
    desk.get_by_label("Kind of paragraph").select_option("Heading")
    desk.keyboard.type("A part")
    desk.keyboard.press("Enter")
    choose(desk, a_photograph(), "A field of blue", "Seen at noon")
    desk.locator(".ProseMirror figure img").wait_for()
    desk.wait_for_function(IS_AT_THE_END)
    desk.keyboard.type("After it.")
    desk.get_by_label("Published", exact=True).check()
    desk.get_by_label("Tags").fill("Desks")
    save(desk)

    desk.get_by_role("link", name="Look at it").click()
    article = desk.locator(".e-content")
    expect(article.locator("strong")).to_have_text("loudly")
    expect(article.get_by_role("heading", name="A part", level=2)).to_be_visible()
    picture = article.get_by_role("img", name="A field of blue")
    expect(picture).to_have_attribute("width", "1600")
    expect(picture).to_have_attribute("height", "800")
    expect(article.locator("figcaption")).to_have_text("Seen at noon")
    expect(article.locator("> p").last).to_have_text("After it.")
    expect(desk.get_by_role("link", name="Desks")).to_be_visible()
    stored = desk.request.get(picture.get_attribute("src"))
    assert stored.headers["content-type"] == "image/jpeg"
    assert b"SecretCamera" not in stored.body()


def test_it_writes_what_markup_lets_through_and_loses_nothing_on_the_way(desk, watch):
    """Read by the editor's schema and written again. The example pictures lie nowhere, which is no matter here."""
    watch.allow("/media/")
    written = desk.evaluate(
        """async texts => {
            const { Editor } = await import("django-prose-editor/editor")
            const { extensions } = await import("panel/schema")
            const again = content => new Editor({ extensions, content, injectCSS: false }).getHTML()
            return Object.fromEntries(Object.entries(texts).map(([name, html]) => [name, again(html)]))
        }""",
        EMITTED,
    )
    assert {name: comparable(html) for name, html in written.items()} == EMITTED


def test_a_link_is_set_by_its_key_and_taken_away_again(desk, reads):
    text(desk).click()
    desk.keyboard.type("over there")
    desk.keyboard.press("Control+A")
    desk.keyboard.press("Control+K")
    desk.get_by_label("Address", exact=True).fill("example.org/there")
    desk.keyboard.press("Enter")
    desk.get_by_role("dialog").wait_for(state="hidden")
    reads('<p><a href="https://example.org/there">over there</a></p>')
    desk.keyboard.press("Control+K")
    desk.get_by_label("Address", exact=True).fill("")
    desk.keyboard.press("Enter")
    desk.get_by_role("dialog").wait_for(state="hidden")
    reads("<p>over there</p>")


@pytest.mark.parametrize("address", ["javascript:alert(1)", " JAVASCRIPT:alert(1)", "data:text/html,<script>"])
def test_a_link_that_would_run_something_is_refused_beside_its_field(desk, reads, address):
    text(desk).click()
    desk.keyboard.type("over there")
    desk.keyboard.press("Control+A")
    desk.keyboard.press("Control+K")
    field = desk.get_by_label("Address", exact=True)
    field.fill(address)
    desk.keyboard.press("Enter")
    refused = "Only addresses of the web and of mail can be linked."
    comes_to(desk, lambda: field.evaluate("field => field.validationMessage"), refused)
    desk.keyboard.press("Escape")
    reads("<p>over there</p>")


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("Smaller heading", "<h3>Words</h3>"),
        ("Quote", "<blockquote><p>Words</p></blockquote>"),
        ("Pull quote", '<blockquote class="pull"><p>Words</p></blockquote>'),
        ("Code", "<pre><code>Words</code></pre>"),
    ],
)
def test_a_paragraph_changes_its_kind_and_changes_back(desk, reads, kind, written):
    text(desk).click()
    desk.keyboard.type("Words")
    desk.get_by_label("Kind of paragraph").select_option(kind)
    reads(written)
    desk.get_by_label("Kind of paragraph").select_option("Paragraph")
    reads("<p>Words</p>")


def test_a_file_that_is_no_picture_gets_a_sentence_and_the_words_stay(desk, expect):
    choose(desk, {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"}, "A chair")
    dialog = desk.get_by_role("dialog", name="Picture")
    expect(dialog.get_by_role("alert")).to_contain_text("JPEG, PNG, WebP and GIF")
    expect(dialog.get_by_label("What it shows")).to_have_value("A chair")
    dialog.get_by_label("File").set_input_files(a_photograph())
    dialog.get_by_role("button", name="Insert").click()
    expect(desk.locator(".ProseMirror").get_by_role("img", name="A chair")).to_be_visible()


def test_a_picture_that_is_pasted_is_asked_about_first(desk, expect):
    text(desk).click()
    desk.locator(".ProseMirror").evaluate(
        """(page, bytes) => {
            const data = new DataTransfer()
            data.items.add(new File([new Uint8Array(bytes)], "x.jpg", { type: "image/jpeg" }))
            page.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
        }""",
        list(a_photograph((40, 30))["buffer"]),
    )
    dialog = desk.get_by_role("dialog", name="Picture")
    expect(dialog.get_by_label("File")).to_be_hidden()
    dialog.get_by_label("What it shows").fill("A small field")
    dialog.get_by_role("button", name="Insert").click()
    expect(desk.locator(".ProseMirror").get_by_role("img", name="A small field")).to_be_visible()


def test_what_a_picture_shows_can_be_said_better_later(desk, expect):
    choose(desk, a_photograph((40, 30)), "A feild")
    picture = desk.locator(".ProseMirror img")
    picture.click()
    expect(desk.get_by_role("button", name="Picture")).to_have_attribute("aria-pressed", "true")
    desk.get_by_role("button", name="Picture").click()
    dialog = desk.get_by_role("dialog", name="Picture")
    expect(dialog.get_by_label("What it shows")).to_have_value("A feild")
    dialog.get_by_label("What it shows").fill("A field")
    dialog.get_by_role("button", name="Insert").click()
    expect(picture).to_have_attribute("alt", "A field")
    expect(desk.locator("#id_body")).to_have_value(re.compile(r'^(?:(?!<img).)*<img [^>]*alt="A field"(?:(?!<img).)*$'))


def test_a_closed_tab_asks_before_an_hour_is_lost(desk):
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    text(desk).click()
    desk.keyboard.type("An hour of work.")
    desk.goto("/admin/")
    comes_to(desk, lambda: asked, ["beforeunload"])


def test_a_text_whose_session_had_ended_is_offered_again(desk, expect):
    words = "Two hours of work."
    desk.get_by_label("Title").fill("Nearly lost")
    text(desk).click()
    desk.keyboard.type(words)
    desk.context.clear_cookies()
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator(".ProseMirror")).to_have_count(0)
    desk.wait_for_load_state()
    sign_in(desk, "author", NEW)
    desk.get_by_role("button", name="Bring it back").click()
    expect(text(desk)).to_have_text(words)
    desk.get_by_label("Title").fill("Nearly lost")
    save(desk)
    expect(desk.locator("#id_body")).to_have_value(re.compile(words))
    desk.goto(NEW)
    expect(text(desk)).to_have_text("")
    expect(desk.get_by_role("button", name="Bring it back")).to_be_hidden()


def test_a_tag_that_was_used_before_is_one_press_away(desk, expect):
    button = desk.locator(".words button").first
    name = button.inner_text()
    button.click()
    expect(desk.get_by_label("Tags")).to_have_value(name)
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(desk.get_by_label("Tags")).to_have_value("")


def test_the_address_follows_the_title(desk, expect):
    desk.get_by_label("Title").press_sequentially("Über den Stuhl")
    expect(desk.get_by_label("Last part of the address")).to_have_value("über-den-stuhl")


def test_without_script_an_author_writes_html_and_sends_pictures(plain_page, expect):
    sign_in(plain_page, "author", "/admin/posts/picture/add/")
    plain_page.get_by_label("File").set_input_files(a_photograph())
    plain_page.get_by_label("What it shows").fill("A plain field")
    plain_page.get_by_role("button", name="Save and stay").click()
    plain_page.locator(".messagelist").wait_for()
    figure = plain_page.locator(".field-markup code").inner_text()

    plain_page.goto(NEW)
    plain_page.get_by_label("Title").fill("Written without script")
    plain_page.locator("#id_body").fill(f"<p>Plain <em>words</em>.</p>{figure}<script>alert(1)</script>")
    plain_page.get_by_label("Published", exact=True).check()
    save(plain_page)
    plain_page.get_by_role("link", name="Look at it").click()
    article = plain_page.locator(".e-content")
    expect(article.locator("em")).to_have_text("words")
    expect(article.get_by_role("img", name="A plain field")).to_be_visible()
    expect(article).not_to_contain_text("alert(1)")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(contexts, width):
    page = contexts(viewport={"width": width, "height": 800}).new_page()
    sign_in(page, "author", "/admin/")
    for address in (
        "/admin/",
        "/admin/posts/post/",
        NEW,
        "/admin/posts/picture/",
        "/admin/posts/tag/",
        "/admin/password_change/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
