"""A mail server in a process of its own whose temper changes, and that notes what it took and what it refused."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.ports import free_port

FORK = multiprocessing.get_context("fork")
READY_SECONDS = 60
STALLS = 1.0  # seconds without an answer: longer than our workers wait here


@dataclass(frozen=True)
class Temper:
    """`mood`: willing, busy (451 to the mail), stalls, cuts (in the middle of DATA), mute (takes the mail and says nothing).

    `after`: so many mails go well first. `refused`: addresses that do not exist.
    """

    mood: str = "willing"
    after: int = 0
    refused: frozenset[str] = field(default_factory=frozenset)


class Desk:
    """The handler, and the list of what happened: ("took", recipient, mail) or ("refused", recipient, b"")."""

    def __init__(self) -> None:
        self.temper = Temper()
        self.happened: list[tuple[str, str, bytes]] = []
        self.open = 0  # connections
        self.begun = 0  # mails, since the temper changed

    @property
    def mood(self) -> str:
        return self.temper.mood if self.begun > self.temper.after else "willing"

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.begun += 1
        if self.mood == "stalls":
            await asyncio.sleep(STALLS)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.temper.refused:
            self.happened.append(("refused", address, b""))
            return "550 Nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.mood == "busy":
            return "451 Try again later"
        self.happened += [("took", address, envelope.content) for address in envelope.rcpt_tos]
        if self.mood == "mute":
            server.transport.abort()
        return "250 OK"


class Line(SMTP):
    """One connection. The base class holds a mail until it is whole, so the middle of it is only seen here."""

    def connection_made(self, transport: Any) -> None:
        self.event_handler.open += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.event_handler.open -= 1

    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.mood != "cuts":
            await super().smtp_DATA(arg)
            return
        await self.push("354 Go on")
        await self._reader.readuntil(b"\r\n")
        if self.transport:
            self.transport.abort()


class Counter(Controller):
    def factory(self) -> SMTP:
        return Line(self.handler, enable_SMTPUTF8=False)


class Office:
    """Seen from outside of its process."""

    def __init__(self, port: int, line: Any) -> None:
        self.port, self._line = port, line

    def be(self, temper: Temper) -> None:
        self._ask("be", temper)

    def taken(self) -> list[tuple[str, str, bytes]]:
        """What happened since it was asked the last time. Whoever was killed at the door has left by then."""
        return self._ask("taken", None)

    def _ask(self, what: str, about: Any) -> Any:
        self._line.send((what, about))
        return self._line.recv()


@contextmanager
def opened() -> Iterator[Office]:
    """Forks, so before anything is connected to a database."""
    port, (ours, theirs) = free_port(), FORK.Pipe()
    process = FORK.Process(target=_stand, args=(port, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.poll(READY_SECONDS), "the mail server did not open"
    ours.recv()
    try:
        yield Office(port, ours)
    finally:
        process.terminate()
        process.join()


def _stand(port: int, line: Any) -> None:
    desk = Desk()
    controller = Counter(desk, hostname="127.0.0.1", port=port, ready_timeout=READY_SECONDS)
    controller.start()
    line.send("open")
    while True:
        what, about = line.recv()
        work = {"be": _be, "taken": _taken}[what](desk, about)
        line.send(asyncio.run_coroutine_threadsafe(work, controller.loop).result())


async def _be(desk: Desk, temper: Temper) -> None:
    desk.temper, desk.begun = temper, 0


async def _taken(desk: Desk, _about: None) -> list[tuple[str, str, bytes]]:
    while desk.open:
        await asyncio.sleep(0.002)
    await asyncio.sleep(0)
    happened, desk.happened = desk.happened, []
    return happened
