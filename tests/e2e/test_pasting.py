"""What is pasted becomes Markdown that renders as it looked; what is counted is what the site counts."""

from __future__ import annotations

import pytest

from comments.forms import ReplyForm
from comments.submission import MAX_LENGTH

from .people import comes_to, field, main_form, open_article
from .test_writing import PASTE, begin


@pytest.fixture
def form(page):
    open_article(page)
    begin(page)
    return main_form(page)


def body(form):
    return field(form, "Your reply")


def paste(form, html, text="plain"):
    """Whether the browser was left to paste as it does."""
    body(form).focus()
    return form.page.evaluate(PASTE, [body(form).element_handle(), html, text])


BECOMES = {
    "bold and italics": ("<p>a <b>bold</b> and <i>slanted</i> word</p>", "a **bold** and *slanted* word"),
    "both": ("<p><b><i>both</i></b></p>", "***both***"),
    "blanks inside": ("<p>a<b> bold </b>word</p>", "a **bold** word"),
    "paragraphs with a link": (
        '<p>one</p>\n<p>two<br><a href="https://example.org/">there</a></p>',
        "one\n\ntwo\n[there](https://example.org/)",
    ),
    "a bare address": ('<a href="https://example.org/x">https://example.org/x</a>', "https://example.org/x"),
    "a link that runs": ('<a href="javascript:alert(1)">x</a> <b>y</b>', "x **y**"),
    "brackets in an address": ('<a href="https://example.org/a_(b)">x</a>', "[x](https://example.org/a_\\(b\\))"),
    "a heading": ("<h2>Title</h2><p>text</p>", "**Title**\n\ntext"),
    "a list": ("<ul><li>one</li><li>two <b>bold</b></li></ul>", "- one\n- two **bold**"),
    "numbers": ('<ol start="3"><li>three</li><li>four</li></ol>', "3. three\n4. four"),
    "a list in a list": ("<ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>", "- one\n  - inner\n- two"),
    "a quotation": ("<blockquote><p>one</p><p>two</p></blockquote><p>x</p>", "> one\n>\n> two\n\nx"),
    "code": ("<p>use <code>a*b</code></p>", "use `a*b`"),
    "code with ticks": ("<code>a`b</code>", "``a`b``"),
    "a block of code": ("<pre>one\n  two\n</pre>", "```\none\n  two\n```"),
    "a line like a list": ("<p>- no list</p><p><i>x</i></p>", "\\- no list\n\n*x*"),
    "a word processor's": (
        '<b style="font-weight:normal"><p><span style="font-weight:700">bold</span> not</p></b>',
        "**bold** not",
    ),
    "a styled link": ('<a style="color: red" href="https://example.org/">x</a>', "[x](https://example.org/)"),
    "styled words": ('<p><span style="font-style: italic">slanted</span> x</p>', "*slanted* x"),
    "a table": ("<table><tr><td><b>a</b></td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "**a** | b\nc | d"),
    "styles and scripts": ("<style>p{}</style><script>x()</script><p><b>x</b></p>", "**x**"),
    "a picture": ('<p><b>x</b> <img src="https://example.org/x.png" alt="a lamp"></p>', "**x** a lamp"),
}


@pytest.mark.parametrize("case", BECOMES)
def test_formatted_text_becomes_markdown(form, expect, case):
    html, source = BECOMES[case]
    was_left_alone = paste(form, html)

    assert not was_left_alone
    expect(body(form)).to_have_value(source)


PLAIN = {
    "no HTML at all": "",
    "an editor's colours": '<div style="white-space: pre"><span style="color: red; font-style: italic">let x</span></div>',
    "paragraphs alone": "<p>one</p><p>two</p>",
    "nothing visible": "<b></b>",
}


@pytest.mark.parametrize("case", PLAIN)
def test_what_has_no_formatting_is_left_to_the_browser(form, expect, case):
    assert paste(form, PLAIN[case])
    expect(body(form)).to_have_value("")


def test_a_paste_goes_where_the_caret_is_and_can_be_undone(form, expect):
    body(form).fill("before after")
    body(form).evaluate("field => field.setSelectionRange(7, 7)")
    paste(form, "<b>bold</b> ")
    expect(body(form)).to_have_value("before **bold**after")
    form.page.keyboard.press("Control+z")

    expect(body(form)).to_have_value("before after")


WORDS = {
    "signs": "<p><b>x</b> 2*3*4 [a](b) &lt;i&gt; snake_case _u_ `t` &amp;amp; \\ ~ !</p>",
    "starts": "<p>1. one</p><p># two</p><p>&gt; three</p><p>+ four</p><p>---</p><p>a<br>===</p><p><i>x</i></p>",
    "paragraphs": "<p>one</p>\n<p>two<br>three <em>four</em></p>",
}


@pytest.mark.parametrize("case", WORDS)
def test_the_words_read_as_they_did_before(form, expect, case):
    paste(form, WORDS[case])
    form.get_by_role("button", name="Preview").click()
    form.locator("section.preview").wait_for()
    was = form.page.evaluate(
        "html => { const box = document.createElement('div'); box.innerHTML = html; document.body.append(box);"
        "const text = box.innerText; box.remove(); return text }",
        WORDS[case],
    )

    comes_to(form.page, lambda: form.locator("section.preview .prose").inner_text().split(), was.split())


# Counting

ODD = {
    "plain": "",
    "line breaks": "\n\nand\n",
    "emoji": "🙂👩‍👩‍👧",
    "marks": "Z" + "\u0301" * 30,
    "controls and directions": "a\x01b\u202ec\u2066d",
    "blanks at the ends": "   \t\n",
    "a byte order mark": "\ufeff",
}


@pytest.mark.parametrize("case", ODD)
def test_it_counts_what_the_site_counts(form, expect, case):
    text = ODD[case] + "word " * 3800 + ODD[case]
    body(form).fill(text)
    taken = ReplyForm({"body": text.replace("\n", "\r\n")})
    taken.is_valid()
    left = MAX_LENGTH - len(taken.cleaned_data["body"])

    expect(form.locator("[data-count]")).to_have_text(f"Characters left: {left:,}")


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (17_999, ""),
        (18_000, "Characters left: 2,000"),
        (20_000, "Characters left: 0"),
        (20_012, "Too long. Please shorten it by 12 characters."),
    ],
)
def test_it_speaks_from_nine_tenths_on(form, expect, length, words):
    body(form).fill("x" * length)
    form.page.wait_for_timeout(600)

    expect(form.locator("[data-count]")).to_have_text(words)
    expect(form.locator("[data-count]")).to_have_attribute("aria-live", "polite")
    expect(body(form)).to_have_value("x" * length)
