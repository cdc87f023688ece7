"""Writes WordPress exports of any size: for tests, and for measuring the importer.

python -m tests.blog.transfer.generate 1000 100000 /tmp/big.xml
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
	<title>The Long Way Home</title>
	<link>https://old.example.org</link>
	<description>Notes from a small kitchen</description>
	<language>en-GB</language>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:base_site_url>https://old.example.org</wp:base_site_url>
	<wp:base_blog_url>https://old.example.org</wp:base_blog_url>
	<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[alice]]></wp:author_login>\
<wp:author_email><![CDATA[alice@example.org]]></wp:author_email>\
<wp:author_display_name><![CDATA[Alice Winter]]></wp:author_display_name>\
<wp:author_first_name><![CDATA[Alice]]></wp:author_first_name>\
<wp:author_last_name><![CDATA[Winter]]></wp:author_last_name></wp:author>
"""
FOOT = "</channel>\n</rss>\n"
WORDS = [
    "the",
    "a",
    "morning",
    "bread",
    "oven",
    "slowly",
    "when",
    "I",
    "my",
    "mother",
    "asked",
    "what",
    "patience",
    "doctor",
    "said",
    "nothing",
    "and",
    "then",
    "we",
    "walked",
    "home",
    "rain",
    "garden",
    "letter",
    "never",
    "quite",
    "enough",
    "salt",
    "because",
    "winter",
    "years",
    "later",
    "remember",
    "table",
    "window",
    "small",
    "kind",
    "answer",
    "thank",
    "you",
    "for",
    "writing",
    "this",
    "it",
    "helped",
    "me",
    "more",
    "than",
    "sleep",
    "because",
    "they",
    "don't",
    "listen",
    "but",
    "your",
    "words",
    "stay",
    "with",
    "us",
    "all",
    "question",
    "about",
    "flour",
    "water",
    "time",
    "kitchen",
    "light",
    "thyroid",
    "tired",
    "hope",
    "again",
    "today",
    "yesterday",
    "maybe",
    "somebody",
    "else",
    "knows",
]
NAMES = ["Bob", "Carol", "Ellen", "David", "Mira", "Jo O&#039;Neill", "Søren", "Anna &amp; Tom", "Ludmila", "Kenji"]
START = datetime(2012, 3, 1, 8, 0)


def export(articles: int, comments: int, seed: int = 1, reply_share: float = 0.6) -> Iterator[str]:
    """An export in pieces: `comments` spread over `articles`, a share of them replies to earlier ones."""
    rng = random.Random(seed)
    yield HEAD
    number = 0
    for article in range(articles):
        mine = comments // articles + (article < comments % articles)
        yield _item_head(rng, article + 1)
        earlier: list[int] = []
        for _ in range(mine):
            number += 1
            parent = rng.choice(earlier[-40:]) if earlier and rng.random() < reply_share else 0
            earlier.append(number)
            yield comment(number, parent, text(rng), NAMES[number % len(NAMES)], START + timedelta(minutes=number))
        yield "\t</item>\n"
    yield FOOT


def write(path: Path, articles: int, comments: int, seed: int = 1) -> Path:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(export(articles, comments, seed))
    return path


def text(rng: random.Random) -> str:
    """As readers write: plain paragraphs, 6 % with a bare address, 8 % with markup, 5 % with an entity."""
    paragraphs = [_sentences(rng) for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]
    kind = rng.random()
    if kind < 0.06:
        paragraphs.append("See https://example.com/" + rng.choice(WORDS) + " for more.")
    elif kind < 0.09:
        paragraphs.append(f'<a href="https://example.com/{rng.choice(WORDS)}" rel="nofollow">{rng.choice(WORDS)}</a>')
    elif kind < 0.14:
        paragraphs.append("<em>" + " ".join(rng.choices(WORDS, k=3)) + "</em> &amp; more")
    return "\n\n".join(paragraphs)


def comment(number: int, parent: int, content: str, author: str, at: datetime, **changes: str) -> str:
    """One <wp:comment>; `changes` replaces fields by their name without the prefix."""
    fields = {
        "comment_id": str(number),
        "comment_author": f"<![CDATA[{author}]]>",
        "comment_author_email": f"<![CDATA[reader{number % 997}@example.net]]>",
        "comment_author_url": "",
        "comment_author_IP": "<![CDATA[192.0.2.7]]>",
        "comment_date": f"<![CDATA[{at:%Y-%m-%d %H:%M:%S}]]>",
        "comment_date_gmt": f"<![CDATA[{at:%Y-%m-%d %H:%M:%S}]]>",
        "comment_content": f"<![CDATA[{content}]]>",
        "comment_approved": "<![CDATA[1]]>",
        "comment_type": "<![CDATA[comment]]>",
        "comment_parent": str(parent),
        "comment_user_id": "0",
        **changes,
    }
    inside = "\n".join(f"\t\t\t<wp:{name}>{value}</wp:{name}>" for name, value in fields.items())
    return f"\t\t<wp:comment>\n{inside}\n\t\t</wp:comment>\n"


def item(number: int, title: str, body: str, inside: str = "", **changes: str) -> str:
    """One whole <item>; `inside` is markup such as comments, `changes` replaces fields by their tag."""
    return _head(number, title, body, changes) + inside + "\t</item>\n"


def _item_head(rng: random.Random, number: int) -> str:
    body = "\n\n".join(_sentences(rng) for _ in range(4))
    return _head(number, f"Article {number}: {rng.choice(WORDS)}", body, {})


def _head(number: int, title: str, body: str, changes: dict[str, str]) -> str:
    at = START + timedelta(hours=number)
    fields = {
        "title": escape(title),
        "link": f"https://old.example.org/{at:%Y/%m}/article-{number}/",
        "dc:creator": "<![CDATA[alice]]>",
        "guid": f"https://old.example.org/?p={number}",
        "content:encoded": f"<![CDATA[{body}]]>",
        "excerpt:encoded": "<![CDATA[]]>",
        "wp:post_id": str(number),
        "wp:post_date": f"{at:%Y-%m-%d %H:%M:%S}",
        "wp:post_date_gmt": f"{at:%Y-%m-%d %H:%M:%S}",
        "wp:comment_status": "open",
        "wp:post_name": f"article-{number}",
        "wp:status": "publish",
        "wp:post_parent": "0",
        "wp:menu_order": "0",
        "wp:post_type": "post",
        "wp:post_password": "",
        **changes,
    }
    inside = "\n".join(f"\t\t<{name}>{value}</{name}>" for name, value in fields.items())
    return f"\t<item>\n{inside}\n"


def _sentences(rng: random.Random) -> str:
    sentences = (
        " ".join(rng.choices(WORDS, k=rng.randint(6, 16))).capitalize() + "." for _ in range(rng.randint(2, 5))
    )
    return " ".join(sentences)


if __name__ == "__main__":
    write(Path(sys.argv[3]), int(sys.argv[1]), int(sys.argv[2]))
