"""Every element closed and in its place, to a bounded depth, and no word lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.fragments import plain
from blog.nesting import MAX_BLOCKS, MAX_INLINES, Rules, tidy

NAMES = [
    "p",
    "h2",
    "blockquote",
    "ul",
    "ol",
    "li",
    "pre",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "figure",
    "figcaption",
    "hr",
    "b",
    "em",
    "code",
    "br",
]


def picture(attributes):
    return attributes if attributes.get("src", "").startswith("/") else None


RULES = Rules(
    elements={**{name: lambda attributes: {} for name in NAMES}, "a": lambda a: a if "href" in a else None}
    | {"img": picture},
    renamed={"strong": ("b",), "h1": ("h2",), "kbd": ("b", "code")},
)
TYPED = Rules(RULES.elements, {}, known=frozenset([*NAMES, "div"]), keeps_line_breaks=True)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a", "<p>a</p>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<b>a<em>b</b>c</em>", "<p><b>a<em>b</em></b><em>c</em></p>"),
        ("<p><b>a<p>b</b>c", "<p><b>a</b></p><p><b>b</b>c</p>"),
        ("<p></p><b></b><ul></ul>", "<ul></ul>"),
        ("<ul>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<li>a</li>", "<p>a</p>"),
        ("<table><tr>a", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<table><td>a<td>b</table>c", "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table><p>c</p>"),
        ("a</div>b<section>c", "<p>a</p><p>b</p><p>c</p>"),
        ("<kbd>a</kbd>", "<p><b><code>a</code></b></p>"),
        ("<h1>a</h1>", "<h2>a</h2>"),
        ("<pre><p>a\n\n b</p></pre>", "<pre>a\n\n b</pre>"),
        ("<p>a<br><br></p>", "<p>a</p>"),
        ("a <unknown>b</unknown> & c", "<p>a b &amp; c</p>"),
        ("</p></b></ul>", ""),
    ],
)
def test_elements_are_closed_and_in_their_place(source, expected):
    assert tidy(source, RULES) == expected


def test_a_link_does_not_stand_in_a_link_nor_go_on_in_the_next_paragraph():
    assert tidy('<a href="/a">x<a href="/b">y</a>', RULES) == '<p><a href="/a">x</a><a href="/b">y</a></p>'
    assert tidy('<a href="/a">x<p>y', RULES) == '<p><a href="/a">x</a></p><p>y</p>'


def test_an_element_that_its_filter_refuses_leaves_its_words():
    assert tidy("<a name=x>words</a>", RULES) == "<p>words</p>"


def test_a_picture_that_may_not_stay_is_a_link_to_it_called_by_its_words():
    assert tidy('<img src="/x.png" alt="X">', RULES) == '<p><img src="/x.png" alt="X"></p>'
    shown = '<p><a href="https://a.example/x.png">X</a></p>'
    assert tidy('<img src="https://a.example/x.png" alt=" X ">', RULES) == shown
    assert tidy('<a href="/b"><img src="https://a.example/x.png" alt="X"></a>', RULES) == '<p><a href="/b">X</a></p>'


def test_attributes_cannot_break_out():
    assert tidy("""<a href='/"><b>'>x</a>""", RULES) == '<p><a href="/&quot;&gt;&lt;b&gt;">x</a></p>'


def test_what_is_typed_keeps_its_line_ends_and_its_signs():
    assert tidy("a\nb\n\n\nc", TYPED) == "<p>a<br>\nb</p><p>c</p>"
    assert tidy("List<String> x", TYPED) == "<p>List&lt;String&gt; x</p>"


def test_formatting_goes_on_in_the_next_paragraph_but_not_without_bound():
    opened = "".join(f"<{name}>" for name in ("b", "em", "code", "b", "em"))
    second = tidy(f"{opened}a<p>b", RULES).split("</p>")[1]
    assert second.count("<") == 1 + 2 * 3


def test_depth_is_bounded_and_the_words_stay():
    deep = tidy("<blockquote>" * 500 + "deep" + "</blockquote>" * 500 + "after", RULES)
    assert deep.count("<blockquote>") == deep.count("</blockquote>") == MAX_BLOCKS
    assert deep.endswith("</blockquote><p>after</p>")
    assert tidy("<b>" * 500 + "deep", RULES).count("<b>") == MAX_INLINES


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([f"<{n}>" for n in NAMES] + [f"</{n}>" for n in NAMES] + ["a ", "b ", "\n", "\n\n"])))
def test_whatever_comes_in_no_word_is_lost_and_a_second_time_changes_nothing(pieces):
    source = "".join(pieces)
    found = tidy(source, RULES)
    assert plain(found).split() == plain(source).split()
    assert tidy(found, RULES) == found
    for name in set(NAMES) - {"br", "hr"}:
        assert found.count(f"<{name}>") == found.count(f"</{name}>")
