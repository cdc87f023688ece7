"""A mail server on loopback that takes what it is given, unless it is told otherwise."""

from __future__ import annotations

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port

READY_SECONDS = 60  # a loaded machine needs some of them


class PostOffice:
    """`answers`: what is said to a recipient. `dies`: how often it hangs up in the middle of a mail."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answers: dict[str, str] = {}
        self.answer_to_mail = "250 OK"
        self.answer_to_sender = "250 OK"
        self.dies = 0
        self.slowness = 0.0
        self.asked = 0  # mails that were begun
        self.port = free_port()
        self._controller: Controller | None = None

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.received]

    def open(self) -> None:
        place = {"hostname": "127.0.0.1", "port": self.port}
        self._controller = Controller(self, **place, ready_timeout=READY_SECONDS, enable_SMTPUTF8=False)
        self._controller.start()

    def close(self) -> None:
        if self._controller:
            self._controller.stop(no_assert=True)
        self._controller = None

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.asked += 1
        envelope.mail_from = address
        return self.answer_to_sender

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.slowness)
        if self.dies:
            self.dies -= 1
            server.transport.abort()
        elif self.answer_to_mail.startswith("2"):
            self.received.append(message_from_bytes(envelope.content, policy=policy.default))
            self.recipients += envelope.rcpt_tos
        return self.answer_to_mail
