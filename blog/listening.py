"""Where the server listens: a port, a socket file, or a socket that was handed over, as systemd does it."""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

QUEUE = 1024  # connections that wait until a web process takes them
FIRST_HANDED_OVER = 3  # by the rules of sd_listen_fds(3)
HAND_OVER = ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES")


class CannotServeError(Exception):
    """The sentence says why."""


def handed_over() -> socket.socket | None:
    """The listening socket that this process was started with, if any: systemd's, or its own from before a reload."""
    said = {name: os.environ.pop(name, "") for name in HAND_OVER}  # children must not take it for theirs
    if said["LISTEN_PID"] != str(os.getpid()):
        return None
    if said["LISTEN_FDS"] != "1":
        raise CannotServeError(
            _("systemd hands over %(count)s sockets; one is enough.") % {"count": said["LISTEN_FDS"]}
        )
    os.set_inheritable(FIRST_HANDED_OVER, False)
    return ready(socket.socket(fileno=FIRST_HANDED_OVER))


def hand_over(listener: socket.socket) -> dict[str, str]:
    """Keep the socket open beyond `exec`. Returns what has to stand in the environment then."""
    os.dup2(listener.fileno(), FIRST_HANDED_OVER, inheritable=True)
    os.set_inheritable(FIRST_HANDED_OVER, True)  # dup2 of a number onto itself changes nothing
    return {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}


def at_port(host: str, port: int) -> socket.socket:
    """One socket for all web processes: what waits in its queue is nobody's yet, so none loses it by ending."""
    place = {"host": host, "port": port}
    if not 0 < port < 65536:
        raise CannotServeError(_("There is no port %(port)s; the last one is 65535.") % place)
    try:
        family, kind, proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return ready(bound(socket.socket(family, kind, proto), address))
    except socket.gaierror as error:
        raise CannotServeError(_("There is no address called %(host)s.") % place) from error
    except PermissionError as error:
        raise CannotServeError(_("This account may not open port %(port)s; choose one above 1023.") % place) from error
    except OSError as error:
        message = _(
            "Port %(port)s on %(host)s is taken by another program. Choose another one, as in: make run PORT=8001"
        )
        raise CannotServeError(message % place) from error


def at_file(path: Path, mode: int) -> socket.socket:
    """A socket file whose mode says who may connect. One that a killed server left behind makes room."""
    if is_answered(path):
        raise CannotServeError(_("Another program listens at %(path)s.") % {"path": path})
    before = os.umask(0o777 & ~mode)
    try:
        forget_file(path)
        return ready(bound(socket.socket(socket.AF_UNIX), str(path)))
    except OSError as error:
        place = {"path": path, "error": error.strerror or error}
        raise CannotServeError(_("The socket %(path)s cannot be made: %(error)s.") % place) from error
    finally:
        os.umask(before)


def forget_file(path: Path) -> None:
    with suppress(FileNotFoundError):
        if stat.S_ISSOCK(path.lstat().st_mode):
            path.unlink()


def is_answered(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def bound(listener: socket.socket, address: object) -> socket.socket:
    try:
        if listener.family != socket.AF_UNIX:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)  # type: ignore[arg-type]
    except OSError:
        listener.close()
        raise
    return listener


def ready(listener: socket.socket) -> socket.socket:
    listener.listen(QUEUE)
    listener.setblocking(False)
    if listener.family != socket.AF_UNIX:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # for what is accepted from it, too
    return listener


def answers(place: Any) -> bool:
    """Is the site served there? `place` is the name of a socket, as `getsockname` gives it."""
    connection = LocalConnection(place)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


class LocalConnection(HTTPConnection):
    """To a port of this machine, or to a socket file."""

    def __init__(self, place: Any) -> None:
        super().__init__("localhost", timeout=5)
        self.place = place

    def connect(self) -> None:
        if isinstance(self.place, str):
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(self.timeout)
            return self.sock.connect(self.place)
        address, port = self.place[:2]
        reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - only compared
        self.sock = socket.create_connection((reachable, port), self.timeout)
        return None
