"""Sharing: addresses and titles arrive whole at the other end."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from blog.posts import sharing

ADDRESS = "https://example.org/2025/03/%C3%BCber/?a=1&b=2"
TITLE = 'Salt & "Pepper" + 100 % <b>über</b> #1'

# place: where it leads, and the parameters that carry the address and the title
EXPECTED = {
    "Facebook": ("www.facebook.com", "u", None),
    "X": ("x.com", "url", "text"),
    "Reddit": ("www.reddit.com", "url", "title"),
    "LinkedIn": ("www.linkedin.com", "url", None),
    "E-mail": ("", "body", "subject"),
}


@pytest.fixture
def links():
    return {str(link.name): link.href for link in sharing.share_links(ADDRESS, TITLE)}


@pytest.mark.parametrize("place", EXPECTED)
def test_address_and_title_survive_the_journey(links, place):
    host, address, title = EXPECTED[place]
    parts = urlsplit(links[place])
    sent = parse_qs(parts.query)
    assert parts.netloc == host
    assert sent[address] == [ADDRESS]
    assert title is None or sent[title] == [TITLE]


def test_mastodon_gets_title_and_address_in_the_fragment(links):
    assert unquote(urlsplit(links["Mastodon"]).fragment) == f"text={TITLE} {ADDRESS}"


def test_a_mail_subject_has_no_plus_for_a_space(links):
    assert "subject=Salt%20%26" in links["E-mail"]


def test_the_first_picture_is_absolute():
    body = '<p>a</p><img alt="1 > 0" src="/media/one.jpg"><img src="/media/two.jpg">'
    assert sharing.first_picture(body, "https://example.org/2025/03/a/") == "https://example.org/media/one.jpg"


@pytest.mark.parametrize("body", ["", "<p>No &lt;img src='x'&gt; here</p>", "<img>"])
def test_without_a_picture_there_is_none(body):
    assert sharing.first_picture(body, "https://example.org/") == ""
