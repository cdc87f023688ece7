"""Which parts of the desk answer the rules about words, spam and people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from comments.people import standing
from comments.rules.sources import plug
from comments.spam import filing
from comments.words import matching

if TYPE_CHECKING:
    from blog.posts.models import Post


def _matches(fields: Mapping[str, Any], post: Post) -> Sequence[matching.Match]:
    return matching.matches(matching.Fields(**fields), post)


plug(
    matches=_matches,
    count=matching.count_hits,
    judge=filing.judge,
    keep=filing.keep,
    standing=standing.standing,
)
