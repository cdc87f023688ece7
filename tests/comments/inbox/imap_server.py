"""A mailbox on loopback that speaks as much of IMAP4rev1 as is asked of it, over a real socket."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading

_FETCH = re.compile(r"UID FETCH (\d+) \((.*)\)")
_STORE = re.compile(r"UID STORE (\d+) \+FLAGS\.SILENT \((.*)\)")


class ImapServer:
    """`mails` by UID. `password` lets in; `dies_at`: the command at which it hangs up."""

    def __init__(self, password: str = "s3cret", tls: ssl.SSLContext | None = None) -> None:
        self.mails: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.folders = {"INBOX"}
        self.password, self.tls = password, tls
        self.dies_at = ""
        self.asked: list[str] = []
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                server.talk(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"imap://alice:{self.password}@127.0.0.1:{self.port}/INBOX"

    def put(self, *raws: bytes) -> None:
        for raw in raws:
            self.mails[len(self.mails) + 1] = raw

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def talk(self, handler: socketserver.StreamRequestHandler) -> None:
        if self.tls:
            try:
                handler.connection = self.tls.wrap_socket(handler.connection, server_side=True)
            except ssl.SSLError:
                return
            handler.rfile, handler.wfile = handler.connection.makefile("rb"), handler.connection.makefile("wb")
        self._say(handler, b"* OK ready")
        while line := handler.rfile.readline().decode("utf-8", "replace").strip():
            tag, _space, command = line.partition(" ")
            self.asked.append(command)
            if self.dies_at and command.startswith(self.dies_at):
                return
            answer = self._answer(handler, command)
            self._say(handler, f"{tag} {answer}".encode())
            if command == "LOGOUT":
                return

    def _answer(self, handler: socketserver.StreamRequestHandler, command: str) -> str:
        if command == "CAPABILITY":
            self._say(handler, b"* CAPABILITY IMAP4rev1")
        elif command.startswith("LOGIN"):
            return "OK in" if f'"{self.password}"' in command else "NO wrong password"
        elif command.startswith("SELECT"):
            return "OK open" if command.split('"')[1] in self.folders else "NO no such folder"
        elif command.startswith("UID SEARCH"):
            unseen = [str(uid) for uid in self.mails if uid not in self.seen]
            self._say(handler, " ".join(["* SEARCH", *unseen]).encode())
        elif match := _FETCH.match(command):
            self._fetch(handler, int(match[1]), match[2])
        elif match := _STORE.match(command):
            self.seen.add(int(match[1]))
        return "OK done"

    def _fetch(self, handler: socketserver.StreamRequestHandler, uid: int, what: str) -> None:
        raw = self.mails[uid]
        if what == "RFC822.SIZE":
            self._say(handler, f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)})".encode())
            return
        limit = re.search(r"<0\.(\d+)>", what)
        raw = raw[: int(limit[1])] if limit else raw
        self._say(handler, f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}".encode() + b"\r\n" + raw + b")")

    @staticmethod
    def _say(handler: socketserver.StreamRequestHandler, line: bytes) -> None:
        handler.wfile.write(line + b"\r\n")
        handler.wfile.flush()
