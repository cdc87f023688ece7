"""What goes on in one web process: it begins, answers, and ends without a request of anybody's being lost."""

from __future__ import annotations

import asyncio
import gc
import os
import select
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import closing, suppress
from typing import Any

from django.conf import settings
from granian.rsgi import HTTPProtocol, Scope

from blog.front import LONG, LONG_FROM_AFAR, Front

THREADS = 4  # one thread is 15 % cheaper per page, but then a login or a waiting writer stops all readers behind it
DEAF_SECONDS = 2  # granian loses a signal that comes before it listens; who was asked nothing has nothing to finish
SWITCH_SECONDS = 0.0005  # Python's 5 ms are what a reader of a kept page would wait while the site makes another page
LEAVING_SECONDS = 3  # a connection that is kept open gets that long to ask once more, and is told that it was the last
HEARING_SECONDS = 1  # of these, for what was accepted last: granian drops a connection that has not asked yet
SECONDS_BETWEEN_LOOKS = 1
HERE = ("", "localhost", "127.0.0.1", "::1")
TO_END = {signal.SIGINT, signal.SIGTERM}


def application(main: int, ready: int, listener: int) -> WebProcess:
    """The site, for granian.

    `main` is the process that started this one, `ready` a pipe to tell it by, `listener` where all of them listen.

    Ctrl-C and systemd signal the whole group, and then granian's main process signals its web
    processes again: the second signal would hang them. So one thread takes the signals, which were
    kept back since the process began, and only the first SIGTERM counts; SIGINT is left to the main process.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, TO_END)
    from blog.pages.serving import Pages
    from blog.wsgi import site

    sys.setswitchinterval(SWITCH_SECONDS)
    long = LONG if is_here(settings.DATABASES["default"]) else LONG_FROM_AFAR
    process = WebProcess(Front(site, THREADS, Pages(), long), ready)
    # What is here stays: to look through it for rubbish, again and again, would stop all readers for 100 ms. Not once
    # before, either: that writes into memory which the processes share.
    gc.freeze()
    threading.Thread(target=end_at_signal, args=(process, listener), daemon=True).start()
    threading.Thread(target=end_with_main, args=(main,), daemon=True).start()
    return process


def is_here(database: Mapping[str, Any]) -> bool:
    """Is this entry of `DATABASES` a file, a socket or a server of this machine?"""
    host = str(database.get("HOST") or "")
    return host in HERE or host.startswith("/")


class WebProcess:
    """The front, and how far along this process is. Plain functions, as each costs every request."""

    def __init__(self, front: Front, ready: int) -> None:
        self.front = front
        self.answer: Callable[[Scope, HTTPProtocol], Awaitable[None]] = self.first
        self.loop: asyncio.AbstractEventLoop | None = None  # once granian listens
        self.ready = ready
        self.born = time.monotonic()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.front.__rsgi_init__(loop)
        self.loop = loop
        os.write(self.ready, b".")

    def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> Awaitable[None]:
        return self.answer(scope, protocol)

    def first(self, scope: Scope, protocol: HTTPProtocol) -> Awaitable[None]:
        self.answer = self.front.__rsgi__
        return self.answer(scope, protocol)

    def last(self, scope: Scope, protocol: HTTPProtocol) -> Awaitable[None]:
        return self.front.__rsgi__(scope, Closing(protocol))  # type: ignore[arg-type]

    def leave(self) -> None:
        self.answer = self.last

    def is_deaf(self) -> bool:
        return self.loop is None or (self.answer == self.first and time.monotonic() - self.born < DEAF_SECONDS)


class Closing:
    """A protocol whose answers tell the client that this connection ends: the next one finds who stays."""

    def __init__(self, protocol: HTTPProtocol) -> None:
        self.protocol = protocol

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self.protocol)

    def __call__(self) -> Awaitable[bytes]:
        return self.protocol()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.protocol, name)
        if not name.startswith("response_"):
            return found
        return lambda status, headers, *body: found(status, [*headers, ("connection", "close")], *body)


def end_at_signal(process: WebProcess, listener: int) -> None:
    signal.sigwait({signal.SIGTERM})
    if process.is_deaf() or process.loop is None:
        os._exit(0)
    process.loop.call_soon_threadsafe(process.leave)
    time.sleep(LEAVING_SECONDS - HEARING_SECONDS)
    accept_no_more(listener)
    time.sleep(HEARING_SECONDS)
    process.loop.call_soon_threadsafe(let_granian_hear)


def accept_no_more(listener: int) -> None:
    """Who connects from now on is left to the others: no event loop of this process hears of it.

    granian has no word for it: it stops accepting at the very moment in which it drops whoever has not asked yet.
    Only Linux has epoll; elsewhere the last ones take that risk.
    """
    if not hasattr(select, "epoll"):
        return
    place = os.fstat(listener)
    numbers = [int(name) for name in os.listdir("/proc/self/fd")]
    for loop in numbers:
        for number in numbers:
            with suppress(OSError):  # closed since, no event loop, or not heard by this one
                is_loop = os.readlink(f"/proc/self/fd/{loop}") == "anon_inode:[eventpoll]"
                if is_loop and os.path.samestat(os.fstat(number), place):
                    with closing(select.epoll.fromfd(os.dup(loop))) as epoll:
                        epoll.unregister(number)


def let_granian_hear() -> None:
    """In the main thread, where the event loop waits for signals."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    signal.raise_signal(signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def end_with_main(main: int) -> None:
    """A main process that was killed could not say goodbye, and its web processes would keep the port."""
    while os.getppid() == main:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os.kill(os.getpid(), signal.SIGTERM)
