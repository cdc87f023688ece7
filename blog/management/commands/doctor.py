from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.doctor.findings import HINT, ILL, UNASKED, WELL, Finding
from blog.doctor.rounds import look_around
from blog.mail import trying

MARKS = {WELL: "ok  ", HINT: "hint", UNASKED: "?   ", ILL: "ILL "}


class Command(BaseCommand):
    help = (
        "Looks whether all is well, and says what to do where it is not. A line with ? is about something that could not"
        " be asked from here. The exit status is 1 when anything is ill, else 0, whatever the hints and ? are."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings for a program")
        parser.add_argument(
            "--mail", metavar="ADDRESS", help="only send a test mail there, and print what was answered"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["mail"]:
            return self.send(options["mail"])
        findings = look_around()
        if options["json"]:
            self.stdout.write(json.dumps([finding.as_dict() for finding in findings]))
        else:
            for finding in findings:
                self.stdout.write(in_a_line(finding))
            self.stdout.write(in_all(findings))
        if any(finding.state == ILL for finding in findings):
            sys.exit(1)
        return None

    def send(self, address: str) -> None:
        taken, answer = trying.send_at_once(address)
        if not taken:
            raise CommandError(_("The mail was not taken: %(answer)s") % {"answer": answer})
        self.stdout.write(_("The mail server took it: %(answer)s") % {"answer": answer})


def in_a_line(finding: Finding) -> str:
    unasked = _("could not be asked: %(says)s") % {"says": finding.says}
    says = unasked if finding.state == UNASKED else finding.says
    return f"{MARKS[finding.state]} {finding.about}: {says} {finding.todo}".strip()


def in_all(findings: list[Finding]) -> str:
    """The last line: what the exit status is, and why."""
    ill, unasked = (sum(finding.state == state for finding in findings) for state in (ILL, UNASKED))
    said = ngettext("%(count)d is ill: status 1.", "%(count)d are ill: status 1.", ill) % {"count": ill}
    if not ill:
        said = _("Nothing is ill: status 0.")
    if unasked:
        said += " " + _("What is marked ? could not be asked from here, and counts as neither well nor ill.")
    return said
