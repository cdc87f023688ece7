"""Words kept to be used again: what stands in braces is filled in for whom they are sent to."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import mailing
from .models import Comment, HouseRule

VARIABLES = ("name", "article", "rule", "link")
_BRACED = re.compile(r"\{([^{}\n]*)\}")
_LONE = re.compile(r"[{}]")


def check(text: str) -> None:
    """Raises `ValidationError`, which names the place, where something in braces is none of the variables."""
    for match in _BRACED.finditer(text):
        if match[1] not in VARIABLES:
            known = ", ".join(f"{{{name}}}" for name in VARIABLES)
            said = _("%(place)s: nothing is called %(found)s. Known are %(known)s.")
            raise ValidationError(
                said % {"place": _place(text, match.start()), "found": match[0], "known": known}, code="unknown"
            )
    if lone := _LONE.search(_BRACED.sub(lambda match: "·" * len(match[0]), text)):
        said = _("%(place)s: this brace stands alone. Write {name}, or take it out.")
        raise ValidationError(said % {"place": _place(text, lone.start())}, code="lone_brace")


def filled(text: str, comment: Comment, rule: HouseRule | None) -> str:
    """`{link}` leads to the article: the receipt's own address is its writer's alone. What is not known stands empty; what a name or title brings along is not filled in again."""
    values = {
        "name": comment.name,
        "article": comment.discussion.post.title,
        "rule": str(rule) if rule else "",
        "link": mailing.absolute(comment.discussion.post.get_absolute_url()),
    }
    return _BRACED.sub(lambda match: values.get(match[1], match[0]), text)


def _place(text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return _("Line %(line)d, character %(column)d") % {"line": line, "column": column}
