"""What a WordPress export holds, as it stands in the file: text, and the line it begins on."""

from __future__ import annotations

from dataclasses import dataclass, field

Meta = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Site:
    """The channel's head. `version` is that of the format, "" where the file does not say."""

    title: str = ""
    link: str = ""
    description: str = ""
    language: str = ""
    version: str = ""
    base_site_url: str = ""
    base_blog_url: str = ""
    line: int = 0


@dataclass(slots=True)
class Author:
    id: int | None
    login: str
    email: str
    display_name: str
    first_name: str
    last_name: str
    line: int


@dataclass(slots=True)
class Term:
    """A category, a tag or a term of another taxonomy; of an item: that it carries this one."""

    taxonomy: str
    slug: str
    name: str
    parent: str = ""
    description: str = ""
    id: int | None = None
    line: int = 0


@dataclass(slots=True)
class Comment:
    id: int | None
    author: str
    email: str
    url: str
    date: str
    date_gmt: str
    content: str
    approved: str
    type: str
    parent: int
    user_id: int
    meta: Meta
    line: int


@dataclass(slots=True)
class Item:
    """A post, a page, an attachment, a menu entry ... with its comments."""

    id: int | None
    title: str
    link: str
    guid: str
    creator: str
    content: str
    excerpt: str
    date: str
    date_gmt: str
    pub_date: str
    comment_status: str
    name: str
    status: str
    type: str
    parent: int
    menu_order: int
    password: str
    attachment_url: str
    line: int
    terms: list[Term] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    meta: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Note:
    """Something odd about the file itself."""

    line: int
    text: str


Record = Site | Author | Term | Item | Note
