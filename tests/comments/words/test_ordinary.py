"""A pattern that would stop the discussion is a slip."""

from __future__ import annotations

import pytest

from comments.models import Phrase
from comments.words.ordinary import refuse_everything
from comments.words.patterns import compiled
from comments.words.refusals import Refused

ANYTHING, TEXT, NAME, ADDRESS, WEBSITE, LINKS = Phrase.Field.values

# A pattern, the field it looks at, and whether it is refused there.
TABLE = [
    ("/./", ANYTHING, True),
    ("/./", TEXT, True),
    ("/./", NAME, True),
    ("/./", LINKS, True),
    (r"/\b/", TEXT, True),
    (r"/\w+/", TEXT, True),
    ("/[a-z]/", TEXT, True),
    ("/e/", TEXT, True),
    (r"/\pL/", NAME, True),
    ("/@/", ANYTHING, True),
    ("/@/", ADDRESS, True),
    ("/@/", TEXT, False),
    ("@", ADDRESS, True),
    (".", ADDRESS, True),
    ("/http/", WEBSITE, True),
    ("/http/", TEXT, False),
    ("http://", ANYTHING, False),
    ("/[0-9]/", TEXT, False),
    ("the", TEXT, False),
    ("*ab*", ANYTHING, False),
    ("example", ADDRESS, False),
    ("example", ANYTHING, False),
    ("cialis", ANYTHING, False),
    ("/v[i1]agra/", ANYTHING, False),
    ("贷款", ANYTHING, False),
]


def refusal(pattern: str, field: str) -> Refused | None:
    try:
        refuse_everything(compiled(pattern), field)
    except Refused as why:
        return why
    return None


@pytest.mark.parametrize(("pattern", "field", "is_refused"), TABLE)
def test_what_matches_nearly_everything_is_refused(pattern, field, is_refused):
    why = refusal(pattern, field)
    assert bool(why) is is_refused
    assert not why or why.code == "everything"


def test_the_refusal_shows_what_would_have_been_caught():
    with pytest.raises(Refused, match=r"nearly everything, also “ellen@mail\.test”"):
        refuse_everything(compiled("/@/"), ANYTHING)
