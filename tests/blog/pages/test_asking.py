"""blog/pages/asking.py: which requests a kept page may answer."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from blog.pages import asking
from blog.pages.asking import Key, encoding_of, is_personal, key_of, key_of_environ
from comments import identity

QUERIES = {
    "": "",
    "page=2": "page=2",
    "order=newest": "order=newest",
    "page=2&order=newest": "order=newest&page=2",
    "order=newest&page=2": "order=newest&page=2",
    "utm_source=a&utm_medium=b": "",
    "page=2&fbclid=x": "page=2",
    "page=": "page=",
    "page=2&page=3": None,
    "since=2026-01-01T00:00:00Z": None,
    "sent=12.abc": None,
    "anything=1": None,
    "PAGE=2": None,
}
ENCODINGS = {
    "": "identity",
    "gzip": "gzip",
    "gzip, deflate, br, zstd": "br",
    "br;q=0, gzip": "gzip",
    "br;q=0.1, gzip;q=1": "br",
    "gzip;q=0": "identity",
    "*": "br",
    "identity": "identity",
    "GZIP": "gzip",
    "br;q=nonsense, gzip": "gzip",
}
COOKIES = {
    "": False,
    "theme=dark": False,
    "csrftoken=abc": False,
    "_ga=1; other=2": False,
    "sessionid=abc": True,
    "theme=dark; sessionid=abc": True,
    "held_12=abc": True,
    "remember=abc": True,
    "proven=abc": True,
    "messages=abc": True,
    "theme=dark;sessionid=abc": True,
}


@pytest.mark.parametrize(("query", "told"), QUERIES.items())
def test_only_what_makes_another_page_is_part_of_its_name(query, told):
    key = key_of("localhost", "", "/", query)
    assert (key and key.query) == told


@pytest.mark.parametrize(("accepted", "encoding"), ENCODINGS.items())
def test_the_best_encoding_that_is_taken_is_chosen(accepted, encoding):
    assert encoding_of(accepted) == encoding


@pytest.mark.parametrize(("cookies", "personal"), COOKIES.items())
def test_a_cookie_of_ours_asks_for_a_page_of_ones_own(cookies, personal):
    assert is_personal(cookies) is personal


@pytest.mark.parametrize("cookies", [cookies for cookies in COOKIES if not cookies.startswith("messages")])
def test_the_site_and_the_kept_pages_call_the_same_readers_personal(cookies):
    request = RequestFactory().get("/", headers={"cookie": cookies})
    assert identity.is_personal(request) is is_personal(cookies)


@pytest.mark.parametrize(("peer", "scheme"), [("10.0.0.2", "https"), ("", "https"), ("203.0.113.9", "")])
def test_the_host_is_part_of_the_name_and_the_scheme_as_a_proxy_of_ours_says_it(settings, peer, scheme):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    environ = {
        "REMOTE_ADDR": peer,
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/caf\xc3\xa9/",
        "HTTP_HOST": "b",
        "HTTP_X_FORWARDED_PROTO": "https",
    }
    assert key_of_environ(environ) == Key("b", scheme, "/café/", "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "get"])
def test_only_reading_is_answered(method):
    assert key_of_environ({"REQUEST_METHOD": method, "PATH_INFO": "/"}) is None


def test_credentials_are_for_the_site():
    assert key_of_environ({"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_AUTHORIZATION": "Basic eA=="}) is None


@pytest.mark.parametrize(("path", "query"), [("/" + "a" * 1000, ""), ("/", "page=" + "1" * 1000)])
def test_an_endless_address_names_no_kept_page(path, query):
    assert key_of("localhost", "", path, query) is None


def test_what_strangers_make_long_is_not_remembered():
    asking._told.cache_clear()
    asking._encoding_of.cache_clear()
    for number in range(20):
        assert asking.key_of("blog.example", "", "/", f"utm_source={number}{'x' * 5000}") is None
        assert asking.encoding_of(f"gzip, {number}{'x' * 5000}") == "identity"
    assert (asking._told.cache_info().currsize, asking._encoding_of.cache_info().currsize) == (0, 0)
