"""What a page that is being read asks once a minute."""

from __future__ import annotations

import pytest

from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def test_it_counts_what_readers_see(client):
    post = a_post()
    a_comment(post)
    a_comment(post, status="pending")
    response = client.get(f"/comments/on/{post.pk}/count/")
    assert response.json() == {"count": 1}
    assert not response.cookies


def test_while_nothing_changed_there_is_nothing_to_say(client, django_assert_num_queries):
    post = a_post()
    a_comment(post)
    etag = client.get(f"/comments/on/{post.pk}/count/")["ETag"]
    with django_assert_num_queries(1):
        response = client.get(f"/comments/on/{post.pk}/count/", headers={"If-None-Match": etag})
    assert (response.status_code, response.content) == (304, b"")
    a_comment(post)
    assert client.get(f"/comments/on/{post.pk}/count/", headers={"If-None-Match": etag}).json() == {"count": 2}


def test_what_is_not_published_is_not_counted_for_strangers(client):
    post = a_post(status="draft")
    a_comment(post)
    assert client.get(f"/comments/on/{post.pk}/count/").status_code == 404
    assert client.post(f"/comments/on/{post.pk}/count/").status_code == 405
