"""The production server: granian's web processes and the background worker, started and ended together."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException

from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from django.utils.translation import gettext as _
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer

from blog import health
from blog.front import Front

logger = logging.getLogger("blog.server")

MOST_WORKERS = 4  # more processes than this only queue for SQLite's one writer
THREADS = 4  # one thread is 15 % cheaper per page, but then a login or a waiting writer stops all readers behind it
HEADER_SECONDS = 15  # for the headers of a request, and for the next one on an open connection
CONNECTIONS = (
    4096  # of each process: one that waits costs some kilobytes and a file, of which granian allows itself all
)
GRACE_SECONDS = 20  # what a request in flight may still take; the longest is a large upload
AT_ONCE_SECONDS = 5  # a worker that ends sooner than this will not do better the next time
DEAF_SECONDS = 2  # granian loses a signal that comes before it listens; so young a process has nothing to finish
TO_END = {signal.SIGINT, signal.SIGTERM}
ASKED_TO_END = {0, 130, -signal.SIGINT, -signal.SIGTERM}


class CannotServeError(Exception):
    """The sentence says why."""


def default_workers() -> int:
    return min(os.cpu_count() or 1, MOST_WORKERS)


def serve(host: str, port: int, workers: int, announce: Callable[[], None], *, background: bool = True) -> None:
    """Serve until SIGINT or SIGTERM. `announce` is called when the first request was answered.

    Without `background` somebody else runs `manage.py worker`.
    """
    require_prepared()
    address = free_address(host, port)
    get_resolver().url_patterns  # noqa: B018 - loaded once here, shared by the web processes, which are forks
    connections.close_all()  # a connection must not be shared
    server = web_server(address, port, workers)
    worker = BackgroundWorker(server)
    if background:
        server.on_startup(worker.start)
        server.on_shutdown(worker.stop)
    server.on_startup(lambda: tell_when_ready(address, port, announce))
    try:
        server.serve(target_loader=application, wrap_loader=False)  # type: ignore[arg-type]  # an object with `__rsgi__` will do
    except SystemExit:  # a web process that heard the signal first counts as crashed
        if not server.interrupt_signal:
            raise
    if worker.failed:
        raise CannotServeError(_("The background worker ended as soon as it was started; its message stands above."))


def web_server(address: str, port: int, workers: int) -> AbstractServer:
    server = Server(
        "blog.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.RSGI,  # see `blog.front`
        loop=Loops.asyncio,
        http=HTTPModes.http1,  # the proxy in front speaks no other to us, and only this one has a time for headers
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        workers=workers,
        backpressure=CONNECTIONS,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
    )
    logging.getLogger("_granian").addFilter(lambda record: not server.interrupt_signal)  # its farewells are noise
    return server


def require_prepared() -> None:
    if not health.database_answers():
        raise CannotServeError(_("The database does not answer."))
    if not health.migrations_are_applied() or not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise CannotServeError(_("The database or the static files are not up to date; 'manage.py prepare' does that."))


def application() -> Front:
    """The site, in a web process.

    Ctrl-C and systemd signal the whole group, and then granian's main process signals its web
    processes again: the second signal would hang them. So one thread takes the signals, and only
    the first SIGTERM counts; SIGINT is left to the main process.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_BLOCK, TO_END)
    from blog.wsgi import application

    front = Front(application, THREADS)
    threading.Thread(target=end_at_signal, args=(front,), daemon=True).start()
    threading.Thread(target=end_with_parent, daemon=True).start()
    return front


def end_at_signal(front: Front) -> None:
    started = time.monotonic()
    signal.sigwait({signal.SIGTERM})
    if front.loop is None or time.monotonic() - started < DEAF_SECONDS:
        os._exit(0)
    front.loop.call_soon_threadsafe(let_granian_hear)


def let_granian_hear() -> None:
    """In the main thread, where the event loop waits for signals."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    signal.raise_signal(signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


def end_with_parent() -> None:
    """A main process that was killed could not say goodbye, and its web processes would keep the port."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def free_address(host: str, port: int) -> str:
    """The numeric address of the host, after making sure that nobody listens there.

    granian shares its port with whoever asks (SO_REUSEPORT), so two sites would take turns answering.
    """
    place = {"host": host, "port": port}
    if not 0 < port < 65536:
        raise CannotServeError(_("There is no port %(port)s; the last one is 65535.") % place)
    try:
        family, kind, proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise CannotServeError(_("There is no address called %(host)s.") % place) from error
    except PermissionError as error:
        raise CannotServeError(_("This account may not open port %(port)s; choose one above 1023.") % place) from error
    except OSError as error:
        message = _(
            "Port %(port)s on %(host)s is taken by another program. Choose another one, as in: make run PORT=8001"
        )
        raise CannotServeError(message % place) from error
    return str(address[0])


def tell_when_ready(address: str, port: int, announce: Callable[[], None]) -> None:
    def wait() -> None:
        for _attempt in range(100):
            if answers(address, port):
                return announce()
            time.sleep(0.1)
        return None

    threading.Thread(target=wait, daemon=True).start()


def answers(address: str, port: int) -> bool:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - only compared
    connection = HTTPConnection(reachable, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


class BackgroundWorker:
    """`manage.py worker` as a child: it ends when its standard input does, so even a killed server leaves none."""

    def __init__(self, server: AbstractServer) -> None:
        self.server = server
        self.failed = False
        self.starts = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--attached"]
        # A signal that comes while it still loads waits until it can end in order: see `blog.worker`.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, TO_END)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE)
        self.starts += 1
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        threading.Thread(target=self._watch, args=(self.process, time.monotonic()), daemon=True).start()

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
