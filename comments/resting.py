"""What a kept page rests on, where it shows a discussion: see `blog.pages`."""

from __future__ import annotations

from blog.pages.noting import SOURCES, Source, changes_at, noted, rests_on
from blog.pages.purging import owe

from .models import Discussion

DISCUSSION = "discussion"

SOURCES[DISCUSSION] = Source("comments_discussion", "post_id", "version")


def changed(discussion: Discussion) -> None:
    """Whoever holds pages of it in front of us is to be told."""
    owe(f"{DISCUSSION}-{discussion.pk}")


def on_discussion(discussion: Discussion) -> None:
    """The page shows this discussion, which was read before its comments."""
    on_comments(discussion)
    if noted():
        for moment in discussion.next_changes():
            changes_at(moment)


def on_comments(discussion: Discussion) -> None:
    """The page shows what was said in it, and not whether more may be said."""
    rests_on(DISCUSSION, {discussion.post_id: None if discussion._state.adding else discussion.version})
