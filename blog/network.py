"""Where a request comes from: the client's address behind proxies, and the hash that is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

Address = IPv4Address | IPv6Address
Site = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

LOCAL_SOCKET = "unix"  # among TRUSTED_PROXIES: whoever comes through a socket file, and so has no address
# What only a proxy of ours may say about a request; from anybody else it is as good as not said.
VOUCHED_FOR = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")

KEPT = "_network_hash"  # where a request has it
IPV6_PREFIX = 64  # what one household or one server gets; the rest its owner changes at will
KEPT_PREFIXES = {4: 24, 6: 48}  # of an address that is stored: some hundred neighbours share it


def believing_proxies(site: Site) -> Site:
    """A WSGI application that never sees what a stranger claims to have been told by a proxy."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        claimed = [name for name in VOUCHED_FOR if name in environ]
        if claimed and not is_proxy(environ.get("REMOTE_ADDR", "")):
            for name in claimed:
                del environ[name]
        return site(environ, start_response)

    return answer


def client_ip(request: HttpRequest) -> str:
    """The address of the client; "" when the request came through a local socket alone.

    X-Forwarded-For is what anyone may write, so it is read from the right, and only as far as
    TRUSTED_PROXIES reach: the first address that is not a proxy of ours is the client.
    """
    address = parse(request.META.get("REMOTE_ADDR", ""))
    hops = [parse(hop) for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    while is_trusted(address) and hops:
        hop = hops.pop()
        if hop is None:
            break
        address = hop
    return str(address or "")


def network_hash(request: HttpRequest) -> str:
    """64 hex digits that are the same for all requests from one IPv4 address or one IPv6 /64, "" if unknown.

    Without the site's secret they lead back to no address. The request keeps them.
    """
    kept: str | None = request.__dict__.get(KEPT)
    if kept is None:
        kept = request.__dict__[KEPT] = _hash(parse(client_ip(request)))
    return kept


def _hash(address: Address | None) -> str:
    if address is None:
        return ""
    network = ip_network((address, IPV6_PREFIX if address.version == 6 else 32), strict=False)
    return salted_hmac("blog.network", str(network), algorithm="sha256").hexdigest()


def shortened(address: str) -> str:
    """The first address of the larger network this one lies in: enough to know one's provider or town by."""
    found = parse(address)
    if found is None:
        return address
    return str(ip_network((found, KEPT_PREFIXES[found.version]), strict=False).network_address)


def beginning(address: str) -> str:
    """A shortened address as people read it: "203.0.113.…", "2001:db8:7:…"."""
    found = parse(shortened(address))
    if found is None:
        return address
    parts = [part.lstrip("0") or "0" for part in found.exploded.split(":")[:3]]
    return ":".join([*parts, "…"]) if found.version == 6 else f"{str(found).rpartition('.')[0]}.…"


def parse(text: str) -> Address | None:
    """An address as proxies write it, with or without a port; IPv4 inside IPv6 is IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_proxy(peer: str) -> bool:
    """Is whoever is at the other end, as a server names them ("" through a socket file), one of our proxies?"""
    return _is_proxy(peer, tuple(settings.TRUSTED_PROXIES))


@lru_cache(maxsize=512)  # behind a proxy each request asks
def _is_proxy(peer: str, _entries: tuple[str, ...]) -> bool:
    return is_trusted(parse(peer))


def is_trusted(address: Address | None) -> bool:
    """Is this one of our proxies? A local socket (no address) is one as soon as any is named."""
    if address is None:
        return bool(settings.TRUSTED_PROXIES)
    return any(address in network for network in trusted_networks(tuple(settings.TRUSTED_PROXIES)))


@lru_cache(maxsize=8)
def trusted_networks(entries: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(entry.strip(), strict=False) for entry in entries if entry != LOCAL_SOCKET]
