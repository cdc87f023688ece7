import time
from collections import Counter

import pytest

from blog.transfer.wordpress_shortcodes import Shown, attributes, expand


def expanded(source, pictures=()):
    reduced = Counter()
    return expand(source, lambda ids: list(pictures), reduced).strip(), dict(reduced)


CASES = {
    "brackets of people": ("a [sic] b [1] c [...] [Update]", "a [sic] b [1] c [...] [Update]", {}),
    "paired": ("[quote]a[/quote]", "a", {"quote": 1}),
    "nested": ("[a][b]x[/b][/a]", "x", {"a": 1, "b": 1}),
    "crossing": ("[a][b]x[/a][/b]", "[b]x[/b]", {"a": 1}),
    "with attributes": ('a[map lat="1"]b', "ab", {"map": 1}),
    "with an underscore": ("a[my_form]b", "ab", {"my_form": 1}),
    "escaped": ("[[gallery]]", "[gallery]", {}),
    "stray end": ("a[/quote]", "a[/quote]", {}),
    "stray end of a known one": ("a[/caption]", "a", {}),
    "inside code": ("<code>[gallery]</code>", "<code>[gallery]</code>", {}),
    "inside a block's settings": ('<!-- wp:x {"a":"[my_form]"} -->', '<!-- wp:x {"a":"[my_form]"} -->', {}),
    "embed": ("[embed width=3]https://v.example/1[/embed]", "https://v.example/1", {}),
    "audio": ('[audio mp3="https://a.example/a.mp3"][/audio]', "https://a.example/a.mp3", {}),
    "youtube": ("[youtube dQw4w9WgXcQ]", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", {}),
    "youtube's address": ("[youtube=https://youtu.be/abc&w=320]", "https://youtu.be/abc&amp;w=320", {}),
    "an empty gallery": ("[gallery]", "", {"gallery": 1}),
    "code": ('[code lang="php"]\n<?php echo 1;\n[/code]', "<pre><code>&lt;?php echo 1;</code></pre>", {}),
    "code written as entities": ("[code]&lt;b&gt;[/code]", "<pre><code>&lt;b&gt;</code></pre>", {}),
    "caption": (
        '[caption id="x" width="3"]<a href="/b.jpg"><img src="/s.jpg" /></a> Words[/caption]',
        '<figure><a href="/b.jpg"><img src="/s.jpg" /></a><figcaption>Words</figcaption></figure>',
        {},
    ),
    "caption of old": (
        '[caption caption="Words"]<img src="/s.jpg">[/caption]',
        '<figure><img src="/s.jpg"><figcaption>Words</figcaption></figure>',
        {},
    ),
}


@pytest.mark.parametrize(("source", "expected", "reduced"), CASES.values(), ids=CASES)
def test_shortcodes(source, expected, reduced):
    assert expanded(source) == (expected, reduced)


def test_a_gallery_becomes_figures():
    text, _reduced = expanded("[gallery]", [Shown('/a".jpg', "A"), Shown("/b.jpg", "", "Cap")])
    assert text.splitlines() == [
        '<figure><img src="/a&quot;.jpg" alt="A"></figure>',
        '<figure><img src="/b.jpg" alt=""><figcaption>Cap</figcaption></figure>',
    ]


def test_attributes_are_read_with_any_quotes():
    assert attributes(" a=\"1\" b='2' c=3 “d” &quot;e&quot; f=”4”") == {
        "a": "1", "b": "2", "c": "3", "0": "d", "1": "e", "f": "4",
    }  # fmt: skip


def test_a_hundred_thousand_brackets_take_no_time():
    text, _reduced = expanded("[a" * 50_000 + "[b]" * 50_000 + "[/c]" * 50_000)
    assert text.startswith("[a[a")


@pytest.mark.parametrize("piece", ["[code]", "[code", "[sourcecode]x", "<pre", "<code>", "<!--", "[code][sourcecode]"])
def test_what_is_opened_and_never_closed_takes_time_in_proportion(piece):
    def seconds(size):
        text = piece * (size // len(piece))
        began = time.process_time()
        expanded(text)
        return time.process_time() - began

    # Eight times the text: eight times as long, not sixty-four.
    small, large = (min(seconds(size) for _ in range(3)) for size in (10_000, 80_000))
    assert large < 24 * max(small, 0.001)


def test_what_never_closes_does_not_hide_what_does():
    assert expanded("[sourcecode [code]x[/code]")[0] == "[sourcecode \n\n<pre><code>x</code></pre>"
    assert expanded("<pre <code>[gallery]</code>")[0] == "<pre <code>[gallery]</code>"
