from __future__ import annotations

import logging

import pytest

from blog.logs import PrivatePaths


@pytest.mark.parametrize(
    ("line", "logged"),
    [
        ("Not Found: /comments/receipt/abc.def:123/", "Not Found: /comments/receipt/…/"),
        ("Internal Server Error: /comments/mail/abc123/stop/", "Internal Server Error: /comments/mail/…/stop/"),
        ("GET /2026/01/article/?sent=5:secret&page=2", "GET /2026/01/article/?sent=…&page=2"),
        ("GET /comments/queue.atom?token=secret HTTP/1.1", "GET /comments/queue.atom?token=… HTTP/1.1"),
        ("Internal Server Error: /admin/queue/feed/3-abc/", "Internal Server Error: /admin/queue/feed/…/"),
        ("Not Found: /mail/stop/0f3a.c2ln-_x/", "Not Found: /mail/stop/…/"),
        ('"POST /mail/stop/0f3a.c2ln" 200', '"POST /mail/stop/…" 200'),
        ("Not Found: /2026/01/article/", "Not Found: /2026/01/article/"),
        ("100 % of /comments/12/", "100 % of /comments/12/"),
    ],
)
def test_tokens_of_private_addresses_are_cut(line, logged):
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s", (line,), None)
    assert PrivatePaths().filter(record)
    assert record.getMessage() == logged


def test_every_handler_of_the_site_cuts_them(settings):
    assert all("private_paths" in handler["filters"] for handler in settings.LOGGING["handlers"].values())
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []
