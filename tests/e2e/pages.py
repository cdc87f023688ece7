"""Every kind of page a visitor or a moderator can come to, each with an address in a furnished site."""

from __future__ import annotations

import json

from .running import RunningSite

READ = [
    "front",
    "article",
    "article with a tombstone",
    "article without responses",
    "article with a closed discussion",
    "rough words",
    "page 1 of a discussion",
    "page 2 of a discussion",
    "last page of a discussion",
    "thread",
    "reply page",
    "report page",
    "article in another order",
    "year",
    "month",
    "tag",
    "about",
    "contact",
    "privacy",
    "receipt of a waiting comment",
    "receipt of a declined comment",
    "receipt of a changed comment",
    "erasing a comment",
    "approve by mail",
    "decline by mail",
    "spam by mail",
    "decided by mail",
    "mail to staff",
    "link that ended",
    "everything of a guest",
    "mail of a member",
    "muting by mail",
    "ending by mail",
    "erasing everything",
    "not found",
]
FEEDS = ["feed", "comments feed", "article feed", "sitemap", "robots"]
PANEL = [
    "panel",
    "queue",
    "queue of approved",
    "comment in the queue",
    "long name in the queue",
    "filter",
    "reported",
    "changes",
    "articles",
    "article form",
    "new article",
    "discussions",
    "discussion form",
    "people",
    "mail",
    "mail you get",
    "incoming mail",
    "a mail that came",
    "tags",
    "password",
]


def furnish(site: RunningSite) -> dict[str, str]:
    """Fills the site and returns the address of each page by its name."""
    return dict(
        json.loads(site.ask("import json; from tests.e2e.furnishing import furnish; print(json.dumps(furnish()))"))
    )
