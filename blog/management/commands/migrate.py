from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from blog.migrating import patiently


class Command(migrate.Command):
    help = f"{migrate.Command.help} Waits for no lock so long that readers would."

    def handle(self, *args: Any, **options: Any) -> None:
        patiently(connections[options["database"]], lambda: super(Command, self).handle(*args, **options))
