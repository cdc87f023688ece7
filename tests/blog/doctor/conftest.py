from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import dns.message
import dns.name
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from blog.doctor import domains
from tests.blog.mail.post_office import PostOffice


class NameServer:
    """Answers on loopback from a table of TXT records; what is below or in it exists, all else does not."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.is_deaf = False
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                data, peer = self.socket.recvfrom(4096)
            except OSError:
                return
            if not self.is_deaf:
                self.socket.sendto(self._answer(dns.message.from_wire(data)).to_wire(), peer)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(query)
        name = query.question[0].name.to_text(omit_final_dot=True)
        if records := self.texts.get(name):
            quoted = [f'"{record}"' for record in records]
            answer.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "TXT", *quoted))
        elif name not in self.texts and not any(known.endswith(f".{name}") for known in self.texts):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


@pytest.fixture
def names(monkeypatch) -> Iterator[NameServer]:
    server = NameServer()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.port
    monkeypatch.setattr(domains, "_resolver", lambda: resolver)
    monkeypatch.setattr(domains, "SECONDS", 1.0)
    yield server
    server.socket.close()


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture
def states():
    """What was found, as `about: state`."""
    return lambda found: [f"{finding.about}: {finding.state}" for finding in found]
