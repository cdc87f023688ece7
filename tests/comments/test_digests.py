"""Once a day, in one letter: everything of the day, nothing twice, nothing that cannot be read any more."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from blog.mail import outbox
from blog.mail.models import Letter
from comments import digests, erasure, following, moderation, telling
from comments.models import Comment, Commenter, Status, Subscription
from comments.readers import Reader
from tests.builders import a_comment, a_post, alice, carol

pytestmark = pytest.mark.django_db
Scope, Pace = Subscription.Scope, Subscription.Pace
NOON = timezone.make_aware(datetime(2026, 3, 10, 12, 0))


@pytest.fixture(autouse=True)
def _with_mail(settings):
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def post():
    return a_post(title="On slowness", author=alice(), published_at=NOON - timedelta(days=3))


@pytest.fixture
def moderator():
    return carol()


@pytest.fixture
def zoe(post):
    reader = Reader(commenter=Commenter.objects.create(email="zoe@example.org", name="Zoe"))
    a_comment(post)
    following.set_pace(following.follow(reader, Scope.DISCUSSION, post.discussion), Pace.DAILY)
    return reader


@pytest.fixture
def approve(post, moderator):
    def at(moment, words="It gets lighter.", **fields):
        comment = a_comment(post, status=Status.PENDING, name="David", body_html=f"<p>{words}</p>", **fields)
        with time_machine.travel(moment, tick=False):
            moderation.moderate([comment.pk], Status.APPROVED, by=moderator)
        work(moment + timedelta(minutes=6))
        return comment

    return at


def work(moment):
    with time_machine.travel(moment, tick=False):
        telling.tell_due()
        outbox.send_all_due()
    return mail.outbox


def morning(days):
    return digests.end_of(NOON.date() + timedelta(days=days))


def test_a_days_news_come_in_one_letter_in_the_morning(zoe, approve):
    for hour in range(3):
        approve(NOON + timedelta(hours=hour), f"Number {hour}.")
    assert work(morning(1) - timedelta(minutes=1)) == []
    [letter] = work(morning(1))
    assert letter.to == ["zoe@example.org"]
    assert letter.subject == "[Colloquy] 3 new responses"
    assert [f"> Number {hour}." in letter.body for hour in range(3)] == [True, True, True]
    assert work(morning(2)) == [letter]


def test_each_thing_is_in_the_letter_of_its_own_day(zoe, approve):
    approve(NOON, "First day.")
    work(morning(1))
    approve(NOON + timedelta(days=1), "Second day.")
    first, second = work(morning(2))
    assert "First day." in first.body
    assert "Second day." not in first.body
    assert "Second day." in second.body
    assert "First day." not in second.body


def test_the_days_of_a_letter_that_went_late_are_its_own(zoe, approve, settings):
    settings.EMAIL_CONFIGURED = True
    approve(NOON, "First day.")
    approve(NOON + timedelta(days=1), "Second day.")
    first, second = work(morning(4))
    assert "First day." in first.body
    assert "Second day." in second.body


def test_what_is_hidden_again_is_left_out_and_an_empty_letter_is_not_sent(zoe, approve, moderator):
    approve(NOON, "Stays.")
    gone = approve(NOON, "Goes.")
    moderation.moderate([gone.pk], Status.REMOVED, by=moderator)
    [letter] = work(morning(1))
    assert "Stays." in letter.body
    assert "Goes." not in letter.body
    late = approve(NOON + timedelta(days=1), "Late.")
    moderation.moderate([late.pk], Status.REMOVED, by=moderator)
    assert work(morning(2)) == [letter]
    assert not Letter.objects.owed().exists()


def test_what_was_erased_is_left_out_though_its_words_stay(zoe, approve):
    comment = approve(NOON)
    erasure.erase(Comment.objects.get(pk=comment.pk), keep_text=True)
    assert work(morning(1)) == []


def test_who_changes_to_daily_is_not_told_again_what_they_had_at_once(zoe, approve):
    row = Subscription.objects.get()
    following.set_pace(row, Pace.AT_ONCE)
    approve(NOON, "Had at once.")
    assert len(mail.outbox) == 1
    following.set_pace(row, Pace.DAILY)
    approve(NOON, "For the morning.")
    letter = work(morning(1))[-1]
    assert "For the morning." in letter.body
    assert "Had at once." not in letter.body


def test_who_changes_to_at_once_still_gets_the_letter_of_the_day(zoe, approve):
    approve(NOON)
    following.set_pace(Subscription.objects.get(), Pace.AT_ONCE)
    assert len(work(morning(1))) == 1


def test_who_ends_it_before_the_morning_gets_nothing(zoe, approve):
    approve(NOON)
    following.unfollow_all(zoe.address)
    assert work(morning(1)) == []


def test_answers_can_come_daily_as_well(post, zoe, approve):
    Subscription.objects.all().delete()
    mine = a_comment(post, name="Zoe", email="zoe@example.org", proof=1, wants_news=True)
    following.set_answers_pace(zoe, Pace.DAILY)
    approve(NOON, parent=mine)
    [letter] = work(morning(1))
    assert "David answered you" in letter.body


def test_a_long_day_is_bounded_and_says_what_it_leaves_out(post, zoe):
    first = NOON + timedelta(minutes=1)
    for number in range(digests.MOST + 2):
        comment = a_comment(post, body_html=f"<p>Number {number}.</p>")
        Comment.objects.filter(pk=comment.pk).update(told_at=first)
    digests.owe(["zoe@example.org"], first)
    [letter] = work(morning(1))
    assert "52 new responses" in letter.subject
    assert letter.body.count("> Number") == digests.MOST
    assert "And 2 more responses" in letter.body


@pytest.mark.parametrize(
    ("hour", "minute", "day"),
    [(0, 0, 10), (6, 59, 10), (7, 0, 11), (23, 59, 11)],
)
def test_a_day_ends_in_the_morning(hour, minute, day):
    moment = timezone.make_aware(datetime(2026, 3, 10, hour, minute))
    found = digests.day_of(moment)
    assert found == date(2026, 3, day)
    since, until = digests.hours_of(found)
    assert since <= moment < until


def test_the_days_follow_each_other_without_a_gap_when_the_clocks_change(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    with timezone.override("Europe/Berlin"):
        for start in (date(2026, 3, 27), date(2026, 10, 23)):
            days = [start + timedelta(days=number) for number in range(5)]
            for one, next_one in pairwise(days):
                assert digests.hours_of(one)[1] == digests.hours_of(next_one)[0]


def test_a_key_names_its_day():
    assert digests.day_in(digests.key_of(date(2026, 3, 10), "zoe@example.org")) == date(2026, 3, 10)
    with pytest.raises(ValueError, match="soon"):
        digests.day_in("digest:soon:abc")
