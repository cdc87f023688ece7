"""Texts that no person writes cost no more than texts that one does, and never an error."""

import sys
import threading
import time
from itertools import cycle, islice

import pytest

from blog.markup import article_html, comment_html

LENGTH = 20_000
SECONDS = 4  # of processor time; each needs a tenth of it on a desk, and a slow machine shall not fail


def filled(piece):
    return "".join(islice(cycle(piece), LENGTH))


REPEATED = [
    "> ",
    ">",
    "- ",
    "1. ",
    "[",
    "![",
    "[](",
    "[a](",
    "<",
    "<a ",
    "<b",
    "</",
    "<!",
    "<!--",
    "<?",
    "<![CDATA[",
    "*a",
    "**a *",
    "_a_ ",
    "`",
    "~a",
    "\\",
    "&",
    "&a",
    "&#",
    "&amp;",
    "&lt;",
    "a:",
    "http://",
    "http://(",
    "http://[",
    "http://a@",
    "http://a.b ",
    "www.",
    "www.a ",
    "a.",
    "a@b.c ",
    "'",
    '"',
    '<a b="',
    "<b>",
    "<b><i>",
    "</b>",
    "<p>",
    "</p>x",
    "<div>x",
    "<ul>",
    "<li>",
    "<ul><li>",
    "<blockquote>",
    "<pre>",
    "<br>",
    "x<br>",
    "<hr>",
    "<script>",
    "<style",
    "<svg><",
    "<table><tr><td>",
    "<td>",
    "<Foo>",
    "<img src=http://a.b/c>",
    "![a](http://b/c)",
]
BUILT = {
    "reopened formatting": "".join(f"<b id={number}>" for number in range(900)) + "<p>x" * 2500,
    "formatting across rules": "<b><i><em><s>" + "x<hr>" * 3900,
    "formatting overlapping": "<b><i><em><s><code><strong>" * 2 + "x</b>y<b>" * 2000,
    "one link over all": f'<a href="http://a.example/{"b" * 1500}">' + "<p>x" * 4000,
    "one reference for all": "[a]: http://a.example/" + "b" * 9000 + "\n\n" + "[a]" * 3300,
    "lists in lists": "".join("  " * depth + "- a\n" for depth in range(140)),
    "code spans of every length": "".join("`" * length + " " for length in range(200)),
    "attributes": "<a " + "b " * 9000 + ">",
    "unclosed quotation": '<a b="' * 3300 + ">",
    "tables of emphasis": "|*a*|" * 4000,
    "headings": "a\n=\n" * 5000,
    "lines": "x\n" * 10_000,
    "blank lines": "\n" * LENGTH,
    "tabs": "\t" * LENGTH,
    "marks": "a" + "\u0301" * LENGTH,
    "a number": "&#" + "9" * LENGTH + ";",
    "brackets after an address": "http://a.example/" + ")" * 19_000,
    "one word": "a" * LENGTH,
}
TEXTS = [pytest.param(filled(piece), id=piece) for piece in REPEATED] + [
    pytest.param(text, id=name) for name, text in BUILT.items()
]


@pytest.mark.parametrize("text", TEXTS)
def test_it_ends_soon_whatever_is_sent(text):
    for render in (comment_html, lambda source: comment_html(source, "wordpress"), article_html):
        began = time.process_time()
        html = render(text)
        assert time.process_time() - began < SECONDS
        assert len(html) < 12 * LENGTH


@pytest.mark.parametrize("piece", ["<b>x</b><hr>", "<li>", "> ", "&amp; ", "<p>a b c</p>\n"])
def test_an_article_of_a_megabyte_takes_time_in_proportion(piece):
    def seconds(size):
        text = piece * (size // len(piece))
        began = time.process_time()
        article_html(text)
        return time.process_time() - began

    # Eight times the text: eight times as long, not sixty-four. The quickest of three, on busy machines too.
    small, large = (min(seconds(size) for _ in range(3)) for size in (25_000, 200_000))
    assert large < 24 * max(small, 0.02)


def test_it_needs_no_deep_stack():
    """A comment is rendered some way down in a request; what is nested must not use up the rest."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(600)
    try:
        for text in (">" * 10_000, "- " * 10_000, "<b>" * 6000, "<ul><li>" * 2000, "[" * 10_000, "*a " * 6000):
            assert isinstance(comment_html(text), str)
    finally:
        sys.setrecursionlimit(limit)


def test_threads_do_not_disturb_each_other():
    sources = [f"*{number}* http://a.example/{number} <b>{number}" for number in range(40)]
    expected = [comment_html(source) for source in sources]
    wrong = []

    def render():
        wrong.extend(
            source for source, html in zip(sources * 5, expected * 5, strict=True) if comment_html(source) != html
        )

    threads = [threading.Thread(target=render) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
