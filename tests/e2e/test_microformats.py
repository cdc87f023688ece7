"""What other programs read from the demo's article: one entry, its comments nested, and one number everywhere."""

from __future__ import annotations

import json
import re
import urllib.request
import xml.etree.ElementTree as ET

import pytest

from .people import ARTICLE

mf2py = pytest.importorskip("mf2py")

COMMENTS = 12
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def fetched(site, path):
    return urllib.request.urlopen(site.address(path)).read().decode()


@pytest.fixture(scope="module")
def address(site):
    return site.ask(f"print(Post.objects.get(title={ARTICLE!r}).get_absolute_url())")


@pytest.fixture(scope="module")
def html(site, address):
    return fetched(site, address)


@pytest.fixture(scope="module")
def entry(site, address, html):
    [entry] = [item for item in parsed(site, address, html) if "h-entry" in item["type"]]
    return entry


def parsed(site, address, html):
    return mf2py.parse(doc=html, url=site.url + address)["items"]


def below(item):
    """All comments below an item, with the item each answers."""
    for comment in item["properties"].get("comment", []):
        yield item, comment
        yield from below(comment)


@pytest.fixture(scope="module")
def stored(site):
    """Key, parent's key and name of each comment that is shown, from the database."""
    fields = "pk", "parent_id", "name"
    rows = site.ask(
        "import json\n"
        f"shown = Comment.objects.filter(discussion__post__title={ARTICLE!r}, status='approved', kind='comment')\n"
        f"print(json.dumps(list(shown.values_list(*{fields!r}))))"
    )
    return {row[0]: row[1:] for row in json.loads(rows)}


def test_the_article_is_one_entry_with_everything_an_entry_needs(site, address, entry):
    properties = entry["properties"]

    assert properties["name"] == [ARTICLE]
    assert properties["url"][0] == site.url + address
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+Z]", properties["published"][0])
    assert "On a ward of twenty-eight beds" in properties["content"][0]["value"]
    [author] = properties["author"]
    assert author["type"] == ["h-card"]
    assert author["properties"]["name"] == ["Joan Pascoe"]


def test_every_comment_is_a_citation_with_everything_a_citation_needs(site, address, entry, stored):
    comments = [comment for _above, comment in below(entry)]

    assert len(comments) == COMMENTS
    for comment in comments:
        properties = comment["properties"]
        assert comment["type"] == ["h-cite"]
        key = int(properties["url"][0].removeprefix(f"{site.url}{address}#comment-"))
        assert properties["author"][0]["type"] == ["h-card"]
        assert properties["author"][0]["properties"]["name"] == [stored[key][1]]
        assert properties["published"]
        assert properties["content"][0]["value"]
        assert "content" not in properties["author"][0]["properties"]


def test_comments_are_nested_as_they_answer_each_other(entry, stored):
    def key(item):
        return int(item["properties"]["url"][0].rpartition("#comment-")[2]) if item is not entry else None

    parents = {key(comment): key(above) for above, comment in below(entry)}

    assert parents == {pk: parent for pk, (parent, _name) in stored.items()}


def test_a_guests_website_is_read_as_theirs_and_followed_by_nobody(entry, html):
    cards = [comment["properties"]["author"][0]["properties"] for _above, comment in below(entry)]

    assert ["https://example.org/bridges/"] in [card.get("url") for card in cards if card["name"] == ["David"]]
    [relations] = set(re.findall(r'href="https://example\.org/bridges/" rel="([^"]*)"', html))
    assert set(relations.split()) == {"nofollow", "ugc", "noopener"}


def test_below_a_tombstone_a_reply_names_what_it_answers(site):
    address = site.ask("print(Post.objects.get(title='How to Sit by a Bed').get_absolute_url())")
    [entry] = [item for item in parsed(site, address, fetched(site, address)) if "h-entry" in item["type"]]
    gone = site.ask(
        "gone = Comment.objects.filter(discussion__post__title='How to Sit by a Bed', children__status='approved')\n"
        "print(gone.exclude(status='approved').first().pk)"
    )
    answers = [comment for _above, comment in below(entry) if "in-reply-to" in comment["properties"]]

    assert f"{site.url}{address}#comment-{gone}" in [comment["properties"]["in-reply-to"][0] for comment in answers]


def test_one_number_is_said_everywhere(site, address, html, entry, stored):
    [structured] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    feed = ET.fromstring(fetched(site, f"{address}feed/"))

    assert json.loads(structured)["@type"] == "BlogPosting"
    numbers = {
        "structured data": json.loads(structured)["commentCount"],
        "headline": int(re.search(r'id="responses-title">(\d+) Responses', html)[1]),
        "list items": len(re.findall(r'<li id="comment-\d+"', html)),
        "microformats": len(list(below(entry))),
        "feed of the article": len(feed.findall("atom:entry", ATOM)),
        "database": len(stored),
        "front page": int(re.search(rf'{re.escape(address)}#responses"[^>]*>\s*(\d+)', fetched(site, "/"))[1]),
    }
    assert numbers == dict.fromkeys(numbers, COMMENTS)


def test_what_waits_for_approval_is_nowhere(site, address, html):
    waiting = json.loads(
        site.ask("import json; print(json.dumps(list(Comment.objects.pending().values_list('pk', 'email'))))")
    )
    public = html + fetched(site, "/") + fetched(site, "/comments/feed/") + fetched(site, f"{address}feed/")

    assert waiting
    for key, _email in waiting:
        assert f"comment-{key}" not in public
    assert "@demo.invalid" not in public
