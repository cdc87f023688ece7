"""The short way gives what the sanitiser gives."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from blog import markup
from blog.typed import typed_html

PIECES = [
    *("a", "b ", "\n", "\n\n", "\n \n", " ", "\t", ";", ">", ".", "(", ")", "'", '"', "{", "[...]", "x=1", "\r\n"),
    *("&", "&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#x26;", "&nbsp;", "&#160;", "&copy;", "&notit;", "&#10;"),
    *("&#60;", "&amp;lt;", "&lt;script&gt;", "&ampfoo", "&#0;", "&#xD800;", "&amp", "&lt", "amp;"),
    *("http://a.example/x?a=1&b=2", "https://b.example/(c).", "www.c.example", "https://" + "q" * 80, "mailto:x@y.example"),
    *("\u00a0", "\u200b", "é", "e\u0301\u0301\u0301\u0301", "\u202e", "\u2028", "\x0b", "\x85", "\u3000", "😀"),
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=12).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("One.\n\nTwo & three\nhttps://a.example/?x=1&y=2.")
@example("  \u00a0 \n\n indented \n")
def test_a_text_without_tags_looks_the_same_with_and_without_the_sanitiser(text):
    text = markup.clean_text(text.replace("<", ""))
    sanitised = markup._clean(text, markup._TYPED_RULES, markup._tools.comment)
    assert typed_html(text, markup.COMMENT_REL) == sanitised


def test_nothing_that_looks_like_a_tag_goes_the_short_way():
    assert markup.comment_html("a <script>alert(1)</script> b", "wordpress") == "<p>a  b</p>"


def test_what_was_written_as_text_stays_text():
    assert markup.comment_html("&lt;b&gt; &amp; c", "wordpress") == "<p>&lt;b&gt; &amp; c</p>"
