"""Between granian and the site: a request takes a thread only once all of it is here, and a slow reader takes none.

granian's own WSGI mode reads a body inside the thread that runs the site, and without a limit in time: a
handful of connections that send one byte a second would stand in the way of everybody. So bodies are
collected here, in the event loop, where one that waits costs nothing; the site itself runs as plain WSGI in
its few threads, and what it answers is handed over whole.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple

from granian.rsgi import HTTPProtocol, Scope

from blog import headers, metrics
from blog.accounting import NO_ROUTE, kept_page
from blog.middleware import length_of, most_content
from blog.pages.in_loop import PagesInLoop, as_answer, key_of_scope, peer_of
from blog.pages.keeping import Kept
from blog.pages.serving import Pages

BODY_SECONDS = 20  # for a form, on the worst of telephones
SLOWEST = 20 * 1024  # bytes a second that a larger body must keep to: a photograph over a bad line
IN_MEMORY = 256 * 1024  # of a body; what is larger waits on the disk
MOST_WAITING = 512 * 1024 * 1024  # bytes of all bodies of this process together: twenty large photographs at once
FILE_BLOCK = 64 * 1024
LONG = 0.05  # seconds, after which a request holds up no other: a page takes a tenth of it
LONG_FROM_AFAR = 0.005  # where it mostly waits for a database on another machine

Headers = list[tuple[str, str]]
Site = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Answer(NamedTuple):
    status: int
    headers: Headers
    body: bytes
    file: str = ""  # the path of a file that is the body


class RefusedBodyError(Exception):
    """Not by the site: there is nobody to read a page."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


PLAIN: Headers = [
    ("content-type", "text/plain; charset=utf-8"),
    ("connection", "close"),
    *((name.lower(), value) for name, value in headers.of_refusal().items()),
]


class Room:
    """What the bodies of all requests may take together; a small one always fits."""

    def __init__(self, size: int) -> None:
        self.left = size

    @contextmanager
    def share(self) -> Iterator[Callable[[int], bool]]:
        """Gives what takes so many bytes more, and says whether they were there; all come back at the end."""
        taken = 0

        def take(count: int) -> bool:
            nonlocal taken
            taken += count
            self.left -= count
            return self.left >= 0 or taken <= IN_MEMORY

        try:
            yield take
        finally:
            self.left += taken


class Front:
    """The application that granian calls; at most `threads` requests are answered at once, the others queue."""

    def __init__(self, site: Site, threads: int, pages: Pages | None = None, long: float = LONG) -> None:
        self.site, self.long = site, long
        self.kept = PagesInLoop(pages, self._ask, self._run) if pages else None
        self.loop: asyncio.AbstractEventLoop | None = None  # once granian listens
        self.room = Room(MOST_WAITING)
        self.turn = asyncio.Lock()
        self.threads: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
        for _thread in range(threads):
            self.threads.put_nowait(ThreadPoolExecutor(1, thread_name_prefix="site"))

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        key = key_of_scope(scope) if self.kept else None
        if self.kept and key:
            began = time.perf_counter()
            page = self.kept.at_once(key) or await self.kept.kept(key)
            if page:
                status, told, body = as_answer(page, scope)
                protocol.response_bytes(status, told, body)
                kept_page(status, page.route, time.perf_counter() - began)
                return
            found = await self.kept.made(key, lambda: environ_of(scope)) if scope.method == "GET" else None
            if found:
                protocol.response_bytes(*(as_answer(found, scope) if isinstance(found, Kept) else found))
                return
        await self._answer(scope, protocol)

    def _ask(self, environ: dict[str, Any]) -> tuple[int, Headers, bytes]:
        """The site's answer to a request without a body, in this thread."""
        answer = answered(self.site, {**environ, "wsgi.input": io.BytesIO()})
        return answer.status, answer.headers, answer.body

    async def _run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """In a thread of the site, one after the other as long as each takes less than `long` seconds.

        Two at once pass Python's lock to and fro at each question to the database, and both are late: of eight
        who send comments all the time, a third more are served in a row. Who takes long mostly waits for
        something else, so the next one begins beside it. The thread that was the last to answer is the next, too: its
        connection to the database and all that it keeps are warm.
        """
        async with self.turn:
            thread = await self.threads.get()
            result = asyncio.get_running_loop().run_in_executor(thread, work, *arguments)
            result.add_done_callback(lambda _done: self.threads.put_nowait(thread))
            await asyncio.wait({result}, timeout=self.long)
        return await asyncio.shield(result)  # whoever gives up leaves the thread to its work

    async def _answer(self, scope: Scope, protocol: HTTPProtocol) -> None:
        environ = environ_of(scope)
        if not names_one_host(environ):
            refuse(protocol, HTTPStatus.BAD_REQUEST, "host")
            return
        with SpooledTemporaryFile(IN_MEMORY) as body, self.room.share() as take:
            try:
                await collect(protocol, body, environ, take)
            except RefusedBodyError as refused:
                refuse(protocol, refused.status, "body")
                return
            environ["wsgi.input"] = body
            answer = await self._run(answered, self.site, environ)
        if answer.file:
            protocol.response_file(answer.status, answer.headers, answer.file)
        else:
            protocol.response_bytes(answer.status, answer.headers, answer.body)


def names_one_host(environ: Mapping[str, str]) -> bool:
    """As HTTP/1.1 asks (RFC 9112, 3.2); two that were sent are joined here by a comma, which is in no name."""
    if "HTTP_HOST" not in environ:
        return environ["SERVER_PROTOCOL"] != "HTTP/1.1"
    return "," not in environ["HTTP_HOST"]


def refuse(protocol: HTTPProtocol, status: HTTPStatus, reason: str) -> None:
    """In a line of text: whoever asks like this reads no page."""
    metrics.counted(status, NO_ROUTE, 0, reason)
    protocol.response_bytes(status, PLAIN, f"{status.phrase}\n".encode())


async def collect(
    protocol: HTTPProtocol, body: IO[bytes], environ: dict[str, Any], take: Callable[[int], bool]
) -> None:
    """Write the body of a request into `body`, as long as `take` has room, and go back to its beginning.

    One that says it is too large is left unread: by what it says, the site refuses it with a page.
    """
    said, most, received = length_of(environ), most_content(environ), 0
    if said > most or (not said and "HTTP_TRANSFER_ENCODING" not in environ):
        return
    try:
        async with asyncio.timeout(BODY_SECONDS) as patience:
            began = asyncio.get_running_loop().time()
            async for chunk in protocol:
                received += len(chunk)
                if received > most:
                    raise RefusedBodyError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                if not take(len(chunk)):
                    raise RefusedBodyError(HTTPStatus.SERVICE_UNAVAILABLE)
                patience.reschedule(began + BODY_SECONDS + received / SLOWEST)
                write(body, chunk)
    except TimeoutError as error:
        raise RefusedBodyError(HTTPStatus.REQUEST_TIMEOUT) from error
    if received < said:
        raise RefusedBodyError(HTTPStatus.BAD_REQUEST)
    environ["CONTENT_LENGTH"] = str(received)
    body.seek(0)


def write(body: IO[bytes], chunk: bytes) -> None:
    """What is larger than `IN_MEMORY` needs a disk with room."""
    try:
        body.write(chunk)
    except OSError as error:
        raise RefusedBodyError(HTTPStatus.SERVICE_UNAVAILABLE) from error


def answered(site: Site, environ: dict[str, Any]) -> Answer:
    """Run the site, in this thread to the end: what it holds for a request (a database) belongs to one thread."""
    told: list[Any] = []
    result = site(environ, lambda *status_and_headers: told.extend(status_and_headers))
    try:
        path = path_of(result)
        body = b"" if path else b"".join(result)
    finally:
        getattr(result, "close", bool)()
    headers = [(name.lower(), value) for name, value in told[1]]
    return Answer(int(told[0].split(" ", 1)[0]), headers, body, path)


class FileWrapper:
    """What the site answers with where the answer is a file: PEP 3333's `wsgi.file_wrapper`."""

    def __init__(self, file: IO[bytes], block_size: int = FILE_BLOCK) -> None:
        self.file, self.block_size = file, block_size
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(self.block_size), b"")


def path_of(result: Iterable[bytes]) -> str:
    """Of a whole file that is too large to be held in memory for a slow reader; "" of anything else."""
    file = getattr(result, "file", None)
    if not isinstance(file, io.BufferedReader) or file.tell() or os.fstat(file.fileno()).st_size <= IN_MEMORY:
        return ""
    return str(file.name)


def environ_of(scope: Scope) -> dict[str, Any]:
    """PEP 3333's names for what granian tells of a request."""
    version = scope.http_version
    # Through a socket file nobody has an address, and the server's is the file.
    server = (scope.server if scope.client else "localhost:80").rpartition(":")
    return {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{version}" if "." in version else f"HTTP/{version}.0",
        "SERVER_NAME": server[0].strip("[]"),
        "SERVER_PORT": server[2],
        "REMOTE_ADDR": peer_of(scope),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        "wsgi.file_wrapper": FileWrapper,
        **header_variables(scope.headers.items()),
    }


def header_variables(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A header with `_` in its name is dropped: it would pass for the one with `-` that a proxy vouches for."""
    found: dict[str, str] = {}
    for name, value in headers:
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        found[key] = f"{found[key]}{joint}{value}" if key in found else value
    return found
