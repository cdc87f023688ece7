"""The machine and the installation: database, cache, files, address, disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from blog import health, queues
from blog.doctor.findings import Finding, hint, ill, well

LEAST_FREE = 500 * 1024 * 1024  # an export, an upload and SQLite's own journal fit in
PREPARE = "Run 'manage.py prepare'."


def database() -> Iterator[Finding]:
    if not health.database_answers():
        yield ill("database", "It does not answer.", "Look at DATABASE_URL, and whether its server runs.")
        return
    yield well("database", f"It answers ({connection.vendor}).")
    if health.migrations_are_applied():
        yield well("migrations", "All are applied.")
    else:
        yield ill("migrations", "Some are not applied.", PREPARE)


def cache() -> Iterator[Finding]:
    if health.cache_keeps():
        yield well("cache", "It keeps what it is told.")
    else:
        yield ill("cache", "It does not keep what it is told.", f"Look at CACHE_URL. Without one: {PREPARE}")


def queue() -> Iterator[Finding]:
    if queues.chosen().answers():
        yield well("tasks", "Their queue answers.")
    else:
        yield ill(
            "tasks", "Their queue does not answer.", "Look at TASKS_URL. Until then work waits for the next look."
        )


def files() -> Iterator[Finding]:
    if settings.DEBUG or (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield well("static files", "They are collected.")
    else:
        yield ill("static files", "They are not collected.", PREPARE)
    yield _writable(settings.MEDIA_ROOT)


def address() -> Iterator[Finding]:
    url = urlsplit(settings.SITE_URL)
    if settings.SITE_IS_LOCAL:
        yield hint("address", f"{settings.SITE_URL} is this machine only.", "Set SITE_URL before others come.")
    elif not settings.SITE_IS_SECURE:
        yield ill("address", f"{settings.SITE_URL} is not encrypted.", "Put TLS in front; say https in SITE_URL.")
    else:
        yield well("address", settings.SITE_URL)
    if url.hostname not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        yield ill("hosts", f"{url.hostname} is not among ALLOWED_HOSTS.", "Name it there, or unset ALLOWED_HOSTS.")
    if settings.DEBUG and not settings.SITE_IS_LOCAL:
        yield ill("debug", "DEBUG is on: error pages show everything to everybody.", "Set DEBUG=off.")
    if settings.SITE_IS_SECURE and not settings.TRUSTED_PROXIES:
        says = "No proxy is trusted: behind one, all readers look like one, and limits stop them together."
        yield hint("proxy", says, "Name your proxy in TRUSTED_PROXIES, as in 127.0.0.1.")


def disk() -> Iterator[Finding]:
    places = {"media": _existing(settings.MEDIA_ROOT)}
    if connection.vendor == "sqlite":
        places["database"] = _existing(Path(connection.settings_dict["NAME"]).parent)
    for about, place in places.items():
        free = shutil.disk_usage(place).free
        says = f"{free // 1024**2} MB are free where the {about} lies."
        if free < LEAST_FREE:
            yield ill("disk", says, "Make room, before writing fails.")
        else:
            yield well("disk", says)


def _writable(directory: Path) -> Finding:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            return well("media", "Pictures can be written.")
    except OSError as error:
        todo = f"Let this account write to {directory} (MEDIA_ROOT)."
        return ill("media", f"Pictures cannot be written ({error.strerror}).", todo)


def _existing(path: Path) -> Path:
    return next((place for place in (path, *path.parents) if place.exists()), Path("/"))
