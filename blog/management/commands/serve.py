from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext as _

from blog.server import CannotServeError, default_workers, serve


class Command(BaseCommand):
    help = "Serves the site and does its background work, until Ctrl-C or SIGTERM."
    background = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--workers", type=int, default=default_workers(), help="web processes (default: %(default)s)"
        )

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        try:
            serve(host, port, workers, announce=self.announce, background=self.background)
        except CannotServeError as error:
            raise CommandError(str(error)) from error

    def announce(self) -> None:
        self.stdout.write(_("The blog:   %(url)s/") % {"url": settings.SITE_URL})
        self.stdout.write(_("The panel:  %(url)s") % {"url": settings.SITE_URL + reverse("admin:index")})
        self.stdout.write(_("Ctrl-C ends it."))
        self.stdout.flush()
