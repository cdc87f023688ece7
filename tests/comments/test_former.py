"""Old links to comments, by the number they had where they came from."""

from __future__ import annotations

import pytest

from comments.models import Status
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def test_it_leads_to_the_comment_that_had_the_number(client):
    post = a_post()
    moved = a_comment(post, source="https://old.example", source_id=4711)
    response = client.get(f"/comments/was/{post.pk}/4711/")
    assert response["Location"] == f"{post.get_absolute_url()}#comment-{moved.pk}"


def test_the_old_number_goes_before_a_number_of_this_site(client):
    post = a_post()
    other = a_comment(post)
    moved = a_comment(post, source="https://old.example", source_id=other.pk)
    assert client.get(f"/comments/was/{post.pk}/{other.pk}/")["Location"].endswith(f"#comment-{moved.pk}")


def test_a_comment_on_another_page_is_found(client):
    post = a_post()
    comment = a_comment(post)
    assert client.get(f"/comments/was/{post.pk}/{comment.pk}/")["Location"].endswith(f"#comment-{comment.pk}")


@pytest.mark.parametrize("status", [status for status in Status if status != Status.APPROVED])
def test_nothing_hidden_is_told(client, status):
    post = a_post()
    a_comment(post, source="https://old.example", source_id=4711, status=status)
    assert client.get(f"/comments/was/{post.pk}/4711/").status_code == 404


def test_a_number_of_another_discussion_leads_nowhere(client):
    a_comment(a_post(), source="https://old.example", source_id=4711)
    assert client.get(f"/comments/was/{a_post().pk}/4711/").status_code == 404
