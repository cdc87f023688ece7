"""What moderators see of what readers reported."""

from __future__ import annotations

from html import unescape

import pytest

from comments import moderation, reports
from comments.models import Status
from tests.builders import a_comment, a_post, a_user, carol

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return a_comment(a_post(), name="Ellen")


@pytest.fixture
def moderator(client):
    client.force_login(carol())
    return client


def send(comment):
    reports.report(comment, {"reason": "unkind", "words": "It hurts."}, user=None, network="network-1")


def text_of(response):
    return unescape(response.content.decode())


REPORTED = "/admin/queue/?status=reported"


def test_what_was_reported_is_a_view_of_the_queue(comment, moderator):
    a_comment(comment.discussion.post, name="David")
    assert "No report waits." in text_of(moderator.get(REPORTED))
    send(comment)
    assert 'Reported <span class="count">1</span>' in text_of(moderator.get("/admin/queue/"))
    page = text_of(moderator.get(REPORTED))
    assert "It is unkind to somebody" in page
    assert "It hurts." in page
    assert "Leave it as it is" in page
    assert "David" not in page


def test_two_reports_of_one_comment_are_one_card(comment, moderator):
    send(comment)
    reports.report(comment, {"reason": "spam", "words": "Twice."}, user=a_user("dora"), network="")
    page = text_of(moderator.get(REPORTED))
    assert 'Reported <span class="count">1</span>' in page
    assert page.count("data-card") == 1
    assert ("It hurts." in page, "Twice." in page) == (True, True)


def test_the_former_address_leads_there(moderator):
    response = moderator.get("/admin/queue/reported/")
    assert (response.status_code, response["Location"]) == (302, REPORTED)


def test_the_card_carries_a_mark(comment, moderator):
    send(comment)
    assert '<span class="state">Reported</span>' in text_of(moderator.get("/admin/queue/?status=approved"))


def test_any_decision_answers_it(comment, moderator):
    send(comment)
    moderation.moderate([comment.pk], Status.REMOVED, by=comment.discussion.post.author)
    assert not reports.waiting().exists()
    assert "It hurts." not in text_of(moderator.get(REPORTED))


def test_it_can_be_left_as_it_is(comment, moderator):
    send(comment)
    response = moderator.post(f"/admin/queue/reported/{comment.pk}/", {"next": REPORTED})
    assert (response.status_code, response["Location"]) == (303, REPORTED)
    assert not reports.waiting().exists()
    comment.refresh_from_db()
    assert comment.status == Status.APPROVED
    assert "answered this report already" in text_of(
        moderator.post(f"/admin/queue/reported/{comment.pk}/", follow=True)
    )


def test_a_report_after_a_decision_waits_again(comment, moderator):
    moderation.moderate([comment.pk], Status.PENDING, by=comment.discussion.post.author)
    moderation.moderate([comment.pk], Status.APPROVED, by=comment.discussion.post.author)
    send(comment)
    assert reports.waiting().count() == 1


def test_an_author_sees_those_below_their_own_articles(comment, client):
    send(comment)
    client.force_login(comment.discussion.post.author)
    assert "It hurts." in text_of(client.get(REPORTED))


def test_strangers_do_not(comment, client):
    send(comment)
    assert client.get("/admin/queue/reported/").status_code == 302
    assert client.post(f"/admin/queue/reported/{comment.pk}/").status_code in {302, 403}
    client.force_login(a_user("dora"))
    assert client.get("/admin/queue/reported/").status_code == 403
    assert client.post(f"/admin/queue/reported/{comment.pk}/").status_code == 403
    assert reports.waiting().count() == 1


def test_reading_changes_nothing(comment, moderator):
    send(comment)
    assert moderator.get(f"/admin/queue/reported/{comment.pk}/").status_code == 405
