"""Lists that come from WordPress (`moderation_keys`, `disallowed_keys`), where every line is found anywhere."""

from __future__ import annotations

import ipaddress
import re

import re2
from django.utils.translation import gettext as _

from comments.words import characters, patterns
from comments.words.refusals import Refused


def as_pattern(line: str) -> str:
    """The pattern that finds what WordPress finds: also inside of other words.

    Raises `Refused` for an address of a network, which WordPress compares with the sender's.
    """
    line = line.strip()
    if _is_network(line):
        raise Refused(
            _("This is a network’s address. Those are not kept here, so no word list can look at them."), "network"
        )
    if patterns.is_expression(line):
        return f"/{re2.escape(line)}/"
    escaped = line.replace("*", r"\*")
    return _star_beside(line[:1]) + escaped + _star_beside(line[-1:])


def _star_beside(char: str) -> str:
    return "*" if characters.is_letter(char) else ""


def _is_network(line: str) -> bool:
    """A whole address, or its beginning up to a dot: "203.0.113." """
    try:
        ipaddress.ip_network(line, strict=False)
    except ValueError:
        return bool(re.fullmatch(r"(\d{1,3}\.){2,3}(\d{1,3})?", line))
    return not line.isdigit()  # a number alone would be read as an address
