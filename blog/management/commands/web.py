from __future__ import annotations

from blog.management.commands.serve import Command as Serve


class Command(Serve):
    help = "Serves the site, until Ctrl-C or SIGTERM. Its background work is another's: `manage.py worker`."
    background = False
