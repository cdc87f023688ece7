from __future__ import annotations

import socket
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import get_resolver, reverse
from django.utils.translation import gettext as _

from blog import listening
from blog.listening import CannotServeError
from blog.server import default_workers, require_prepared, serve


class Command(BaseCommand):
    help = "Serves the site and does its background work, until Ctrl-C or SIGTERM. SIGHUP reloads code and settings."
    background = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--socket", type=Path, metavar="PATH", help="listen at a socket file instead of a port")
        parser.add_argument(
            "--socket-mode", type=mode, default="660", metavar="MODE", help="who may connect to it (default: 660)"
        )
        parser.add_argument(
            "--workers", type=int, default=default_workers(), help="web processes (default: %(default)s)"
        )
        parser.add_argument("--check", action="store_true", help="only say whether it could start")

    def handle(self, *args: Any, workers: int, check: bool, **options: Any) -> None:
        try:
            require_prepared()
            get_resolver().url_patterns  # noqa: B018 - loaded once here, shared by the web processes, which are forks
            if not check:
                self.serve(workers, **options)
        except CannotServeError as error:
            raise CommandError(str(error)) from error

    def serve(self, workers: int, **options: Any) -> None:
        listener = listening.handed_over() or self.listener(**options)
        try:
            serve(listener, workers, announce=self.announce, background=self.background)
        finally:
            if options["socket"]:
                listening.forget_file(options["socket"])

    def listener(self, host: str, port: int, socket_mode: int, **options: Any) -> socket.socket:
        path = options["socket"]
        return listening.at_file(path, socket_mode) if path else listening.at_port(host, port)

    def announce(self) -> None:
        self.stdout.write(_("The blog:   %(url)s/") % {"url": settings.SITE_URL})
        self.stdout.write(_("The panel:  %(url)s") % {"url": settings.SITE_URL + reverse("admin:index")})
        self.stdout.write(_("Ctrl-C ends it."))
        self.stdout.flush()


def mode(text: str) -> int:
    """As chmod takes it, in octal digits."""
    try:
        found = int(text, 8)
    except ValueError:
        found = -1
    if not 0 <= found <= 0o777:
        raise ArgumentTypeError(_("%(text)s is no mode; it should look like 660.") % {"text": text})
    return found
