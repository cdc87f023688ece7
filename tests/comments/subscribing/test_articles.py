"""A new article goes out once, to everybody who asked for new ones."""

from __future__ import annotations

import pytest

from blog.mail.models import Letter
from comments.subscribing import articles

pytestmark = pytest.mark.django_db


def test_from_the_footer_to_the_letter(client, ask, link, delivered, a_wished_post):
    assert 'href="/comments/subscribe/"' in client.get("/").content.decode()
    assert "Now look into your mail" in client.get(ask()["Location"]).content.decode()
    path = link()
    assert "Yes, write to me" in client.get(path).content.decode()
    assert "ellen@example.org" in client.post(path).content.decode()
    post = a_wished_post()
    assert articles.owe_articles() == 1
    letter = delivered()[-1]
    assert letter.to == ["ellen@example.org"]
    assert letter.subject == "[Colloquy] On slowness"
    assert post.get_absolute_url() in letter.body
    assert articles.owe_articles() == 0
    assert not Letter.objects.owed().exists()
