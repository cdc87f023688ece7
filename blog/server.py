"""The production server: granian's web processes and the background worker, started and ended together."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.net import SocketHolder
from granian.server import MPServer
from granian.server.mp import WorkerProcess

from blog import health, listening, reloading
from blog.listening import CannotServeError, answers
from blog.web_process import TO_END, application

logger = logging.getLogger("blog.server")

Started = TypeVar("Started")

MOST_WORKERS = 4  # more processes than this only queue for SQLite's one writer
HEADER_SECONDS = 15  # for the headers of a request, and for the next one on an open connection
CONNECTIONS = (
    4096  # of each process: one that waits costs some kilobytes and a file, of which granian allows itself all
)
GRACE_SECONDS = 20  # what a request in flight may still take; the longest is a large upload
AT_ONCE_SECONDS = 5  # a worker that ends sooner than this will not do better the next time
ASKED_TO_END = {0, 130, -signal.SIGINT, -signal.SIGTERM}


def default_workers() -> int:
    """One for each core that this process may use, but few."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST_WORKERS)


def serve(listener: socket.socket, workers: int, announce: Callable[[], None], *, background: bool = True) -> None:
    """Serve until SIGINT or SIGTERM. `announce` is called when the first request was answered.

    Without `background` somebody else runs `manage.py worker`.
    """
    connections.close_all()  # a connection must not be shared
    server = WebServer(listener, workers)
    worker = server.worker
    readable, writable = os.pipe()
    if background:
        server.on_startup(worker.start)
        server.on_shutdown(worker.stop)
    server.on_startup(server.hear_reloads)
    server.on_startup(lambda: in_background(server.begin, readable, announce))
    try:
        load = partial(application, os.getpid(), writable, listener.fileno())
        server.serve(target_loader=load, wrap_loader=False)  # type: ignore[arg-type]  # an object with `__rsgi__` will do
    except SystemExit:  # a web process that heard the signal first counts as crashed
        if not server.interrupt_signal:
            raise
    if worker.failed:
        raise CannotServeError(_("The background worker ended as soon as it was started; its message stands above."))


class WebServer(MPServer):
    """granian's, with one socket for all web processes, and a reload that brings new code."""

    def __init__(self, listener: socket.socket, workers: int) -> None:
        super().__init__(
            "blog.wsgi:application",
            interface=Interfaces.RSGI,  # see `blog.front`
            loop=Loops.auto,  # uvloop, where it is installed
            http=HTTPModes.http1,  # the proxy in front speaks no other to us, and only this one has a time for headers
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
            workers=workers,
            backpressure=CONNECTIONS,
            websockets=False,
            log_level=LogLevels.error,
            respawn_failed_workers=True,
            workers_kill_timeout=GRACE_SECONDS,
        )
        self.listener = listener
        self.address = listener.getsockname()  # kept: at its end the server closes the listener while others still ask
        self.worker = BackgroundWorker(self)
        self.former = reloading.former_processes()
        self.had_terminal = sys.stdin is not None and sys.stdin.isatty()
        logging.getLogger("_granian").addFilter(lambda record: not self.interrupt_signal)  # its farewells are noise

    def hear_reloads(self) -> None:
        """One that came during the last reload has waited: see `blog.reloading`."""
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})

    def begin(self, readable: int, announce: Callable[[], None]) -> None:
        """Wait for the web processes to listen; then those from before a reload may end."""
        for _process in range(self.workers):
            os.read(readable, 1)
        if not self.former:
            return self.tell_when_ready(announce)
        reloading.end(self.former, GRACE_SECONDS)
        self.former = []
        return None

    def tell_when_ready(self, announce: Callable[[], None]) -> None:
        for _attempt in range(100):
            if self.interrupt_signal:
                return None
            if answers(self.address):
                return announce()
            time.sleep(0.1)
        return None

    def _spawn_worker(self, *arguments: Any, **named: Any) -> WorkerProcess:
        """A signal that comes before the process can end in order waits: with this one's handler it would be lost."""
        worker = super()._spawn_worker(*arguments, **named)
        worker.start = partial(undisturbed, worker.start)  # type: ignore[method-assign]
        return worker

    def _init_shared_socket(self) -> None:
        is_file = self.listener.family == socket.AF_UNIX
        holder: Any = SocketHolder  # whose stub leaves its arguments out
        self._ssp, self._sso = None, self.listener
        self._shd = holder(self.listener.fileno(), is_file, listening.QUEUE)

    def _reload(self, spawn_target: Any, target_loader: Any) -> None:
        self.reload_signal = False
        self.main_loop_interrupt.clear()
        if self.interrupt_signal or self.interrupt_children:  # came before that was cleared
            self.main_loop_interrupt.set()
        if self.had_terminal and not sys.stdin.isatty():
            return self.signal_handler_interrupt()  # its window was closed
        if trouble := reloading.what_stands_in_the_way():
            return logger.error("Not reloaded, and all goes on as before: %s", trouble)
        if self.interrupt_signal:
            return None
        children = [*self.former, *(process.inner.pid for process in self.wrks), *self.worker.processes()]
        return reloading.begin_anew(listening.hand_over(self.listener), children)


def in_background(task: Callable[..., None], *arguments: Any) -> None:
    threading.Thread(target=task, args=arguments, daemon=True).start()


def undisturbed(start: Callable[[], Started]) -> Started:
    """Start a process for which the signals to end wait until it asks for them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, TO_END)
    try:
        return start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def require_prepared() -> None:
    if not health.database_answers():
        raise CannotServeError(_("The database does not answer."))
    if not health.migrations_are_applied() or not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise CannotServeError(_("The database or the static files are not up to date; 'manage.py prepare' does that."))


class BackgroundWorker:
    """`manage.py worker` as a child: it ends when its standard input does, so even a killed server leaves none."""

    def __init__(self, server: WebServer) -> None:
        self.server = server
        self.failed = False
        self.starts = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--attached"]
        # A signal that comes while it still loads waits until it can end in order: see `blog.worker`.
        self.process = undisturbed(lambda: subprocess.Popen(command, stdin=subprocess.PIPE))
        self.starts += 1
        threading.Thread(target=self._watch, args=(self.process, time.monotonic()), daemon=True).start()

    def processes(self) -> list[int]:
        return [self.process.pid] if self.process else []

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _watch(self, process: subprocess.Popen[bytes], started: float) -> None:
        status = process.wait()
        if status in ASKED_TO_END or self.server.interrupt_signal:
            return
        is_young = time.monotonic() - started < AT_ONCE_SECONDS
        if is_young and self.starts == 1 and status > 0:  # by itself; whoever was killed is missed, and nothing more
            self.failed = True
            self.server.signal_handler_interrupt()
            return
        logger.error("The background worker ended with status %s and is started again.", status)
        if is_young:
            time.sleep(AT_ONCE_SECONDS)
        if not self.server.interrupt_signal:
            self.start()
