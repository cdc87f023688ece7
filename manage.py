#!/usr/bin/env python
"""Run a management command of this site."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    try:
        if sys.argv[1:2] == ["version"]:  # where Django would say its own
            return say_version()
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except (OperationalError, ProgrammingError) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(sentence_about(str(error)))


def say_version() -> None:
    import django

    from blog.management.commands.version import Command

    django.setup()
    Command().run_from_argv(sys.argv)


def sentence_about(error: str) -> str:
    reason = error.strip().partition("\n")[0]
    if "no such" in reason or reason.startswith(("relation", "column")):
        return f"The database is not ready: {reason}. 'manage.py prepare' brings it up to date."
    return f"The database does not answer: {reason}"


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
