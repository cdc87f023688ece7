"""Texts that no person writes cost no more than texts that one does, and never an error."""

import random
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
    "![*",
    "[![",
    "![][",
    "[*a",
    "[(",
    "[\\]",
    "<*",
    "**_",
    "<http://a>",
    "<a@b.c>",
    "-\n",
    "- - - a\n",
    "> > a\n",
    "# a\n",
    "a\n\n",
    "\\\n",
    "```\na\n```\n",
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


def seconds_for(text):
    began = time.process_time()
    comment_html(text)
    return time.process_time() - began


@pytest.fixture(scope="module")
def ordinary_seconds():
    text = filled("People *write* like this, with a [link](http://a.example/b) and **bold** words in it.\n\n")
    return min(seconds_for(text) for _ in range(3))


@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_comment_costs_no_more_than_a_long_ordinary_one(text, ordinary_seconds):
    assert min(seconds_for(text) for _ in range(3)) < 4 * ordinary_seconds


@pytest.mark.rehearsal
def test_no_mixture_of_hostile_pieces_costs_more_either(ordinary_seconds):
    """A search, always the same one: what was slow is mixed further with something else."""
    chance, slow = random.Random(7), [filled(piece) for piece in ("![", "- - a\n", "<b>x<hr>")]
    for _ in range(60):
        piece = "".join(chance.choice(REPEATED) for _ in range(chance.randint(1, 4)))
        at = chance.randrange(LENGTH)
        text = (chance.choice(slow)[:at] + filled(piece))[:LENGTH]
        slow = sorted([*slow, text], key=seconds_for)[-4:]
    assert min(seconds_for(slow[-1]) for _ in range(3)) < 4 * ordinary_seconds


def test_what_is_all_signs_is_shown_as_it_was_typed():
    for text in ("![" * 5000, "<b>x</b>" * 1500, "- a\n" * 2100):
        assert comment_html(text) == comment_html(text.replace("<", "&lt;"), "wordpress")


@pytest.mark.parametrize("text", ["<b>x</b> words " * 400, "- words\n" * 500, "    a[i] = b[j] ** c & d;\n" * 700])
def test_a_long_comment_full_of_marks_keeps_them(text):
    assert comment_html(text) != comment_html(text.replace("<", "&lt;"), "wordpress")
    assert any(f"<{name}>" in comment_html(text) for name in ("b", "ul", "pre"))


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
