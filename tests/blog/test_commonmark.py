"""CommonMark is CommonMark, but for what a comment may not hold."""

import json
import re
from pathlib import Path

import pytest

from blog.commonmark import render
from blog.markup import comment_html

SPEC = Path(__file__).parents[3] / "shared" / "corpora" / "text" / "commonmark-spec.json"
# Of the cases that a comment can hold at all: where ours is another, and why.
DIFFERENT = {
    "an empty block of code has no code in it": {126, 130, 144, 239},
    "a paragraph does not begin with a blank, in code neither": {138, 333, 334, 335, 336},
    "a comment of HTML is dropped": {310, 311},
    "a tag that HTML does not know is shown as it was typed, one that is not closed is closed": {
        203,
        493,
        496,
        526,
        538,
    },
    "a bare address is linked": {604, 610, 613},
}


def comparable(html):
    """Without what is ours by design: rel, the class of a code block, the closing slash, blanks between blocks."""
    html = re.sub(r' rel="nofollow ugc noopener"| class="language-[^"]*"', "", html.replace(" />", ">"))
    html = re.sub(r"<br>\n", "\n", html).replace("&quot;", '"')
    return re.sub(r"\s*(</?(?:p|ul|ol|li|blockquote|pre|hr)\b[^>]*>)\s*", r"\1", html).strip()


def is_within_a_comment(case):
    return not re.search(r"<h[1-6]|<img|href=\"(?!https?://|mailto:)", case["html"]) and case["section"] not in {
        "HTML blocks",
        "Raw HTML",
    }


@pytest.mark.skipif(not SPEC.exists(), reason="the cases of the specification are not here")
def test_the_specification_is_followed_where_a_comment_can():
    cases = json.loads(SPEC.read_text(encoding="utf-8"))
    assert len(cases) > 600
    rendered = {case["example"]: comment_html(case["markdown"]) for case in cases}
    within = [case for case in cases if is_within_a_comment(case)]
    agreeing = {case["example"] for case in within if comparable(rendered[case["example"]]) == comparable(case["html"])}
    assert len(agreeing) >= 400
    assert {case["example"] for case in within} - agreeing <= set().union(*DIFFERENT.values())


def test_what_no_person_writes_is_left_to_be_shown_as_typed():
    assert render(">" * 100 + "a") is None
    assert render("[a]: http://a.example/" + "b" * 900 + "\n\n" + "[a]" * 300) is None
    assert render("> " * 10 + "a") is not None


@pytest.mark.parametrize("address", ["http://a.example/_b_c", "http://a.example/b*c*d", "https://a.example/?b=_c_&d=1"])
def test_an_address_holds_no_emphasis(address):
    assert f'<a href="{address.replace("&", "&amp;")}">' in render(address)


def test_an_address_in_the_words_of_a_link_is_words():
    html = render("[see http://a.example/](http://b.example/)")
    assert html.count("<a ") == 1
    assert 'href="http://b.example/"' in html
