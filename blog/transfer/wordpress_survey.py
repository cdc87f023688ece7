"""The first walk through an export: is it whole, what does it announce, what must be known before anything is stored.

Attachments may come after the articles that show them, and comments after those that answer them elsewhere.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from blog.transfer import wxr
from blog.transfer.records import Author, Item, Note, Site, Term
from blog.transfer.wordpress_shortcodes import Shown
from blog.transfer.wordpress_values import offset_of, site_name, title_text

KINDS = {"post": "articles", "": "articles", "page": "pages"}
MENTIONS = {"pingback", "trackback", "pings"}
ALT = "_wp_attachment_image_alt"


@dataclass
class Survey:
    site: Site = field(default_factory=Site)
    authors: list[Author] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    announced: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    pictures: dict[int, Shown] = field(default_factory=dict)
    pictures_of: dict[int, list[int]] = field(default_factory=dict)
    comment_ids: set[int] = field(default_factory=set)
    highest_comment: int = 0
    first_link: str = ""
    offset: timedelta = timedelta()

    @property
    def source(self) -> str:
        site = self.site
        return site_name(site.base_blog_url, site.link, site.base_site_url, self.first_link)

    def gallery(self, ids: list[int], post: int | None) -> list[Shown]:
        """The pictures of these numbers, or without numbers those that belong to the post."""
        wanted = ids or self.pictures_of.get(post or 0, [])
        return [self.pictures[number] for number in wanted if number in self.pictures]


def survey(path: Path) -> Survey:
    """Reads the file once. Raises WxrError and OSError, so that nothing is begun that cannot be finished."""
    found = Survey()
    offsets: Counter[timedelta] = Counter()
    for record in wxr.read(path):
        match record:
            case Item():
                _count_item(found, record, offsets)
            case Site():
                found.site = record
            case Author():
                found.authors.append(record)
            case Term():
                found.terms.append(record)
            case Note():
                found.notes.append(record)
    if offsets:
        found.offset = offsets.most_common(1)[0][0]
    for numbers in found.pictures_of.values():
        numbers.sort()
    return found


def _count_item(found: Survey, item: Item, offsets: Counter[timedelta]) -> None:
    kind = KINDS.get(item.type)
    if kind is None:
        found.left_out[item.type] += 1
    else:
        found.announced[kind] += 1
        found.first_link = found.first_link or item.link
    if item.type == "attachment":
        _note_picture(found, item)
    offset = offset_of(item.date_gmt, item.date)
    if offset is not None:
        offsets[offset] += 1
    for comment in item.comments:
        is_mention = comment.type in MENTIONS
        if kind is None:
            found.left_out[f"comments on {item.type}"] += 1
        else:
            found.announced["mentions" if is_mention else "comments"] += 1
        if comment.id:
            found.comment_ids.add(comment.id)
    found.highest_comment = max(found.highest_comment, *(comment.id or 0 for comment in item.comments), 0)


def _note_picture(found: Survey, item: Item) -> None:
    if item.id is None or not item.attachment_url:
        return
    alt = next((value for key, value in item.meta if key == ALT), "")
    found.pictures[item.id] = Shown(item.attachment_url, title_text(alt, 500), title_text(item.excerpt, 500))
    found.pictures_of.setdefault(item.parent, []).append(item.id)
