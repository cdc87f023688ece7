"""From an element's fields, as the parser collected them, to the records that the importer reads."""

from __future__ import annotations

from collections.abc import Callable
from sys import intern  # what many comments say the same is kept once
from typing import Any

from blog.transfer.records import Author, Comment, Item, Site, Term


def site(frame: dict[str, Any]) -> Site:
    fields = {"version": "wp:wxr_version", "base_site_url": "wp:base_site_url", "base_blog_url": "wp:base_blog_url"}
    fields |= {name: name for name in ("title", "link", "description", "language")}
    return Site(**{name: _text(frame, tag) for name, tag in fields.items()}, line=frame["line"])


def _author(frame: dict[str, Any]) -> Author:
    fields = ("login", "email", "display_name", "first_name", "last_name")
    values = {name: _text(frame, f"wp:author_{name}") for name in fields}
    return Author(id=_number(frame, "wp:author_id"), **values, line=frame["line"])


def _term(taxonomy: str, slug: str, name: str, kind: str) -> Any:
    def build(frame: dict[str, Any]) -> Term:
        return Term(
            taxonomy=taxonomy or _text(frame, "wp:term_taxonomy"),
            slug=_text(frame, slug),
            name=_text(frame, name),
            parent=_text(frame, f"wp:{kind}_parent"),
            description=_text(frame, f"wp:{kind}_description"),
            id=_number(frame, "wp:term_id"),
            line=frame["line"],
        )

    return build


def pair(frame: dict[str, Any]) -> tuple[str, str]:
    return _text(frame, "wp:meta_key"), frame.get("wp:meta_value", "")


def item_term(frame: dict[str, Any]) -> Term:
    attributes = frame["attributes"]
    return Term(attributes.get("domain", ""), attributes.get("nicename", ""), _text(frame, ""), line=frame["line"])


def comment(frame: dict[str, Any]) -> Comment:
    get = frame.get
    return Comment(
        id=_number(frame, "wp:comment_id"),
        author=intern(get("wp:comment_author", "").strip()),
        email=intern(get("wp:comment_author_email", "").strip()),
        url=intern(get("wp:comment_author_url", "").strip()),
        date=intern(get("wp:comment_date", "").strip()),
        date_gmt=intern(get("wp:comment_date_gmt", "").strip()),
        content=get("wp:comment_content", "").strip(),
        approved=intern(get("wp:comment_approved", "").strip()),
        type=intern(get("wp:comment_type", "").strip()),
        parent=_number(frame, "wp:comment_parent") or 0,
        user_id=_number(frame, "wp:comment_user_id") or 0,
        meta=tuple(get("meta", ())),
        line=frame["line"],
    )


def _item(frame: dict[str, Any]) -> Item:
    return Item(
        id=_number(frame, "wp:post_id"),
        title=_text(frame, "title"),
        link=_text(frame, "link"),
        guid=_text(frame, "guid"),
        creator=_text(frame, "dc:creator"),
        content=frame.get("content:encoded", ""),
        excerpt=_text(frame, "excerpt:encoded"),
        date=_text(frame, "wp:post_date"),
        date_gmt=_text(frame, "wp:post_date_gmt"),
        pub_date=_text(frame, "pubDate"),
        comment_status=_text(frame, "wp:comment_status"),
        name=_text(frame, "wp:post_name"),
        status=_text(frame, "wp:status"),
        type=_text(frame, "wp:post_type"),
        parent=_number(frame, "wp:post_parent") or 0,
        menu_order=_number(frame, "wp:menu_order") or 0,
        password=frame.get("wp:post_password", ""),
        attachment_url=_text(frame, "wp:attachment_url"),
        line=frame["line"],
        terms=frame.get("terms", []),
        comments=frame.get("comments", []),
        meta=frame.get("meta", []),
    )


def _text(frame: dict[str, Any], name: str) -> str:
    return frame.get(name, "").strip()


def _number(frame: dict[str, Any], name: str) -> int | None:
    text = frame.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else None


BUILDERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "item": _item,
    "wp:author": _author,
    "wp:category": _term("category", "wp:category_nicename", "wp:cat_name", "category"),
    "wp:tag": _term("post_tag", "wp:tag_slug", "wp:tag_name", "tag"),
    "wp:term": _term("", "wp:term_slug", "wp:term_name", "term"),
}
