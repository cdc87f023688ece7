"""Which addresses are let through, and which stand in a text."""

import time

import pytest

from blog.links import bare_links, host_of, in_letters, link_address, safe_href, web_address


@pytest.mark.parametrize("address", ["http://a.example", "https://a.example:8/b?c=d#e", "HTTPS://Bücher.example/ü"])
def test_a_website_is_http_or_https(address):
    assert safe_href(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a.example",
        "//a.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//http://a.example",
        "data:text/html,x",
        "ftp://a.example",
        "mailto:bob@a.example",
        "MAILTO:bob@a.example",
        "http://",
        "http:a.example",
        "http:///a.example",
        "http://bob:secret@a.example/",
        "http://a.example@b.example/",
        "http://a.example\\@b.example/",
        "http://a.example/\nb",
        "http://a.example/ b",
        'http://a.example/"onclick=',
        "http://a.example:99999/",
        "http://[::1",
        "http://a.example/" + "b" * 3000,
    ],
)
def test_anything_else_is_no_website(address):
    assert safe_href(address) == ""


@pytest.mark.parametrize(
    ("address", "comment", "article"),
    [
        (" http://a.example ", "http://a.example", "http://a.example"),
        ("mailto:bob@a.example", "mailto:bob@a.example", "mailto:bob@a.example"),
        ("ht\ntp://a.example", "http://a.example", "http://a.example"),
        ("/b", None, "/b"),
        ("#b", None, "#b"),
        ("?b:c", None, "?b:c"),
        ("b/c:d", None, "b/c:d"),
        ("//a.example/b", None, "https://a.example/b"),
        ("b:c", None, None),
        ("/\\a.example", None, None),
        ("", None, None),
        ("mailto:", None, None),
    ],
)
def test_a_comment_leads_out_and_an_article_anywhere(address, comment, article):
    assert (web_address(address), link_address(address)) == (comment, article)


HOSTS = [
    # an address, and the host that browsers ask for
    ("https://Spam.example:80/x", "spam.example"),
    ("http://%73pam.example/", "spam.example"),
    ("http://spam%2Eexample/", "spam.example"),
    ("http://sp%C2%ADam.example/", "spam.example"),
    ("http://sp" + "%C2%AD" * 80 + "am.example/", "spam.example"),
    ("http://ｓpam。example/", "spam.example"),
    ("http://spam.example./", "spam.example"),
    ("//spam.example/", "spam.example"),
    ("http://m%C3%BCnchen.example/", "xn--mnchen-3ya.example"),
    ("http://" + "ü" * 64 + ".example/", "ü" * 64 + ".example"),
    ("http://spam%2Fexample/", "spam%2fexample"),
    ("http://spam%00.example/", "spam%00.example"),
    ("http://[::1]/", "::1"),
    ("http://spam..example/", "spam..example"),
    ("http://[spam/", ""),
    ("mailto:bob@spam.example", ""),
    ("/x", ""),
]


@pytest.mark.parametrize(("address", "host"), HOSTS)
def test_a_host_is_the_one_that_browsers_ask_for(address, host):
    assert host_of(address) == host


def test_a_long_host_is_read_at_once():
    """To translate one of these would take seconds."""
    host = "".join(chr(0x4E00 + 7 * place) for place in range(1900))
    began = time.thread_time()
    for _ in range(20):
        in_letters(host_of(f"http://{host}/"))
    assert time.thread_time() - began < 1


@pytest.mark.parametrize(
    ("host", "letters"),
    [
        ("xn--mnchen-3ya.example", "münchen.example"),
        ("münchen.example", "münchen.example"),
        ("xn--spam-rga.example", "xn--spam-rga.example"),
        ("spam.example", "spam.example"),
    ],
)
def test_a_host_is_read_in_letters(host, letters):
    assert in_letters(host) == letters


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see http://a.example/b.", ["http://a.example/b"]),
        ("(http://a.example/b)", ["http://a.example/b"]),
        ("http://a.example/b_(c)!", ["http://a.example/b_(c)"]),
        ("http://a.example/?b[]=1&c=2, and www.a.example", ["http://a.example/?b[]=1&c=2", "www.a.example"]),
        ("“http://a.example”，http://b.example。", ["http://a.example", "http://b.example"]),
        ("http:// www. xhttp://a.example http://bob@a.example", []),
    ],
)
def test_an_address_in_a_sentence_ends_before_its_signs(text, found):
    assert [link.text for link in bare_links(text)] == found
