"""Which links a text has, however they are written."""

from __future__ import annotations

import pytest

from blog import markup
from comments.rules import linking

LINKS = [
    # what is written, and where it leads
    ("No link at all, example.org is only named.", []),
    ("https://one.example/a", ["one.example"]),
    ("See https://one.example, and https://one.example.", ["one.example", "one.example"]),
    ("[words](https://two.example/x?y=1)", ["two.example"]),
    ('<a href="https://three.example">words</a>', ["three.example"]),
    ("https://one.example/a [b](http://two.example) <a href='https://three.example'>c</a>",
     ["one.example", "two.example", "three.example"]),
    ("`https://hidden.example/in/code`", ["hidden.example"]),
    ("    https://hidden.example/in/a/block", ["hidden.example"]),
    ("![p](https://picture.example/p.png)", ["picture.example"]),
    ("www.bare.example/x", ["bare.example"]),
    ("<https://angle.example>", ["angle.example"]),
    ("Write to bob@example.org or [so](mailto:bob@example.org).", []),
    ("[here](/2026/05/an-article/) and [there](#comment-3)", []),
    ("http://testserver.example/x", ["testserver.example"]),
    ("[x](https://one.example) https://one.example", ["one.example", "one.example"]),
    ("[https://shown.example](https://one.example)", ["one.example"]),
    ("http://spam%2eexample/ and [x](http://sp%C2%ADam.example)", ["spam.example", "spam.example"]),
    ("http://%73pam.example/ and `www.%73pam.example`", ["spam.example", "spam.example"]),
    ("http://%00.example/ [x](http://a%00b.example/)", ["a%00b.example"]),
    ("[x](http://%74estserver.example./)", ["testserver.example"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), LINKS)
def test_which_links_a_text_has(body, expected):
    assert linking.foreign_hosts(markup.comment_html(body)) == expected


@pytest.mark.parametrize(
    "address", ["{site}/x", "https://WWW.{host}/y", "https://%62log%2Eexample/", "https://blog.example./", "/z"]
)
def test_links_to_this_site_are_free(settings, address):
    settings.SITE_URL = "https://blog.example"
    body = f"[x]({address.format(site='https://blog.example', host='Blog.example')})"
    assert linking.foreign_hosts(markup.comment_html(body)) == []
