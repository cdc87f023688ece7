"""The page for moving a thread."""

from __future__ import annotations

import pytest

from comments.models import Assignment, Comment
from tests import builders
from tests.builders import a_post, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(post):
    return builders.a_comment(post, body="Ask Ellen Moor.", body_html="<p>Ask Ellen Moor.</p>")


def test_an_author_moves_nothing_below_somebody_elses_article(signed_in, alice, mallory, comment):
    foreign = builders.a_post(mallory)
    answer = signed_in(alice).post(f"/admin/queue/{comment.pk}/move/", {"post": foreign.pk})
    assert answer.status_code == 400
    assert Comment.objects.get().discussion_id == comment.discussion_id


def test_the_search_finds_articles_by_their_title(signed_in, carol, alice, comment):
    builders.a_post(alice, title="On slowness")
    builders.a_post(alice, title="On haste")
    page = signed_in(carol).get(f"/admin/queue/{comment.pk}/move/?q=slow").content.decode()
    assert "On slowness" in page
    assert "On haste" not in page
    assert "What a silence is holding</span>" not in page


def test_without_an_article_it_stays_and_says_so(signed_in, carol, comment):
    for chosen in ("", "x", "9" * 30):
        answer = signed_in(carol).post(f"/admin/queue/{comment.pk}/move/", {"post": chosen})
        assert answer.status_code == 400
        assert "Choose an article first." in answer.content.decode()


def test_a_thread_is_not_moved_to_where_it_is(signed_in, carol, comment):
    answer = signed_in(carol).post(f"/admin/queue/{comment.pk}/move/", {"post": comment.discussion_id})
    assert answer.status_code == 409
    assert "already" in answer.content.decode()


def test_it_says_how_many_go_along(signed_in, carol, post, comment):
    builders.a_comment(post, comment)
    page = signed_in(carol).get(f"/admin/queue/{comment.pk}/move/").content.decode()
    assert "2 comments go there together" in page


def test_a_moderator_of_a_part_moves_within_it_and_not_beyond(signed_in, post, comment):
    lena = a_user("lena", is_staff=True)
    here, beyond = a_post(title="Also hers"), a_post(title="Not hers")
    for part in (post, here):
        Assignment.objects.create(user=lena, post=part)
    address = f"/admin/queue/{comment.pk}/move/"
    page = signed_in(lena).get(address).content.decode()
    assert ("Also hers" in page, "Not hers" in page) == (True, False)
    assert signed_in(lena).post(address, {"post": beyond.pk}).status_code == 400
    signed_in(lena).post(address, {"post": here.pk})
    assert Comment.objects.get(pk=comment.pk).discussion_id == here.pk
