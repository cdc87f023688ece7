"""Of each comment that waits those who decide are told once, whatever crashes; and no wave fills a mailbox."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from blog.mail import outbox
from blog.mail.models import Letter
from comments import moderation, revisions
from comments.models import Comment, Status
from comments.staffmail import announcing, people
from comments.staffmail.announcing import announce
from tests.builders import a_comment

pytestmark = pytest.mark.django_db


def owed():
    return sorted(Letter.objects.owed().values_list("key", flat=True))


def test_every_decider_is_owed_one_letter(held, alice, carol, olive):
    assert announce() == 1
    assert owed() == sorted(f"held:{held.pk}:{user.pk}" for user in (alice, carol, olive))


def test_each_comment_is_told_of_once(held, carol):
    announce()
    assert announce() == 0
    held.refresh_from_db()
    assert held.announced_at is not None


def test_a_crash_between_marking_and_owing_loses_nothing(held, carol, monkeypatch):
    def die(*_about):
        raise SystemError

    with monkeypatch.context() as patch:
        patch.setattr(people, "deciders", die)
        with pytest.raises(SystemError):
            announce()
    assert owed() == []
    assert announce() == 1
    assert f"held:{held.pk}:{carol.pk}" in owed()


def test_of_two_workers_one_tells(held, carol):
    stale = Comment.objects.select_related("discussion__post__author", "discussion__defaults").get(pk=held.pk)
    announce()
    before = owed()
    assert not announcing._announce(stale, [carol])
    assert owed() == before


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.APPROVED},
        {"status": Status.SPAM},
        {"rests_until": timezone.now() + timedelta(days=1)},
        {"announced_at": timezone.now()},
    ],
)
def test_only_what_waits_and_was_not_told_is_told(carol, waits, fields):
    waits(**fields)
    assert announce() == 0
    assert owed() == []


def test_what_rested_is_told_when_it_is_awake(carol, waits, later):
    waits(rests_until=timezone.now() + timedelta(minutes=15))
    assert later(minutes=14) == []
    assert carol.email in [letter.to[0] for letter in later(minutes=16)]


def test_a_mention_is_told_of_as_well(carol, waits):
    waits(kind="mention")
    assert announce() == 1


def test_without_a_mail_server_nothing_is_marked_and_nothing_lost(held, carol, settings, django_assert_num_queries):
    settings.EMAIL_CONFIGURED = False
    with django_assert_num_queries(0):
        assert announce() == 0
    settings.EMAIL_CONFIGURED = True
    assert announce() == 1


def test_a_look_that_finds_nothing_is_one_query(carol, django_assert_num_queries):
    with django_assert_num_queries(1):
        announce()


def test_who_wants_none_gets_none(held, alice, carol, wants):
    wants(carol, held="never")
    announce()
    assert owed() == [f"held:{held.pk}:{alice.pk}"]


def test_the_letter_goes_two_minutes_after_the_comment_was_sent(held, carol, later):
    assert later(minutes=1) == []
    assert {letter.to[0] for letter in later(minutes=3)} == {"alice@example.org", "carol@example.org"}


def test_where_mail_is_not_delayed_it_goes_at_once(held, carol, settings, later):
    settings.MAIL_DELAY_MINUTES = 0
    assert len(later()) == 2


def test_a_wave_is_ten_letters_in_an_hour_and_one_about_the_rest(alice, carol, waits, wants, later):
    wants(alice, held="never")
    for _ in range(30):
        waits()
    first = later(minutes=3)
    assert len(first) == announcing.MOST_AN_HOUR
    assert later(minutes=50) == []
    [last] = later(minutes=70)
    assert last.subject == "[Colloquy] 20 comments wait for you"
    assert "In the queue 30 wait altogether." in last.body
    assert last.body.count("/approve/") == 10


def test_after_a_quiet_hour_each_comes_alone_again(alice, carol, waits, wants, later):
    wants(alice, held="never")
    for _ in range(12):
        waits()
    later(minutes=3)
    later(minutes=70)
    waits()
    [letter] = later(minutes=140)
    assert "for you to decide" in letter.subject


def test_a_wave_is_counted_for_each_person(alice, carol, waits, wants):
    wants(carol, held="never")
    for _ in range(announcing.MOST_AN_HOUR + 5):
        waits()
    while announce():
        pass
    wants(carol)
    waits()
    announce()
    kinds = Letter.objects.filter(address=outbox.address_mark(carol.email)).values_list("kind", flat=True)
    assert list(kinds) == ["held"]


def test_what_its_writer_sends_again_is_told_again(held, carol, later):
    later(minutes=3)
    moderation.moderate([held.pk], Status.DECLINED, by=carol)
    revisions.edit(held, "Without the name.")
    again = later(minutes=3)
    assert {letter.to[0] for letter in again} == {"alice@example.org", "carol@example.org"}
    assert "Without the name." in again[0].body


def test_what_a_decider_holds_again_is_not(held, carol, later):
    later(minutes=3)
    moderation.moderate([held.pk], Status.APPROVED, by=carol)
    moderation.moderate([held.pk], Status.PENDING, by=carol)
    assert later(minutes=3) == []


def test_all_of_a_thousand_are_told_by_who_looks_once_a_day(carol, waits, monkeypatch):
    monkeypatch.setattr(announcing, "AT_A_LOOK", 3)
    for _ in range(8):
        waits()
    assert announcing.announce_all() == 8
    assert not Comment.objects.waiting().filter(announced_at=None).exists()


def test_nobody_with_an_address_means_no_letter_and_no_second_look(post, waits):
    post.author.emailaddress_set.all().delete()
    waits()
    assert announce() == 1
    assert announce() == 0
    assert mail.outbox == []


def test_an_answer_by_the_author_waits_for_nobody(post, alice, carol):
    a_comment(post, user=alice, role="author")
    assert announce() == 0
