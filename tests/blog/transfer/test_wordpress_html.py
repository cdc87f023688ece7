"""Bodies of the classic and of the block editor, as a table of what comes in and what comes out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog import markup
from blog.transfer.wordpress_html import convert
from blog.transfer.wordpress_shortcodes import Shown


def html(source, **tools):
    return convert(source, **tools).html.replace("\n", "")


CLASSIC = {
    "blank lines part paragraphs": ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
    "a line end is a break": ("One\nTwo", "<p>One<br>Two</p>"),
    "windows line ends": ("One\r\n\r\nTwo\r\nThree", "<p>One</p><p>Two<br>Three</p>"),
    "paragraphs written out": ("<p>One</p>\n\n<p>Two</p>", "<p>One</p><p>Two</p>"),
    "a break and a line end are one": ("One<br />\nTwo", "<p>One<br>Two</p>"),
    "two breaks part paragraphs": ("One<br><br>Two", "<p>One</p><p>Two</p>"),
    "formatting across paragraphs": ("<b>One\n\nTwo</b>", "<p><strong>One</strong></p><p><strong>Two</strong></p>"),
    "wrongly nested formatting": ("<b>a<i>b</b>c</i>", "<p><strong>a<em>b</em></strong><em>c</em></p>"),
    "a list with line ends": ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "<ul><li>a</li><li>b</li></ul>"),
    "a list in a list": ("<ul><li>a\n<ul><li>b</li></ul>\n</li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    "a list between entries": (
        "<ol><li>a</li><ul><li>b</li></ul><li>c</li></ol>",
        "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
    ),
    "a list that starts later": ('<ol start="8"><li>a</li></ol>', '<ol start="8"><li>a</li></ol>'),
    "text loose in a list": ("<ul>loose<li>a</li></ul>", "<ul><li>loose</li><li>a</li></ul>"),
    "entries never closed": ("<ul><li>a<li>b</ul>after", "<ul><li>a</li><li>b</li></ul><p>after</p>"),
    "a quote gets paragraphs": ("<blockquote>a\n\nb</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
    "a heading of each level": (
        "<h1>a</h1><h2>b</h2><h4>c</h4><h6>d</h6>",
        "<h2>a</h2><h2>b</h2><h4>c</h4><h4>d</h4>",
    ),
    "boxes are unwrapped": ('<div class="x"><span style="color:red">a</span></div>b', "<p>a</p><p>b</p>"),
    "code keeps its lines": ("<pre>a\n\n  b &lt; c</pre>", "<pre>a  b &lt; c</pre>"),
    "a table": ("<table><tr><td>1<td>2</table>", "<table><tr><td>1</td><td>2</td></tr></table>"),
    "a cell with blank lines": ("<table><tr><td>a\n\nb</td></tr></table>", "<table><tr><td>a<p>b</p></td></tr></table>"),
    "entities": ("a &amp; b &lt;c&gt; &eacute;&nbsp;d", "<p>a &amp; b &lt;c&gt; é\u00a0d</p>"),
    "a bare less-than": ("1 < 2 <3", "<p>1 &lt; 2 &lt;3</p>"),
    "scripts and styles go": ("a<script>alert(1)</script><style>p{}</style>b", "<p>ab</p>"),
    "an unclosed comment": ("a <!-- b", "<p>a &lt;!-- b</p>"),
    "nothing but space": ("<p>&nbsp;</p>\n\n &nbsp; ", ""),
    "an empty link": ('<a name="x"></a>text', "<p>text</p>"),
    "a rule": ("a<hr />b", "<p>a</p><hr><p>b</p>"),
    "an address on its own line": ("https://a.example/x\n\nb", '<p><a href="https://a.example/x">https://a.example/x</a></p><p>b</p>'),
    "an address in a sentence": ("see https://a.example", "<p>see https://a.example</p>"),
    "a picture alone": ('<img src="https://a.example/x.jpg" alt="X" />', '<figure><img src="https://a.example/x.jpg" alt="X"></figure>'),
    "a picture in a sentence": ('a <img src="/x.jpg" alt=""> b', '<p>a <img src="/x.jpg" alt=""> b</p>'),
    "a picture that links to itself": (
        '<a href="/x.jpg"><img src="/x-300x200.jpg" alt="X"></a>',
        '<figure><img src="/x-300x200.jpg" alt="X"></figure>',
    ),
    "a picture that links elsewhere": (
        '<a href="/shop/"><img src="/x.jpg" alt="X"></a>',
        '<figure><a href="/shop/"><img src="/x.jpg" alt="X"></a></figure>',
    ),
    "a smiley": ('a <img class="wp-smiley" src="/s.gif" alt=":)"> b', "<p>a :) b</p>"),
    "a counting pixel": ('a<img src="https://t.example/p.gif" width="1" height="1">', "<p>a</p>"),
    "a player": (
        '<iframe src="//www.youtube.com/embed/abcdefg?rel=0"></iframe>',
        '<p><a href="https://www.youtube.com/watch?v=abcdefg">https://www.youtube.com/watch?v=abcdefg</a></p>',
    ),
    "a film with sources": (
        '<video controls><source src="https://a.example/f.mp4"><source src="https://a.example/f.ogv">Sorry.</video>',
        '<p><a href="https://a.example/f.mp4">https://a.example/f.mp4</a></p>',
    ),
}  # fmt: skip

BLOCKS = {
    "a paragraph": ("<!-- wp:paragraph -->\n<p>One\ntwo<br>three</p>\n<!-- /wp:paragraph -->", "<p>One two<br>three</p>"),
    "a list": (
        "<!-- wp:list --><ul><!-- wp:list-item --><li>a</li><!-- /wp:list-item -->\n\n"
        "<!-- wp:list-item --><li>b</li><!-- /wp:list-item --></ul><!-- /wp:list -->",
        "<ul><li>a</li><li>b</li></ul>",
    ),
    "a quote": (
        '<!-- wp:quote --><blockquote class="wp-block-quote"><p>Q</p><cite>Ann</cite></blockquote><!-- /wp:quote -->',
        "<blockquote><p>Q</p><p><cite>Ann</cite></p></blockquote>",
    ),
    "a pull quote": (
        '<!-- wp:pullquote --><figure class="wp-block-pullquote"><blockquote><p>Q</p></blockquote></figure><!-- /wp:pullquote -->',
        '<blockquote class="pull"><p>Q</p></blockquote>',
    ),
    "a picture": (
        '<!-- wp:image {"id":1} --><figure class="wp-block-image"><img src="/a.jpg" alt="A" class="wp-image-1"/>'
        "<figcaption>Cap</figcaption></figure><!-- /wp:image -->",
        '<figure><img src="/a.jpg" alt="A"><figcaption>Cap</figcaption></figure>',
    ),
    "an older gallery": (
        '<!-- wp:gallery --><figure class="wp-block-gallery"><ul class="blocks-gallery-grid">'
        '<li class="blocks-gallery-item"><figure><img src="/1.jpg" alt=""/></figure></li>'
        '<li class="blocks-gallery-item"><figure><img src="/2.jpg" alt=""/><figcaption>Two</figcaption></figure></li>'
        "</ul></figure><!-- /wp:gallery -->",
        '<figure><img src="/1.jpg" alt=""></figure><figure><img src="/2.jpg" alt=""><figcaption>Two</figcaption></figure>',
    ),
    "a newer gallery": (
        '<!-- wp:gallery --><figure class="wp-block-gallery has-nested-images">'
        '<!-- wp:image --><figure class="wp-block-image"><img src="/1.jpg" alt=""/></figure><!-- /wp:image -->'
        '<figcaption class="blocks-gallery-caption">All</figcaption></figure><!-- /wp:gallery -->',
        '<figure><img src="/1.jpg" alt=""></figure><p>All</p>',
    ),
    "an embed": (
        '<!-- wp:embed {"url":"https://v.example/1"} --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n'
        "https://v.example/1\n</div><figcaption>Film</figcaption></figure><!-- /wp:embed -->",
        '<p><a href="https://v.example/1">https://v.example/1</a></p><p>Film</p>',
    ),
    "an embed without markup": (
        '<!-- wp:embed {"url":"https:\\/\\/v.example\\/1"} /-->',
        '<p><a href="https://v.example/1">https://v.example/1</a></p>',
    ),
    "columns, groups and buttons": (
        '<!-- wp:columns --><div class="wp-block-columns"><!-- wp:column --><div class="wp-block-column">'
        "<!-- wp:paragraph --><p>Left</p><!-- /wp:paragraph --></div><!-- /wp:column --></div><!-- /wp:columns -->"
        '<!-- wp:button --><div class="wp-block-button"><a class="wp-block-button__link" href="/go">Go</a></div><!-- /wp:button -->',
        '<p>Left</p><p><a href="/go">Go</a></p>',
    ),
    "a cover": (
        '<!-- wp:cover --><div class="wp-block-cover" style="background-image:url(/c.jpg)"><p>Over</p></div><!-- /wp:cover -->',
        '<figure><img src="/c.jpg" alt=""></figure><p>Over</p>',
    ),
    "a file": (
        '<!-- wp:file --><div class="wp-block-file"><a href="/a.pdf">Paper</a>'
        '<a href="/a.pdf" class="wp-block-file__button" download>Download</a></div><!-- /wp:file -->',
        '<p><a href="/a.pdf">Paper</a></p>',
    ),
    "verse": ('<!-- wp:verse --><pre class="wp-block-verse">a\n  b</pre><!-- /wp:verse -->', "<p>a<br>b</p>"),
    "code": (
        '<!-- wp:code --><pre class="wp-block-code"><code class="language-css">a{}</code></pre><!-- /wp:code -->',
        '<pre><code class="language-css">a{}</code></pre>',
    ),
    "a separator and a spacer": (
        '<!-- wp:separator --><hr class="wp-block-separator"/><!-- /wp:separator -->'
        '<!-- wp:spacer --><div style="height:9px" aria-hidden="true"></div><!-- /wp:spacer -->',
        "<hr>",
    ),
    "classic text between blocks": ("<!-- wp:more --><!--more--><!-- /wp:more -->\n\nOld\n\ntext", "<p>Old</p><p>text</p>"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CLASSIC.values(), ids=CLASSIC)
def test_the_classic_editor(source, expected):
    assert html(source) == expected


@pytest.mark.parametrize(("source", "expected"), BLOCKS.values(), ids=BLOCKS)
def test_the_block_editor(source, expected):
    assert html(source) == expected


@pytest.mark.parametrize(("source", "expected"), (CLASSIC | BLOCKS).values(), ids=CLASSIC | BLOCKS)
def test_what_comes_out_is_what_an_article_may_hold(source, expected):
    own = convert(source, picture=lambda src, alt: f'<img src="/media/x.jpg" alt="{alt}">').html
    assert markup.comment_text(markup.article_html(own)) == markup.comment_text(own)


def test_blocks_that_show_the_site_are_left_out_and_counted():
    body = convert('<!-- wp:latest-posts {"n":3} /--><!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->')
    assert body.html == "<p>a</p>"
    assert body.left_out == {"latest-posts": 1}


def test_the_text_before_more_is_the_teaser():
    body = convert("Before <em>this</em>.\n\n<!--more Read on-->After.")
    assert body.teaser == "Before this."
    assert body.html == "<p>Before <em>this</em>.</p>\n<p>After.</p>"


def test_without_a_copy_a_picture_is_a_link_called_by_its_words_or_its_file():
    none = {"picture": lambda src, alt: ""}
    assert (
        html('<img src="https://a.example/x.jpg" alt="Tea">', **none)
        == '<p><a href="https://a.example/x.jpg">Tea</a></p>'
    )
    assert (
        html('<img src="https://a.example/y%20z.jpg">', **none)
        == '<p><a href="https://a.example/y%20z.jpg">y z.jpg</a></p>'
    )
    assert html('<a href="/b"><img src="/x.jpg" alt="Tea"></a>', **none) == '<p><a href="/b">Tea</a></p>'


def test_a_gallery_shows_its_pictures_in_order():
    shown = {1: Shown("/1.jpg", "One"), 2: Shown("/2.jpg", "", "Cap")}
    assert html('a\n[gallery ids="2,1"]', gallery=lambda ids: [shown[i] for i in ids]) == (
        '<p>a</p><figure><img src="/2.jpg" alt=""><figcaption>Cap</figcaption></figure>'
        '<figure><img src="/1.jpg" alt="One"></figure>'
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<pre>a<br>b<br><br>c</pre>", "a\nb\n\nc"),
        ("<pre>a<ul>b</ul>c</pre>", "a\nb\nc"),
        ("<pre><p>a</p><p>b</p></pre>", "a\nb\n"),
        ("<pre>a\n<h3>b</h3>\nc</pre>", "a\nb\n\nc"),
    ],
)
def test_breaks_and_blocks_in_code_are_ends_of_lines(source, expected):
    assert convert(source).html == f"<pre>{expected}</pre>"


def test_a_block_in_code_parts_the_words_around_it_for_the_sanitiser_too():
    found = convert("<pre>[sic]<ul>[sic]").html
    assert markup.comment_text(markup.article_html(found)) == "[sic] [sic]"


def test_ten_thousand_nested_quotes_are_flattened_and_kept():
    assert markup.comment_text(html("<blockquote>" * 10_000 + "deep")) == "deep"


PIECES = [
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "a",
    " b ",
    "\n",
    "\n\n",
]
PIECES += [
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<blockquote>",
    "</blockquote>",
    "<figure>",
    "</figure>",
    "<br>",
    "<hr>",
]
PIECES += [
    "<figcaption>",
    "</figcaption>",
    '<img src="/x.jpg">',
    '<a href="/y">',
    "</a>",
    "<h3>",
    "</h3>",
    "<pre>",
    "</pre>",
    "&amp;",
]
PIECES += [
    "<!-- wp:paragraph -->",
    "<!-- /wp:paragraph -->",
    "[caption]",
    "[/caption]",
    "[sic]",
    "<script>",
    "</script>",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_whatever_comes_in_no_text_is_lost_to_the_sanitiser(source):
    found = convert(source, picture=lambda src, alt: f'<img src="{src}" alt="{alt}">').html
    assert markup.comment_text(markup.article_html(found)) == markup.comment_text(found)
    assert "<p></p>" not in found
