"""The editor's contract with `blog.markup`: what it writes is stored as it is.

`tests/e2e/test_editor.py` shows in Chromium that these are the editor's own words.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from blog import markup
from blog.posts.editor import BLOCKS, MODULES, ArticleEditor

# One of everything that the toolbar makes, or that an article may have brought from elsewhere.
EMITTED = {
    "paragraphs": "<p>One.</p><p>Two<br>lines.</p>",
    "headings": "<h2>Two</h2><h3>Three</h3><h4>Four</h4>",
    "bold and italic": "<p><strong>bold</strong> <em>italic</em> <strong><em>both</em></strong></p>",
    "code": "<p><code>x</code></p><pre><code>for x in y:\n    print(x)</code></pre>",
    "lists": '<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul><ol><li><p>c</p></li></ol><ol start="3"><li><p>d</p></li></ol>',
    "quotes": '<blockquote><p>Said.</p></blockquote><blockquote class="pull"><p>Set apart.</p></blockquote>',
    "links": '<p><a href="https://example.org/?a=1&amp;b=2" title="There">out</a> <a href="/about/">in</a> '
    '<a href="#part">down</a> <a href="mailto:hanne@example.org">mail</a></p>',
    "line": "<p>Before.</p><hr><p>After.</p>",
    "picture": '<figure><img src="/media/pictures/2026/11/a.jpg" alt="A chair" width="1600" height="900"></figure>',
    "picture with a caption": '<figure><img src="/media/a.jpg" alt="" width="16" height="9"><figcaption>Seen <em>there</em></figcaption></figure>',
    "small marks": '<p><s>s</s> <sub>1</sub> <sup>2</sup> <kbd>K</kbd> <abbr title="x y">xy</abbr> <cite>c</cite> '
    "<q>q</q> <small>s</small> <mark>m</mark> <u>u</u></p>",
    "table": "<table><tbody><tr><th><p>h</p></th><td><p>d</p></td></tr></tbody></table>",
    "terms": "<dl><dt>term</dt><dd><p>meaning</p></dd></dl>",
    "signs": "<p>a &lt; b &amp; c &gt; d — “é” 😀</p>",
}


def comparable(html: str) -> str:
    """Without what markup adds to pictures for the browser's sake."""
    return re.sub(r' (decoding|loading)="[a-z]+"', "", html).replace("\n</code>", "</code>")


@pytest.mark.parametrize("html", EMITTED.values(), ids=EMITTED)
def test_what_the_editor_writes_is_stored_as_it_is(html):
    assert comparable(markup.article_html(html)) == html


def test_the_toolbar_offers_the_kinds_of_paragraph_that_the_script_knows():
    script = Path(finders.find("panel/editor-toolbar.js")).read_text()
    listed = re.search(r"(?s)const blocks = \{(.*?)\n\};", script)[1]
    assert re.findall(r"^  (\w+):", listed, re.M) == list(BLOCKS)


def test_the_import_map_names_every_module_the_scripts_import():
    media = str(ArticleEditor().media)
    for name in ("editor.js", *(f"editor-{module}.js" for module in MODULES)):
        script = Path(finders.find(f"panel/{name}")).read_text()
        for imported in re.findall(r'from "([^"]+)"', script):
            assert f'"{imported}":' in media


def test_without_the_script_it_is_a_textarea_with_what_was_written():
    shown = ArticleEditor().render("body", "<p>a & </textarea><script>", {"id": "id_body"})
    assert "&lt;p&gt;a &amp; &lt;/textarea&gt;&lt;script&gt;" in shown
    assert re.search(r"<div class=\"editor-tools\"[^>]* hidden>", shown)


def test_every_button_has_a_name():
    shown = ArticleEditor().render("body", "", {"id": "id_body"})
    for button in re.findall(r"(?s)<button[^>]*>(.*?)</button>", shown):
        assert re.search(r"[A-Za-z]{3}", re.sub(r'<(\w+) aria-hidden="true">.*?</\1>|<[^>]*>', "", button))
