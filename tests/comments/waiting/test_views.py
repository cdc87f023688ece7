"""The author's page and those beside it: who is let in, what they tell, what they cost, and that reading changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.posts.models import Post
from comments.models import Awaiting, Comment, Draft, Status
from comments.waiting import lists
from tests.builders import a_comment, a_post, a_user
from tests.comments.waiting.conftest import ago

pytestmark = pytest.mark.django_db

PAGES = ["", "put-off/", "drafts/", "earlier/"]


def page(client, path="", **query):
    response = client.get(f"/admin/waiting/{path}", query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("carol", 200), ("mallory", 200), ("member", 403), ("nobody", 302)]
)
def test_whoever_decides_on_something_has_a_page(who, status, path, request, signed_in):
    user = None if who == "nobody" else a_user("erin") if who == "member" else request.getfixturevalue(who)
    assert signed_in(user).get(f"/admin/waiting/{path}").status_code == status


@pytest.mark.parametrize("path", [*PAGES, "{thread}/"])
def test_reading_changes_nothing_and_nothing_else_is_taken(path, alice, thread, signed_in):
    client = signed_in(alice)
    path = path.format(thread=thread.pk)
    before = list(Awaiting.objects.values()), list(Draft.objects.values()), list(Comment.objects.values())
    page(client, path)
    assert before == (list(Awaiting.objects.values()), list(Draft.objects.values()), list(Comment.objects.values()))
    assert client.post(f"/admin/waiting/{path}").status_code == 405


def test_the_page_shows_the_words_their_article_and_how_long_they_have_waited(alice, thread, held, signed_in):
    text = page(signed_in(alice))
    assert "2 comments wait for a word from you." in text
    assert text.index("Ellen") < text.index("David")
    assert thread.body_html in text
    assert "waiting for 2\xa0days" in text
    assert "What a silence is holding" in text
    assert "Approve and answer" in text
    assert f'action="/admin/waiting/{thread.pk}/done/"' in text
    assert f'action="/admin/waiting/{held.pk}/done/"' not in text


def test_nobody_waits(alice, signed_in):
    assert "Nobody waits for a word from you." in page(signed_in(alice))


def test_another_authors_thread_is_neither_listed_nor_opened(mallory, thread, signed_in):
    client = signed_in(mallory)
    assert "Ellen" not in page(client)
    assert client.get(f"/admin/waiting/{thread.pk}/").status_code == 404


@pytest.mark.parametrize("key", [999_999, 10**18, 10**25])
def test_what_is_not_there_is_not_found(key, alice, signed_in):
    assert signed_in(alice).get(f"/admin/waiting/{key}/").status_code == 404


def test_a_page_of_many_leads_to_the_next(alice, post, signed_in, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 1)
    for name in ("Ellen", "Frank"):
        a_comment(post, name=name)
    first = page(signed_in(alice))
    after = lists.page(alice).next
    assert f'rel="next" href="?after={after}"' in first
    second = page(signed_in(alice), after=after)
    assert "Frank" in second
    assert "Beginning" in second


def test_a_page_that_has_been_cleared_meanwhile_leads_to_the_beginning(alice, signed_in):
    response = signed_in(alice).get("/admin/waiting/", {"after": "1-1-1"})
    assert (response.status_code, response["Location"]) == (302, "/admin/waiting/")


def test_a_draft_stands_in_the_box_that_is_open(alice, carol, thread, signed_in):
    Draft.objects.create(user=alice, about=thread, answers=thread, body="Ellen, I am <glad>", version=4)
    text = page(signed_in(alice))
    assert "Ellen, I am &lt;glad&gt;</textarea>" in text
    assert '<details class="answering" data-answering open>' in text
    assert '<input type="hidden" name="version" value="4">' in text
    a_comment(thread.discussion.post, thread, role="moderator", user=carol, submitted_at=ago(40))
    a_comment(thread.discussion.post, thread, submitted_at=ago(30))
    for path in PAGES:
        assert "I am &lt;glad&gt;" not in page(signed_in(carol), path)


def test_what_was_put_off_is_listed_with_its_day_and_a_way_back(alice, post, thread, signed_in):
    done = a_comment(post, name="Frank")
    now = timezone.now()
    Awaiting.objects.filter(root=thread).update(until=now + timedelta(days=3), put_off_at=now)
    Awaiting.objects.filter(root=done).update(set_aside=True, put_off_at=now)
    text = page(signed_in(alice), "put-off/")
    assert "Ellen" in text
    assert "Frank" in text
    assert text.count("Bring it back") == 2
    assert "Nobody waits" in page(signed_in(alice))


def test_what_could_not_be_published_is_told_on_every_page(alice, thread, signed_in):
    Draft.objects.create(user=alice, about=thread, answers=thread, body="Words.", trouble="removed")
    for path in PAGES:
        assert "A planned answer was not published and needs you." in page(signed_in(alice), path)
    assert "What it answers is not on the page any more." in page(signed_in(alice), "drafts/")


def test_a_draft_whose_comment_is_gone_is_still_there(alice, signed_in):
    Draft.objects.create(user=alice, body="Words that are <kept>.")
    text = page(signed_in(alice), "drafts/")
    assert "To a comment that is gone" in text
    assert "Words that are &lt;kept&gt;." in text


def test_a_draft_outlives_the_right_to_see_what_it_answers_and_names_nobody(alice, mallory, thread, signed_in):
    Draft.objects.create(user=mallory, about=thread, answers=thread, body="Words that are mine.")
    Post.objects.filter(pk=thread.discussion_id).update(title="Not for Mallory")
    text = page(signed_in(mallory), "drafts/")
    assert "Words that are mine." in text
    assert "To a comment that is no longer yours to answer" in text
    for secret in ("Ellen", "Not for Mallory", f"/admin/waiting/{thread.pk}/"):
        assert secret not in text


def test_a_thread_that_cannot_be_answered_any_more_keeps_the_text(alice, thread, signed_in):
    Draft.objects.create(user=alice, about=thread, answers=thread, body="Words.")
    Comment.objects.filter(pk=thread.pk).update(status=Status.REMOVED)
    text = page(signed_in(alice), f"{thread.pk}/")
    assert "This cannot be answered any more" in text
    assert "readonly>Words.</textarea>" in text


def test_earlier_answers_are_found_and_stand_there_to_copy(alice, post, thread, signed_in):
    a_comment(
        post,
        thread,
        role="author",
        user=alice,
        body="With the *window* open.",
        body_html="<p>With the window open.</p>",
    )
    text = page(signed_in(alice), "earlier/", q="window")
    assert "With the *window* open.</textarea>" in text
    assert "to Ellen on What a silence is holding" in text
    assert "Nothing of yours has these words." in page(signed_in(alice), "earlier/", q="door")


def test_the_menu_and_the_front_page_lead_there(alice, thread, held, signed_in):
    text = signed_in(alice).get("/admin/").content.decode()
    assert "2 comments wait for a word from you, the oldest for 2\xa0days" in text
    assert text.index('href="/admin/waiting/"') < text.index('href="/admin/queue/"')
    assert 'aria-current="page">Waiting for me' in page(signed_in(alice))


def test_every_page_costs_the_same_for_many_as_for_few(alice, post, signed_in, django_assert_max_num_queries):
    client = signed_in(alice)
    for number in range(40):
        root = a_comment(post, submitted_at=ago(9))
        a_comment(post, root, status=Status.PENDING)
        if number % 3 == 0:
            Draft.objects.create(user=alice, about=root, answers=root, body="Begun.")
    Awaiting.objects.filter(pk__in=Awaiting.objects.values("pk")[:20]).update(set_aside=True, put_off_at=timezone.now())
    for path in PAGES:
        with django_assert_max_num_queries(24):
            page(client, path)


def test_another_article_is_not_asked_for_each_entry(alice, signed_in, django_assert_max_num_queries):
    for _number in range(12):
        a_comment(a_post(alice))
    client = signed_in(alice)
    with django_assert_max_num_queries(24):
        page(client)
