"""A mail server on loopback that takes everything and keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port


class Sink:
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        return "250 OK"


@contextmanager
def sink() -> Iterator[str]:
    """Its address, for EMAIL_URL."""
    port = free_port()
    controller = Controller(Sink(), hostname="127.0.0.1", port=port, ready_timeout=60, enable_SMTPUTF8=False)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop(no_assert=True)
