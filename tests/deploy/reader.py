"""A plain client of a served site: opens a page, fills its form, sends it; from any address of this machine."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlencode

from lxml import html


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


@dataclass
class Reader:
    port: int
    host: str = "localhost"
    address: str = "127.0.0.1"
    secure: bool = False
    cookies: dict[str, str] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)  # headers it always sends

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        """Headers are given as `Accept_Encoding="br"`."""
        told = {"Host": self.host, **self.claims, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = self._connection()
        try:
            connection.request(method, path, body, told)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def comment(self, path: str, text: str, **values: str) -> Answer:
        page = html.fromstring(self.get(path).body)
        form = next(form for form in page.forms if "body" in form.fields)
        fields = {**dict(form.form_values()), "name": "Bob", "email": "bob@example.org", "body": text, **values}
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", form.action or path, urlencode(fields), Content_Type=kind)

    def _connection(self) -> HTTPConnection:
        place = {"timeout": 60, "source_address": (self.address, 0)}
        if not self.secure:
            return HTTPConnection("127.0.0.1", self.port, **place)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return HTTPSConnection("127.0.0.1", self.port, context=context, **place)
