"""What broke, told to a service of the owner's choice (Sentry, or one that speaks like it): the place in the code, nobody's data.

An event is not cleaned but made anew, of what is named here: whatever else the library gathers (the request and
its body, cookies, variables of the code, what happened before, this machine's name) is never sent.
"""

from __future__ import annotations

import threading
import time
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from blog import discretion
from blog.logs import request_number
from blog.version import version

MOST_AN_HOUR = 60  # what breaks at every request would cost the service's allowance, and tell nothing more
KEPT = ("event_id", "timestamp", "level", "logger", "platform", "release", "environment", "sdk")
OF_A_FRAME = ("function", "module", "lineno", "in_app")

Event = dict[str, Any]


def start(dsn: str) -> None:
    """Errors that are logged from now on are reported as well. Without an address nothing is even loaded."""
    if not dsn:
        return
    import sentry_sdk
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn=dsn,
        release=f"colloquy@{version()}",
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=None,
        auto_session_tracking=False,
        send_client_reports=False,
        server_name="",
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level="ERROR")],  # type: ignore[arg-type]
        before_send=Reporter(),  # type: ignore[arg-type]
    )


def told(dsn: str) -> list[tuple[str, str, str, str]]:
    """For the page on privacy: what, why, how long, and how to have it removed. Nothing while nobody is told."""
    if not dsn:
        return []
    what = _(
        "When something breaks, the service at %(host)s is sent the kind of the error and its own words, without what"
        " it was about; the places in the program; and the time. Nothing about you is among it"
    )
    return [
        (
            what % {"host": urlsplit(dsn).hostname},
            _("So that the owner of this site learns of it and can mend it."),
            _("Here nothing of it is kept. What it keeps, it says itself."),
            _("Ask the owner of this site."),
        )
    ]


class Reporter:
    """What the library asks before it sends anything: the event to be sent, or None."""

    def __init__(self) -> None:
        self.lock, self.since, self.count = threading.Lock(), time.monotonic(), 0

    def __call__(self, event: Event, hint: dict[str, Any]) -> Event | None:
        return reduced(event) if self._may_send() else None

    def _may_send(self) -> bool:
        with self.lock:
            if time.monotonic() - self.since >= 3600:
                self.since, self.count = time.monotonic(), 0
            self.count += 1
            return self.count <= MOST_AN_HOUR


def reduced(event: Event) -> Event:
    """An event of what may leave this machine, and nothing else."""
    kept = {name: event[name] for name in KEPT if event.get(name)}
    if logged := (event.get("logentry") or {}).get("message"):
        kept["logentry"] = {"message": discretion.line(str(logged))}  # as it stands in the code, without its arguments
    if raised := (event.get("exception") or {}).get("values"):
        kept["exception"] = {"values": [_error(one) for one in raised]}
    if number := request_number.get():
        kept["tags"] = {"request_id": number}
    return kept


def _error(raised: dict[str, Any]) -> dict[str, Any]:
    frames = (raised.get("stacktrace") or {}).get("frames", [])
    return {
        "type": raised.get("type"),
        "value": discretion.own_words(str(raised.get("value") or "")),
        "stacktrace": {"frames": [_frame(frame) for frame in frames[-discretion.MOST_FRAMES :]]},
    }


def _frame(frame: dict[str, Any]) -> dict[str, Any]:
    filename = discretion.short(str(frame.get("abs_path") or frame.get("filename") or ""))
    return {"filename": filename, **{name: frame[name] for name in OF_A_FRAME if frame.get(name) is not None}}
