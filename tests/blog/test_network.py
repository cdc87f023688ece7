"""blog/network.py: mallory writes what she likes into X-Forwarded-For."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from blog.network import VOUCHED_FOR, beginning, believing_proxies, client_ip, network_hash, shortened

PROXY = "10.0.0.2"
MALLORY = "203.0.113.9"


def request_from(remote: str, forwarded: str | None = None) -> HttpRequest:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)


@pytest.mark.parametrize(
    ("remote", "forwarded", "client"),
    [
        (MALLORY, None, MALLORY),
        (MALLORY, "198.51.100.1", MALLORY),  # not through a proxy of ours: her word counts for nothing
        (PROXY, None, PROXY),
        (PROXY, "198.51.100.1", "198.51.100.1"),
        (PROXY, f"198.51.100.1, {MALLORY}", MALLORY),  # the left part came from her
        (PROXY, f"{MALLORY}, 10.0.0.3", MALLORY),  # two proxies of ours in a row
        (PROXY, "10.0.0.4, 10.0.0.3", "10.0.0.4"),  # everything is ours: the outermost
        (PROXY, f"198.51.100.1, nonsense, {MALLORY}", MALLORY),
        (PROXY, "198.51.100.1, nonsense", PROXY),  # what cannot be read ends the chain
        (PROXY, "", PROXY),
        (PROXY, f"{MALLORY}:51234", MALLORY),
        (PROXY, "[2001:db8::1]:443", "2001:db8::1"),
        (PROXY, "2001:db8::1", "2001:db8::1"),
        (f"::ffff:{PROXY}", MALLORY, MALLORY),  # a server that listens on both families
        ("fd00::7", MALLORY, MALLORY),
        ("", MALLORY, MALLORY),  # a proxy that reaches us through a local socket
    ],
)
def test_the_client_is_the_rightmost_address_that_is_no_proxy_of_ours(settings, remote, forwarded, client):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8", "fd00::/8"]
    assert client_ip(request_from(remote, forwarded)) == client


@pytest.mark.parametrize("forwarded", ["198.51.100.1", "127.0.0.1", "nonsense", ","])
def test_without_trusted_proxies_nobody_is_believed(settings, forwarded):
    settings.TRUSTED_PROXIES = []
    assert client_ip(request_from(MALLORY, forwarded)) == MALLORY


def test_a_proxy_named_without_a_network_is_that_address_alone(settings):
    settings.TRUSTED_PROXIES = [PROXY]
    assert client_ip(request_from("10.0.0.3", "198.51.100.1")) == "10.0.0.3"


def test_who_comes_through_a_socket_file_is_named_by_a_word(settings):
    settings.TRUSTED_PROXIES = ["unix"]
    assert client_ip(request_from("", MALLORY)) == MALLORY
    assert client_ip(request_from("10.0.0.3", MALLORY)) == "10.0.0.3"


def claims_heard(remote):
    """Of all that a proxy could say, by a site behind the wrapper."""
    environ = {"REMOTE_ADDR": remote, "HTTP_HOST": "blog.example", **dict.fromkeys(VOUCHED_FOR, "said")}
    heard = []
    believing_proxies(lambda environ, start_response: heard.append(environ) or [])(environ, None)
    return {name for name in heard[0] if name.startswith("HTTP_")} - {"HTTP_HOST"}


@pytest.mark.parametrize(
    ("trusted", "remote", "believed"),
    [
        (["10.0.0.0/8"], PROXY, True),
        (["10.0.0.0/8"], MALLORY, False),
        (["10.0.0.0/8", "unix"], "", True),
        (["unix"], PROXY, False),
        ([], PROXY, False),
        ([], "", False),
    ],
)
def test_what_a_proxy_would_say_is_heard_from_our_proxies_only(settings, trusted, remote, believed):
    settings.TRUSTED_PROXIES = trusted
    assert claims_heard(remote) == (set(VOUCHED_FOR) if believed else set())


def test_an_ipv6_network_of_one_household_has_one_hash():
    hashes = {network_hash(request_from(address)) for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")}
    assert len(hashes) == 1
    assert network_hash(request_from("2001:db8:1:3::1")) not in hashes


def test_each_ipv4_address_has_a_hash_of_its_own():
    assert network_hash(request_from("203.0.113.9")) != network_hash(request_from("203.0.113.8"))


def test_the_hash_is_64_hex_digits_and_hangs_on_the_secret(settings):
    before = network_hash(request_from(MALLORY))
    assert len(before) == 64
    assert int(before, 16) > 0
    settings.SECRET_KEY = "another" * 10
    assert network_hash(request_from(MALLORY)) != before


def test_an_unknown_place_has_no_hash(settings):
    settings.TRUSTED_PROXIES = []
    assert network_hash(request_from("")) == ""


@pytest.mark.parametrize(
    ("address", "kept", "shown"),
    [
        ("203.0.113.9", "203.0.113.0", "203.0.113.…"),
        ("::ffff:203.0.113.9", "203.0.113.0", "203.0.113.…"),
        ("2001:db8:1:2::9", "2001:db8:1::", "2001:db8:1:…"),
        ("::1", "::", "0:0:0:…"),
        ("nonsense", "nonsense", "nonsense"),
    ],
)
def test_of_an_address_that_is_kept_only_the_beginning_is_left(address, kept, shown):
    assert shortened(address) == kept
    assert beginning(address) == beginning(kept) == shown
