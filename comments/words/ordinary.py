"""What readers ordinarily send. A pattern that matches nearly all of it is a slip, and would stop the discussion."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext as _

from comments.models import Phrase
from comments.words import folding
from comments.words.folding import View
from comments.words.patterns import Pattern
from comments.words.refusals import Refused

# As different as readers are: short and long, asking and thanking, with a website and without.
_SENT = (
    ("Thank you! I tried it on Sunday, and it works.", "Ellen", "ellen@mail.test", ""),
    ("Why not?", "David K.", "dk77@example.org", "http://garden.test"),
    ("I don't agree: my mother, 84, did this for years\nand was never ill.", "ruth", "ruth.b@post.invalid", ""),
    ("Good point.", "J", "jo@rail.localhost", ""),
    ("Hello Hanne, which doctor in Leeds was it? Could you write to me?", "Mary Ann", "mary-ann@uni.example", ""),
    ("Zum Glück ging es mir bald besser.", "Jürgen", "j@weiss.invalid", "https://www.weiss.invalid/blog"),
    ("So sorry for your loss, Ellen", "A friend", "friend2@example.com", ""),
    ("Same here - 3 weeks now (see above) :-)", "Okafor", "", "https://okafor.example/"),
)
_HOSTS = ("garden.test", "www.weiss.invalid", "okafor.example", "news.mail.test", "en.books.localhost")
_NEARLY_ALL = 0.75


def refuse_everything(pattern: Pattern, field: str) -> None:
    """Raises `Refused` if a pattern that looks at this field matches nearly all that is ordinarily sent."""
    sent = [fields for fields in _views(pattern.is_expression) if field == Phrase.Field.ANYTHING or field in fields]
    hits = [next((view.text for view in _looked_at(fields, field) if pattern.find(view)), "") for fields in sent]
    hits = [text for text in hits if text]
    if len(hits) >= _NEARLY_ALL * len(sent):
        example = " ".join(hits[0].split())
        raise Refused(_("It matches nearly everything, also “%(example)s”.") % {"example": example}, "everything")


def _looked_at(fields: dict[str, View], field: str) -> list[View]:
    return list(fields.values()) if field == Phrase.Field.ANYTHING else [fields[field]]


@cache
def _views(is_expression: bool) -> list[dict[str, View]]:
    seen_as = folding.plain if is_expression else folding.marked
    names = (Phrase.Field.TEXT, Phrase.Field.NAME, Phrase.Field.ADDRESS, Phrase.Field.WEBSITE)
    sent = [{field: value for field, value in zip(names, row, strict=True) if value} for row in _SENT]
    for row, host in zip(sent, _HOSTS, strict=False):
        row[Phrase.Field.LINKS] = host
    return [{field: View(value, seen_as) for field, value in row.items()} for row in sent]
