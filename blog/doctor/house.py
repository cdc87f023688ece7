"""The machine and the installation: database, cache, files, address, disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from blog import health, queues
from blog.doctor.findings import Finding, hint, ill, well

LEAST_FREE = 500 * 1024 * 1024  # an export, an upload and SQLite's own journal fit in


def database() -> Iterator[Finding]:
    if not health.database_answers():
        yield ill("database", _("It does not answer."), _("Look at DATABASE_URL, and whether its server runs."))
        return
    yield well("database", _("It answers (%(vendor)s).") % {"vendor": connection.vendor})
    if health.migrations_are_applied():
        yield well("migrations", _("All are applied."))
    else:
        yield ill("migrations", _("Some are not applied."), _prepare())


def cache() -> Iterator[Finding]:
    if not health.redis_stands_by_itself():
        yield ill(
            "cache",
            _("Redis does not answer; a table of the database stands in for it."),
            _("Look at CACHE_URL, and whether its server runs."),
        )
    elif health.cache_keeps():
        yield well("cache", _("It keeps what it is told."))
    else:
        yield ill(
            "cache",
            _("It does not keep what it is told."),
            _("Look at CACHE_URL. Without one: %(command)s") % {"command": _prepare()},
        )


def queue() -> Iterator[Finding]:
    if queues.chosen().answers():
        yield well("tasks", _("Their queue answers."))
    else:
        yield ill(
            "tasks", _("Their queue does not answer."), _("Look at TASKS_URL. Until then work waits for the next look.")
        )


def files() -> Iterator[Finding]:
    if settings.DEBUG or (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield well("static files", _("They are collected."))
    else:
        yield ill("static files", _("They are not collected."), _prepare())
    yield _writable(settings.MEDIA_ROOT)


def address() -> Iterator[Finding]:
    url = urlsplit(settings.SITE_URL)
    if settings.SITE_IS_LOCAL:
        yield hint(
            "address",
            _("%(url)s is this machine only.") % {"url": settings.SITE_URL},
            _("Set SITE_URL before others come."),
        )
    elif not settings.SITE_IS_SECURE:
        yield ill(
            "address",
            _("%(url)s is not encrypted.") % {"url": settings.SITE_URL},
            _("Put TLS in front; say https in SITE_URL."),
        )
    else:
        yield well("address", settings.SITE_URL)
    if url.hostname not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        yield ill(
            "hosts",
            _("%(hostname)s is not among ALLOWED_HOSTS.") % {"hostname": url.hostname},
            _("Name it there, or unset ALLOWED_HOSTS."),
        )
    if settings.DEBUG and not settings.SITE_IS_LOCAL:
        yield ill("debug", _("DEBUG is on: error pages show everything to everybody."), _("Set DEBUG=off."))


def disk() -> Iterator[Finding]:
    places = {"media": _existing(settings.MEDIA_ROOT)}
    if connection.vendor == "sqlite":
        places["database"] = _existing(Path(connection.settings_dict["NAME"]).parent)
    for about, place in places.items():
        free = shutil.disk_usage(place).free
        says = _("%(free)s MB are free where the %(about)s lies.") % {"free": free // 1024**2, "about": about}
        if free < LEAST_FREE:
            yield ill("disk", says, _("Make room, before writing fails."))
        else:
            yield well("disk", says)


def _prepare() -> str:
    return _("Run 'manage.py prepare'.")


def _writable(directory: Path) -> Finding:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            return well("media", _("Pictures can be written."))
    except OSError as error:
        todo = _("Let this account write to %(directory)s (MEDIA_ROOT).") % {"directory": directory}
        return ill("media", _("Pictures cannot be written (%(strerror)s).") % {"strerror": error.strerror}, todo)


def _existing(path: Path) -> Path:
    return next((place for place in (path, *path.parents) if place.exists()), Path("/"))
