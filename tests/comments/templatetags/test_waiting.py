"""What other pages say of what waits for whoever looks, and what the page's last act left to say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context

from comments.templatetags.waiting import in_words, waits_for_me
from tests.builders import a_comment, a_post, alice, carol

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked_by(rf):
    def context(user):
        request = rf.get("/admin/")
        request.user = user
        return Context({"request": request})

    return context


def test_it_counts_once_a_request(asked_by, django_assert_num_queries):
    a_comment(a_post(alice()))
    context = asked_by(a_post().author)
    assert waits_for_me(context).number == 1
    with django_assert_num_queries(0):
        assert waits_for_me(context).number == 1


def test_nobody_is_told_nothing(asked_by):
    assert waits_for_me(asked_by(AnonymousUser())) is None


def test_a_count_costs_few_questions_however_much_waits(asked_by, django_assert_max_num_queries):
    author = alice()
    post = a_post(author)
    for _number in range(30):
        a_comment(post)
        a_comment(post, status="pending")
    with django_assert_max_num_queries(4):  # all but one of them for what somebody may do
        assert waits_for_me(asked_by(author)).number == 60


@pytest.mark.parametrize(
    ("duration", "words"), [(timedelta(hours=3, minutes=9), "3\xa0hours"), (timedelta(days=2), "2\xa0days")]
)
def test_a_duration_is_said_in_words(duration, words):
    assert in_words(duration) == words


def test_what_was_done_offers_the_way_back_that_fits_it(client):
    author = alice()
    thread = a_comment(a_post(author))
    client.force_login(author)
    row = thread.awaiting.get()
    client.post(f"/admin/waiting/{thread.pk}/done/", {"seen": row.last_at.isoformat()})
    text = client.get("/admin/waiting/").content.decode()
    assert f'name="thread" value="{thread.pk}"' in text
    assert 'action="/admin/waiting/back/"' in text
    assert "data-toasts" not in client.get("/admin/waiting/").content.decode()  # said once


def test_an_answer_is_taken_back_where_all_decisions_are(client):
    moderator = carol()
    client.force_login(moderator)
    held = a_comment(a_post(), status="pending")
    client.post(f"/admin/waiting/{held.pk}/answer/", {"body": "Welcome.", "comment": held.pk, "seen": "pending"})
    text = client.get("/admin/waiting/").content.decode()
    assert 'action="/admin/queue/undo/"' in text
    assert 'action="/admin/waiting/back/"' not in text
