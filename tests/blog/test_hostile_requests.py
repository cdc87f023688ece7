"""What nobody asks in good faith is answered with the right refusal, and leaves nothing behind."""

from __future__ import annotations

import json
import logging
import socket
from typing import Any

import pytest
from django.test import Client, RequestFactory

from blog.logs import JsonLines, ReadableLines
from blog.network import network_hash
from tests.builders import a_comment, a_post, a_user
from tests.serving import serving

pytestmark = pytest.mark.django_db

# What a cache does not look at may change nothing of what it keeps.
UNKEYED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Scheme": "nothttps",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Port": "1",
    "X-Forwarded-For": "203.0.113.9",
    "X-Host": "evil.example",
    "Forwarded": "host=evil.example",
    "X-Original-URL": "/accounts/login/",
    "X-Rewrite-URL": "/admin/",
    "X-HTTP-Method-Override": "POST",
    "X-Part": "preview",
    "Accept-Language": "de",
    "Accept": "application/json",
    "Origin": "https://evil.example",
    "Referer": "https://evil.example/",
    "User-Agent": "<script>alert(1)</script>",
    "Via": "evil",
    "X-Wap-Profile": "https://evil.example/x.xml",
    "X-Request-ID": "0123456789abcdef",
}


@pytest.fixture
def article() -> str:
    post = a_post(title="An article")
    a_comment(post)
    return post.get_absolute_url()


@pytest.mark.parametrize("header", UNKEYED)
def test_no_header_of_a_stranger_changes_a_public_page(client, article, header):
    for path in (article, "/", "/feed/", "/sitemap.xml"):
        plain, asked = client.get(path), client.get(path, headers={header: UNKEYED[header]})
        assert asked.status_code == plain.status_code == 200
        assert asked.content == plain.content
        # Each request has a number of its own, which no stranger chooses.
        assert asked["X-Request-ID"] not in {plain["X-Request-ID"], UNKEYED[header]}
        del asked["X-Request-ID"], plain["X-Request-ID"]
        assert dict(asked.headers) == dict(plain.headers)


def test_the_method_of_a_form_is_the_one_it_was_sent_with(client, article):
    assert client.get(article, headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 200
    assert client.post(article, {"_method": "GET"}).status_code == 405


DECEPTIVE = [
    "{}x.css",
    "{}nothing.js",
    "{};x.css",
    "{}%2fx.css",
    "{}..%2fstatic/x.css",
    "{}%3fx.css",
    "{}%00.css",
    "{}.css",
]


@pytest.mark.parametrize("form", DECEPTIVE)
@pytest.mark.parametrize("path", ["/accounts/", "/accounts/export/", "/admin/queue/", "/accounts/email/"])
def test_no_private_page_passes_for_a_file(path, form):
    client = Client()
    client.force_login(a_user("bob", display_name="Bob Unmistakable"))
    answer = client.get(form.format(path))
    assert answer.status_code in {302, 400, 403, 404}
    assert "Bob Unmistakable" not in answer.content.decode() or "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "a b", "", "[::1", "localhost:x"]
)
def test_a_foreign_host_gets_nothing_of_the_site(client, article, host):
    answer = client.get(article, HTTP_HOST=host)
    assert answer.status_code == 400
    assert b"evil.example" not in answer.content


def deep(pieces: int) -> list[tuple[str, str]]:
    return [
        ("[" * pieces, "application/json"),
        ('{"a":' * pieces, "application/json"),
        ("<a>" * pieces, "application/xml"),
    ]


@pytest.mark.parametrize(("body", "kind"), deep(100_000), ids=["lists", "objects", "elements"])
def test_what_is_nested_without_end_is_read_by_nobody(client, article, body, kind):
    for path in ("/accounts/login/", "/comments/helpful/", article):
        assert client.post(path, body, content_type=kind).status_code in {200, 400, 403, 404, 405}


def test_a_form_of_ten_thousand_parts_is_refused(client):
    part = '--b\r\nContent-Disposition: form-data; name="n{}"{}\r\n\r\nx\r\n'
    for extra in ("", '; filename="f.png"'):
        body = "".join(part.format(number, extra) for number in range(10_000)) + "--b--\r\n"
        assert client.post("/accounts/login/", body, content_type="multipart/form-data; boundary=b").status_code == 400


@pytest.mark.parametrize("boundary", ["", "; boundary=", "; boundary=" + "b" * 1000, "; boundary=\x00"])
def test_a_form_without_an_edge_is_refused(client, boundary):
    assert client.post("/accounts/login/", "--b", content_type=f"multipart/form-data{boundary}").status_code == 400


BROKEN_LINES = ["a\r\nb", "a\nERROR forged: line", "a\x1b[2Jb", "a\u2028b", "a\x85b"]


@pytest.mark.parametrize("lines", [ReadableLines, JsonLines])
@pytest.mark.parametrize("said", BROKEN_LINES)
def test_what_is_logged_stays_on_its_line(said, lines):
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Bad: %s", (said,), None)
    written = lines().format(record)
    assert len(written.splitlines()) == 1
    assert "\x1b" not in written


@pytest.mark.parametrize("said", ["x\r\nSet-Cookie: a=b", "x\nLocation: //evil.example", "x\r\n\r\n<script>"])
def test_nothing_that_is_sent_becomes_a_header(client, article, said):
    answers = [
        client.get("/", {"page": said, "q": said}),
        client.get(f"{article}?sent={said}"),
        client.post("/accounts/login/", {"login": "a", "password": "b", "next": said}),
        client.get("/admin/", {"next": said}),
    ]
    for answer in answers:
        assert answer.status_code < 500
        assert not any("\r" in value or "\n" in value for value in answer.headers.values())
        assert "a" not in answer.cookies


def test_the_address_a_stranger_claims_is_not_theirs(settings):
    def network(**headers: str) -> str:
        return network_hash(RequestFactory(REMOTE_ADDR="198.51.100.1").get("/", headers=headers))

    assert network(x_forwarded_for="203.0.113.9") == network()
    settings.TRUSTED_PROXIES = ["198.51.100.1"]
    assert network(x_forwarded_for="evil, 203.0.113.9") == network(x_forwarded_for="203.0.113.9") != network()


HOST = b"Host: localhost\r\n"
# Without a host it is this machine that was asked, which is one of ours.
RAW = {
    "a second host": (b"GET / HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n\r\n", {400}),
    "a whole address of another site": (b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + b"\r\n", {200, 400}),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", {200, 400}),
    "two lengths": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", {400}),
    "a length below nothing": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -5\r\n\r\n", {400}),
    "a bare newline in a header": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\rb\r\n\r\n", {400}),
    "a space before the colon": (b"GET / HTTP/1.1\r\n" + HOST + b"X : a\r\n\r\n", {400}),
    "headers without end": (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 1_000_000 + b"\r\n\r\n", {400, 431}),
    "headers without number": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 5000 + b"\r\n", {400, 431}),
    "an address without end": (b"GET /" + b"a" * 500_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404, 414, 431}),
    "no HTTP at all": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}),
    "another protocol asked for": (
        b"GET / HTTP/1.1\r\n"
        + HOST
        + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n\r\n",
        {200},
    ),
    "a tunnel": (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n", {400, 404, 405}),
}


def raw(port: int, said: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        try:
            connection.sendall(said)
            return connection.recv(65536)
        except (ConnectionError, TimeoutError):
            return b""  # hung up on: a refusal as well


def test_the_real_server_takes_no_request_that_is_none(prepared, port):
    with serving(prepared, port, workers=1):
        raw(port, b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")  # from now on it is kept
        found: dict[str, Any] = {}
        for name, (said, expected) in RAW.items():
            answer = raw(port, said)
            status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0
            if (status and status not in expected) or b"evil.example" in answer:
                found[name] = (status, answer[:200])
        assert found == {}, json.dumps({name: str(seen) for name, seen in found.items()}, indent=1)
        assert raw(port, b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n").startswith(b"HTTP/1.1 200")
