"""What became of a comment, in numbers and words for who wrote it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import links, moderation
from comments.models import Comment, Event, Status
from comments.receipts import standing
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def post():
    return a_post()


@pytest.fixture
def moderator():
    return carol()


@pytest.fixture
def held(post):
    return a_comment(post, status=Status.PENDING)


def decided(post, moderator, waited, to=Status.APPROVED):
    comment = a_comment(post, status=Status.PENDING)
    moderation.moderate([comment.pk], to, by=moderator)
    Event.objects.filter(comment=comment).update(at=comment.submitted_at + waited)
    return comment


def test_the_place_in_the_queue_counts_all_that_wait_on_the_site(post, held):
    last = a_comment(a_post(), status=Status.PENDING)
    a_comment(post)
    assert (standing.place_in_queue(held), standing.place_in_queue(last)) == (1, 2)


def test_of_two_sent_in_one_moment_the_first_stored_is_first(post):
    now = timezone.now()
    first, second = (a_comment(post, status=Status.PENDING, submitted_at=now) for _ in range(2))
    assert (standing.place_in_queue(first), standing.place_in_queue(second)) == (1, 2)


def test_few_decisions_say_nothing_about_what_is_usual(post, moderator):
    for _ in range(standing.ENOUGH - 1):
        decided(post, moderator, HOUR)
    assert standing.usual_wait() is None
    decided(post, moderator, HOUR)
    assert standing.usual_wait() == HOUR


def test_one_that_was_forgotten_does_not_change_what_is_usual(post, moderator):
    for waited in (HOUR, 2 * HOUR, 3 * HOUR, 999 * HOUR):
        decided(post, moderator, waited, Status.DECLINED)
    assert standing.usual_wait() == 2.5 * HOUR


def test_a_clock_that_was_set_back_makes_no_wait_below_none(post, moderator):
    for _ in range(standing.ENOUGH):
        decided(post, moderator, -HOUR)
    assert standing.usual_wait() == timedelta()


def test_only_what_a_person_decided_of_the_latest_counts(post, moderator, monkeypatch):
    monkeypatch.setattr(standing, "SAMPLE", 3)
    for waited in (99 * HOUR, HOUR, HOUR, HOUR):
        decided(post, moderator, waited)
    spam = decided(post, moderator, 50 * HOUR, Status.SPAM)
    assert Event.objects.filter(comment=spam).exists()
    assert standing.usual_wait() == HOUR


def test_withdrawals_say_nothing_of_how_long_one_waits(post):
    for _ in range(standing.ENOUGH + 1):
        pk = a_comment(post, status=Status.PENDING).pk
        moderation.moderate([pk], Status.WITHDRAWN, by=None, capacities=frozenset({moderation.Asker.WRITER}))
    assert standing.usual_wait() is None


def words(comment):
    return [step.what for step in standing.steps(comment)]


def test_what_happened_is_told_in_its_order(held, moderator):
    assert words(held) == ["You sent it.", "It was held, because a person reads it first."]
    for status in (Status.APPROVED, Status.REMOVED, Status.PENDING, Status.SPAM):
        moderation.moderate([held.pk], status, by=moderator)
    assert words(held)[2:] == [
        "It was approved, and stands on the page.",
        "It was removed from the page.",
        "It was put back among those that wait.",
        "It was taken for advertising.",
    ]


def test_one_that_was_shown_at_once_was_never_held(post, moderator):
    comment = a_comment(post)
    assert words(comment) == ["You sent it."]
    moderation.moderate([comment.pk], Status.REMOVED, by=moderator)
    assert words(comment) == ["You sent it.", "It was removed from the page."]


def test_the_reason_is_told_where_the_writer_can_do_something_about_it(held, moderator):
    moderation.moderate([held.pk], Status.DECLINED, by=moderator, reason="Leave out the name.")
    moderation.moderate([held.pk], Status.PENDING, by=moderator, reason="Between colleagues.")
    steps = standing.steps(held)
    assert [step.words for step in steps] == ["", "", "Leave out the name.", ""]
    assert standing.latest_decline(held).reason == "Leave out the name."


def test_the_latest_reason_is_the_one_that_counts(held, moderator):
    for reason in ("First.", "Second."):
        moderation.moderate([held.pk], Status.DECLINED, by=moderator, reason=reason)
        moderation.moderate([held.pk], Status.PENDING, by=moderator)
    assert standing.latest_decline(held).reason == "Second."


def test_who_decided_stays_the_business_of_the_house(held, moderator):
    moderation.moderate([held.pk], Status.APPROVED, by=moderator)
    assert moderator.name not in str(standing.steps(held))


def test_without_a_reason_there_is_none(held, moderator):
    assert standing.latest_decline(held) is None
    moderation.moderate([held.pk], Status.DECLINED, by=moderator)
    assert standing.latest_decline(held).reason == ""


def test_every_status_has_words_in_a_list():
    assert set(standing.STANDING) == set(Status)


def test_each_of_a_list_has_its_standing_and_its_receipt():
    comment = a_comment(a_post(), status=Status.DECLINED)
    standing.as_list([comment])
    assert str(comment.standing) == "Declined"
    assert comment.receipt.startswith(f"/comments/receipt/{comment.pk}.")


def test_the_writer_is_told_kindly_that_the_name_was_why(client):
    comment = a_comment(a_post(), status=Status.PENDING, held_for=Comment.HeldFor.NAME)
    assert "goes by a name like this" in standing.steps(comment)[1].what
    page = client.get(f"/comments/receipt/{links.token(links.RECEIPT, comment)}/").content.decode()
    assert "If it is yours, prove your address below" in page


def test_who_was_let_through_is_told_why():
    known = a_comment(a_post(), proof=Comment.Proof.ADDRESS)
    assert [step.what for step in standing.steps(known)][1] == "It was shown at once, because you are known here."
