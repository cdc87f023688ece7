"""HTML as text: what a reader sees, quotes marked, nothing of the markup."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.inbox import hypertext


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
        ("  lots\n of   <b> space </b> ", "lots of space"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<blockquote>in<blockquote>deeper</blockquote></blockquote>out", "> in\n>>\n>> deeper\n\nout"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<head><title>no</title></head><style>no</style><script>no</script>yes", "yes"),
        ("yes<div class='gmail_signature'>no<div>no</div></div>", "yes"),
        ("<div id='Signature'>no</div>yes", "yes"),
        ("yes<!-- no -->", "yes"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "ab\nc"),
        ("", ""),
    ],
)
def test_it_reads_as_it_looks(html, text):
    lines = [line.rstrip() for line in hypertext.text_of(html).split("\n")]
    assert "\n".join(lines).strip() == text


@pytest.mark.parametrize(
    "mark",
    [
        'id="divRplyFwdMsg"',
        'id="appendonsend"',
        'class="yahoo_quoted"',
        'class="gmx_quote"',
        'style="border:none;border-top:solid #E1E1E1 1.0pt;padding:0"',
    ],
)
def test_where_a_program_puts_the_quoted_mail_there_is_a_line(mark):
    assert hypertext.text_of(f"<p>mine</p><div {mark}>theirs</div>").split("\n") == [
        "mine",
        hypertext.DIVIDER,
        "",
        "theirs",
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 90_000,
        "<blockquote>" * 40_000 + "x",
        "<" * 200_000,
        "<!--" * 60_000,
        "<a href='" * 40_000,
        "<td" * 90_000,
    ],
)
def test_no_shape_of_it_takes_long(html):
    began = time.process_time()
    hypertext.text_of(html)
    assert time.process_time() - began < 5


@given(st.text(alphabet=st.sampled_from("<>/=\"'&; abdivpscriptquote\x00\ud800é!-\n"), max_size=300))
def test_nothing_is_too_broken(html):
    assert isinstance(hypertext.text_of(html), str)
