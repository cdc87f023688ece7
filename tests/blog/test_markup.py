"""What becomes of a text: the shape of articles and comments."""

import pytest

from blog import markup
from blog.markup import article_html, comment_html

REL = 'rel="nofollow ugc noopener"'


def link(address, words=None):
    return f'<a href="{address}" {REL}>{words or address}</a>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("# Title\n\ntext", "<p><strong>Title</strong></p>\n<p>text</p>"),
        ("![a cat](https://cats.example/c.png)", f"<p>{link('https://cats.example/c.png', 'a cat')}</p>"),
        ("[![cat](http://a.example/c.png)](http://b.example/)", f"<p>{link('http://b.example/', 'cat')}</p>"),
        ("![](javascript:alert(1))", "<p>![](javascript:alert(1))</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](/relative)", "<p>x</p>"),
        ("http://a.example/b_c_d and more", f"<p>{link('http://a.example/b_c_d')} and more</p>"),
        ("(http://a.example/b_(c)_d).", f"<p>({link('http://a.example/b_(c)_d')}).</p>"),
        ("**http://a.example/**", f"<p><strong>{link('http://a.example/')}</strong></p>"),
        ("www.a.example.", f"<p>{link('http://www.a.example', 'www.a.example')}.</p>"),
        ("`http://a.example/`", "<p><code>http://a.example/</code></p>"),
        ("I like it.so did he; bob@a.example", "<p>I like it.so did he; bob@a.example</p>"),
        ("<bob@a.example>", f"<p>{link('mailto:bob@a.example', 'bob@a.example')}</p>"),
        ("> quoted\n\nanswer", "<blockquote>\n<p>quoted</p>\n</blockquote>\n<p>answer</p>"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("```python\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>"),
        ("a <script>alert(1)</script>b", "<p>a b</p>"),
        ("a <style>p {}</style>b <!-- c -->d", "<p>a b d</p>"),
        (
            "<b>bold</b> <strike>no</strike> <acronym title='x'>y</acronym>",
            '<p><b>bold</b> <s>no</s> <abbr title="x">y</abbr></p>',
        ),
        ("<i>never closed", "<p><i>never closed</i></p>"),
        ("a Vec<String> & <3 </3", "<p>a Vec&lt;String&gt; &amp; &lt;3 &lt;/3</p>"),
        ('<p id="a" class="b" name="c" style="d">e</p>', "<p>e</p>"),
        ("<div>a</div>\n\n<table><tr><td>b</td></tr></table>", "<p>a</p>\n<p>b</p>"),
        ("2\u0301\u0301\u0301\u0301\u0301", "<p>2\u0301\u0301\u0301</p>"),
        ("", ""),
        (" \n\n ", ""),
    ],
)
def test_a_comment_is_commonmark_with_what_wordpress_lets_readers_use(source, expected):
    assert comment_html(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("2 * 3 * 4 and _this_", "<p>2 * 3 * 4 and _this_</p>"),
        ("one\r\ntwo\r\n\r\nthree", "<p>one<br>\ntwo</p><p>three</p>"),
        ("one<br />\ntwo", "<p>one<br>\ntwo</p>"),
        ("<em>one\n\ntwo</em>", "<p><em>one</em></p><p><em>two</em></p>"),
        (
            "said:\n<blockquote>he\n\nshe</blockquote>\nand",
            "<p>said:</p><blockquote><p>he</p><p>she</p></blockquote><p>and</p>",
        ),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("<pre>a\n\n  b</pre>", "<pre>a\n\n  b</pre>"),
        ("see http://a.example/?a=1&b=2.", f"<p>see {link('http://a.example/?a=1&amp;b=2')}.</p>"),
        ("<a href='http://a.example'>http://a.example</a>", f"<p>{link('http://a.example')}</p>"),
        ("# no heading\n> no quote", "<p># no heading<br>\n&gt; no quote</p>"),
    ],
)
def test_a_comment_from_wordpress_has_its_paragraphs_by_blank_lines(source, expected):
    assert comment_html(source, "wordpress") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<h1>a</h1><h5>b</h5>", "<h2>a</h2><h4>b</h4>"),
        ("<p></p><p>&nbsp;</p><p><br></p><p>x</p>", "<p>x</p>"),
        ("bare <b>text</b>", "<p>bare <b>text</b></p>"),
        ('<a href="/about/">a</a><a href="#b">b</a>', '<p><a href="/about/">a</a><a href="#b">b</a></p>'),
        ('<a href="javascript:x">a</a><a href="//b.example/">b</a>', '<p>a<a href="https://b.example/">b</a></p>'),
        (
            '<a href="http://a.example" rel="me evil" target="_blank">a</a>',
            '<p><a href="http://a.example" rel="me">a</a></p>',
        ),
        ('<blockquote class="pull"><p>a</p></blockquote>', '<blockquote class="pull"><p>a</p></blockquote>'),
        ('<blockquote class="evil"><p>a</p></blockquote>', "<blockquote><p>a</p></blockquote>"),
        ('<pre><code class="language-c++">\n x</code></pre>', '<pre><code class="language-c++">\n x</code></pre>'),
        ("<table><tr><td>a<td>b</table>", "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"),
        ("<ul><ul><li>a</ul></ul>", "<ul><li><ul><li>a</li></ul></li></ul>"),
        ("<dl><dt>a<dd>b</dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        ("<h2>Title<div>text</div>", "<h2>Title</h2><p>text</p>"),
        ("<b><p>one</p><p>two</p></b>", "<p><b>one</b></p><p><b>two</b></p>"),
        ("<p>a<hr>b", "<p>a</p><hr><p>b</p>"),
        ('<a href="?a=1&copy=2">x</a>', '<p><a href="?a=1&amp;copy=2">x</a></p>'),
    ],
)
def test_an_article_keeps_what_articles_are_made_of(source, expected):
    assert article_html(source) == expected


@pytest.mark.parametrize("address", ["/media/a.png", "a.png", "http://blog.example/media/a.png"])
def test_an_article_shows_its_own_pictures(address, settings):
    settings.SITE_URL = "http://blog.example"
    source = f'<figure><img src="{address}" width="20" height="10" onerror="x"><figcaption>c</figcaption></figure>'
    assert article_html(source) == (
        f'<figure><img src="{address}" alt="" width="20" height="10" loading="lazy" decoding="async">'
        "<figcaption>c</figcaption></figure>"
    )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://else.example/a.png", '<p><a href="https://else.example/a.png">cat</a></p>'),
        ("//else.example/a.png", '<p><a href="https://else.example/a.png">cat</a></p>'),
        ("http://blog.example.else.example/a.png", '<p><a href="http://blog.example.else.example/a.png">cat</a></p>'),
        ("/\\else.example/a.png", "<p>cat</p>"),
        ("/\t/else.example/a.png", '<p><a href="https://else.example/a.png">cat</a></p>'),
        ("data:image/png;base64,AAAA", "<p>cat</p>"),
        ("javascript:alert(1)", "<p>cat</p>"),
    ],
)
def test_a_foreign_picture_in_an_article_becomes_a_link_at_most(address, expected, settings):
    settings.SITE_URL = "http://blog.example"
    assert article_html(f'<img src="{address}" alt="cat">') == expected


def test_a_long_address_is_shown_short_and_linked_whole():
    address = "https://a.example/" + "b" * 100
    html = comment_html(address)
    assert f'href="{address}"' in html
    assert f">{address[:59]}…</a>" in html


def test_text_nested_deeper_than_anyone_reads_is_flattened_and_kept():
    assert comment_html(">" * 1000 + " kept").count("kept") == 1
    assert comment_html("<blockquote>" * 500 + "kept").count("<blockquote>") == 24
    assert comment_html("<b>" * 500 + "kept").count("<b>") == 8


def test_a_reference_cannot_multiply_its_address():
    source = "[a]: http://a.example/" + "b" * 9000 + "\n\n" + "[a]" * 3000
    assert len(comment_html(source)) < 3 * len(source)


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("<p>one</p><p>two<br>three</p>", "one two three"),
        ("<p>a<b>b</b>c &amp;amp; &lt;d&gt;</p>", "abc &amp; <d>"),
        ("", ""),
    ],
)
def test_the_text_of_stored_html_is_one_plain_line(stored, text):
    assert markup.comment_text(stored) == text


def test_an_excerpt_says_when_there_is_more():
    assert markup.excerpt("<p>one two three</p>", 2) == "one two…"
    assert markup.excerpt("<p>one two</p>", 2) == "one two"
    assert markup.excerpt("語" * 100, 5) == "語" * 50 + "…"


def test_words_and_minutes_are_counted():
    assert markup.word_count("<p>one two</p><p>three</p>") == 3
    assert [markup.reading_minutes(words) for words in (0, 100, 460)] == [1, 1, 2]


def test_only_what_was_stored_is_printed_as_it_is():
    from django.template import Context, Template

    template = Template("{% load markup %}{{ stored|trusted }}{{ stored }}")
    assert template.render(Context({"stored": "<p>"})) == "<p>&lt;p&gt;"
