"""Whatever is sent, what comes out holds only what is allowed, balanced, and sanitises to itself."""

import json
import re
from pathlib import Path

import pytest
from bleach._vendor.html5lib import parseFragment
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.markup import article_html, comment_html

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"

COMMENT = {
    "a": {"href", "title", "rel"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "del": {"datetime"},
    "ol": {"start"},
    "q": {"cite"},
    **{name: set() for name in ("b", "br", "cite", "code", "em", "hr", "i", "li", "p", "pre", "s", "strong", "ul")},
}
ARTICLE = {
    **{name: attributes for name, attributes in COMMENT.items() if name != "del"},
    "blockquote": {"class"},
    "code": {"class"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "th": {"scope"},
    **{name: set() for name in ("caption", "dd", "dl", "dt", "figcaption", "figure", "h2", "h3", "h4", "kbd", "mark")},
    **{name: set() for name in ("small", "sub", "sup", "table", "tbody", "td", "thead", "tr", "u")},
}
KINDS = {
    "markdown": (comment_html, COMMENT),
    "wordpress": (lambda source: comment_html(source, "wordpress"), COMMENT),
    "article": (article_html, ARTICLE),
}

SCRIPTS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<ScRiPt/x>alert(1)",
    "<img src=x onerror=alert(1)>",
    '<img src="x" onerror="alert(1)"',
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext></p><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<b><noscript><!-- </noscript><img src=x onerror=alert(1) --></noscript>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript&colon;alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a><a href='//evil.example'>y</a>",
    "<a href='http://a.example' onclick=alert(1) style='position:fixed'>x</a>",
    "<a href='http://good.example@evil.example/'>x</a>",
    "<a href='https:evil.example'>x</a><a href='/\\evil.example'>y</a>",
    '<a href="http://a.example/&quot; onmouseover=&quot;alert(1)">x</a>',
    "[x](javascript:alert(1)) [y](data:text/html;base64,AAAA) <javascript:alert(1)>",
    "![x](data:image/svg+xml;base64,AAAA)",
    "[a]: javascript:alert(1)\n\n[a]",
    'http://a.example/"onmouseover=alert(1)',
    "http://a.example/&quot;onmouseover=alert(1)",
    "<iframe src=javascript:alert(1)></iframe><object data=x></object><embed src=x>",
    "<form action=javascript:alert(1)><input autofocus onfocus=alert(1)><button formaction=x>",
    "<base href=//evil.example/><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
    "<style>@import 'x'</style><p style='background:url(x)'>",
    "<details open ontoggle=alert(1)>x</details>",
    "<xss id=x tabindex=1 onfocus=alert(1)></xss>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<title></title><img src=x onerror=alert(1)>",
    "</div></article></body><h1>the page is mine",
    "<!--<img src=x onerror=alert(1)>-->",
    "<!--><img src=x onerror=alert(1)>",
    "<?xml version='1.0'?><![CDATA[<img src=x onerror=alert(1)>]]>",
    "<p id=comment-1 class=admin name=body>x",
    "`<img src=x onerror=alert(1)>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&" + "#" + "9" * 5000 + ";",
    "\ud800\x00\x08<b\x00>x",
]


def offences(html, allowed):
    """What a parser of HTML finds in it that is not allowed, in words."""
    found = []
    for element in parseFragment(html, namespaceHTMLElements=False).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        if element.tag not in allowed:
            found.append(f"element {element.tag}")
            continue
        for name, value in element.attrib.items():
            if name not in allowed[element.tag]:
                found.append(f"attribute {name}")
            elif name in {"href", "src", "cite"} and is_bad(value, allowed):
                found.append(f"address {value}")
        if allowed is COMMENT and element.tag == "a" and element.attrib.get("rel") != "nofollow ugc noopener":
            found.append("a link that is not marked")
    return found


def is_bad(address, allowed):
    address = re.sub(r"[\x00-\x20]", "", address)
    if re.match(r"(?:https?://[^/@\\?#]+(?:[/?#]|$)|mailto:)", address, re.IGNORECASE):
        return False
    return allowed is COMMENT or ":" in re.split("[/?#]", address)[0] or address.startswith(("//", "/\\"))


def balance(html):
    """Elements left open at the end, or closed in the wrong order: none, we hope."""
    stack = []
    for closing, name in re.findall(r"<(/?)([a-z0-9]+)[^>]*>", html):
        if name in {"br", "hr", "img"}:
            continue
        if not closing:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return f"</{name}> closes nothing"
    return stack


def check(source, kind):
    render, allowed = KINDS[kind]
    html = render(source)
    assert offences(html, allowed) == []
    assert balance(html) == []
    return html


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("source", SCRIPTS)
def test_nothing_that_runs_is_left(source, kind):
    check(source, kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.skipif(not (CORPORA / "xss").is_dir(), reason="the collection of payloads is not here")
def test_nothing_of_the_collected_payloads_is_left(kind):
    lines = (CORPORA / "xss" / "payloads.jsonl").read_text(encoding="utf-8").splitlines()
    payloads = [json.loads(line)["payload"] for line in lines]
    assert len(payloads) >= 300
    for payload in payloads:
        html = check(payload, kind)
        if kind != "markdown":
            assert KINDS[kind][0](html) == html


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.skipif(not (CORPORA / "text").is_dir(), reason="the naughty strings are not here")
def test_naughty_strings_stay_harmless(kind):
    for text in json.loads((CORPORA / "text" / "blns.json").read_text(encoding="utf-8")):
        check(text, kind)


def test_the_check_finds_what_it_looks_for():
    bad = "<p id=x><a href=javascript:x>a</a><a href='https:b'>b</a><script></script></p>"
    assert len(offences(bad, COMMENT)) == 6
    assert balance("<p><b></p></b>") == "</p> closes nothing"
    assert balance("<p><b></b>") == ["p"]


PIECES = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<em>",
        "<code>",
        "</code>",
        "<p>",
        "</p>",
        "<a",
        "href='http://a.example'>",
        "<a>",
        "</a>",
        "<ul>",
        "</ul>",
        "<ol",
        "start=3>",
        "<li>",
        "</li>",
        "<blockquote>",
        "</blockquote>",
        "<pre>",
        "</pre>",
        "<br>",
        "<hr>",
        "<h2>",
        "</h2>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<th>",
        "<tbody>",
        "<caption>",
        "<dl>",
        "<dt>",
        "<dd>",
        "</dl>",
        "<figure>",
        "</figure>",
        "<figcaption>",
        "<div>",
        "</div>",
        "<span>",
        "<Foo>",
        "<img",
        "src=a.png>",
        "<img",
        "src=http://b.example/c.png>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "*",
        "**",
        "_",
        "`",
        "```",
        ">",
        "-",
        "1.",
        "#",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](http://c.example)",
        "http://d.example",
        "www.e.example",
        "&amp;",
        "&lt;",
        "&",
        "<",
        ">",
        '"',
        "'",
        "\\",
        "a",
        "b",
        "word",
        "é",
    ]
) | st.sampled_from(
    [" ", "\n", "\n\n", "    ", "\u00a0", "\u0301", "\u200b", "&nbsp;", "&#13;", "&#x202e;", "&#0;", "&#x81;"]
)
SOUP = st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)


@pytest.mark.parametrize("kind", KINDS)
@given(source=SOUP)
@settings(max_examples=150, deadline=None)
def test_any_soup_comes_out_allowed_and_balanced(kind, source):
    check(source, kind)


@pytest.mark.parametrize("kind", ["wordpress", "article"])
@given(source=SOUP)
@settings(max_examples=150, deadline=None)
def test_what_came_out_comes_out_again_as_it_is(kind, source):
    render, _ = KINDS[kind]
    once = render(source)
    assert render(once) == once


@given(source=SOUP)
@settings(max_examples=150, deadline=None)
def test_a_rendered_comment_is_left_alone_by_the_sanitiser(source):
    from blog import markup

    once = comment_html(source)
    assert markup._clean(once, markup._COMMENT_RULES, markup._tools.comment) == once


@pytest.mark.parametrize("kind", KINDS)
@given(source=SOUP)
@settings(max_examples=150, deadline=None)
def test_a_parser_of_html_moves_nothing_about(kind, source):
    """The nesting that is stored is the nesting that a browser builds."""
    from bleach._vendor.html5lib import serialize

    html = KINDS[kind][0](source)
    parsed = parseFragment(html, namespaceHTMLElements=False)
    written = serialize(parsed, quote_attr_values="always", omit_optional_tags=False, resolve_entities=False)
    assert re.findall("</?[a-z0-9]+", written) == re.findall("</?[a-z0-9]+", html)
