"""Owing and sending, with a mail server that takes, refuses, hangs up, is slow or is away."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from blog import settings as site
from blog.mail import limits, outbox, stopping
from blog.mail.models import Letter, address_mark

pytestmark = pytest.mark.django_db

DEAD = outbox.WHEN_DEAD.total_seconds()


class TestOwing:
    def test_what_is_rolled_back_is_not_owed(self, owe):
        with transaction.atomic():
            assert owe()
            transaction.set_rollback(True)
        assert not Letter.objects.exists()

    def test_a_key_is_owed_once(self, owe):
        assert owe(key="note:1")
        assert owe(key="note:1") is None
        assert Letter.objects.count() == 1

    def test_a_key_stays_known_after_it_was_sent(self, owe, post_office):
        owe(key="note:1")
        outbox.send_due()
        assert owe(key="note:1") is None

    def test_nothing_is_owed_before_its_time(self, owe, post_office):
        owe(due_at=timezone.now() + timedelta(hours=1))
        assert not outbox.send_due()
        assert post_office.received == []

    def test_an_address_nobody_proved_has_enough_at_five_a_day_in_any_spelling(self, owe, later):
        for _time in range(limits.UNASKED_A_DAY):
            assert owe("Ellen@Example.org", unasked=True)
        assert owe(" ellen@example.ORG", unasked=True) is None
        assert owe("bob@example.org", unasked=True)
        assert owe("Ellen@Example.org")
        later(hours=25)
        assert owe("Ellen@Example.org", unasked=True)

    def test_all_such_addresses_together_have_enough_at_a_hundred_an_hour(self, owe, later):
        Letter.objects.bulk_create(
            Letter(kind="note", to=f"{n}@example.org", address=address_mark(f"{n}@example.org"), is_unasked=True)
            for n in range(limits.UNASKED_AN_HOUR)
        )
        assert owe("zoe@example.org", unasked=True) is None
        assert owe("zoe@example.org")
        later(minutes=61)
        assert owe("zoe@example.org", unasked=True)

    def test_one_network_uses_up_its_own_share_only(self, owe, later):
        for n in range(limits.UNASKED_OF_A_NETWORK):
            assert owe(f"{n}@example.org", unasked=True, network="a" * 64)
        assert owe("zoe@example.org", unasked=True, network="a" * 64) is None
        assert owe("zoe@example.org", unasked=True, network="b" * 64)
        assert owe("ann@example.org", network="a" * 64)
        later(minutes=61)
        assert owe("ann@example.org", unasked=True, network="a" * 64)

    def test_an_unknown_network_has_no_share_of_its_own(self, owe):
        for n in range(limits.UNASKED_OF_A_NETWORK + 1):
            assert owe(f"{n}@example.org", unasked=True)

    @pytest.mark.parametrize("spelling", ["victim+{}@example.org", "VICTIM+{}@example.org "])
    def test_one_inbox_has_enough_under_all_its_names(self, owe, spelling):
        for n in range(limits.UNASKED_A_DAY):
            assert owe(spelling.format(n), unasked=True)
        assert owe("victim@example.org", unasked=True) is None

    def test_a_kind_may_have_a_limit_of_its_own(self, owe, later):
        assert owe(a_day=2)
        assert owe(a_day=2)
        assert owe(a_day=2) is None
        assert owe("bob@example.org", a_day=2)
        later(hours=25)
        assert owe(a_day=2)

    def test_the_network_is_forgotten_after_an_hour_and_never_kept_of_who_asked(self, owe, later):
        owe(unasked=True, network="a" * 64)
        owe("bob@example.org", network="a" * 64)
        assert Letter.objects.exclude(network="").count() == 1
        later(minutes=61)
        outbox.clear()
        assert not Letter.objects.exclude(network="").exists()

    def test_an_address_that_wants_none_is_owed_none_and_nobody_is_told(self, owe):
        stopping.stop(address_mark("ELLEN@example.org"))
        assert owe("ellen@example.org") is None
        assert not Letter.objects.exists()


class TestDropping:
    def test_what_was_given_up_goes_as_well_with_its_address(self, owe, later, post_office):
        post_office.answers["ellen@example.org"] = "550 No such person"
        owe(about=7)
        outbox.send_due()
        assert outbox.drop("note", about=7) == 1
        assert not Letter.objects.exists()

    def test_what_is_about_something_else_stays(self, owe):
        owe(about=7)
        owe(about=8)
        outbox.drop("note", about=7)
        assert Letter.objects.get().about == 8

    def test_every_row_about_an_address_can_be_forgotten(self, owe, post_office):
        owe("Ellen@example.org")
        outbox.send_due()
        owe("ellen@example.org")
        owe("bob@example.org")
        assert outbox.forget("ELLEN@example.org") == 2
        assert Letter.objects.get().to == "bob@example.org"


class TestSending:
    def test_it_goes_out_once_and_the_row_holds_no_address_any_more(self, owe, post_office):
        owe()
        assert outbox.send_due() == {"sent": 1}
        assert not outbox.send_due()
        assert post_office.recipients == ["ellen@example.org"]
        letter = Letter.objects.get()
        assert (letter.to, letter.error, letter.claimed_by) == ("", "", None)
        assert letter.sent_at

    def test_without_a_mail_server_it_stays_owed(self, owe, settings):
        settings.EMAIL_CONFIGURED = False
        owe()
        assert not outbox.send_due()
        assert Letter.objects.owed().count() == 1

    def test_a_batch_takes_the_oldest_first(self, owe, post_office):
        for minutes in (1, 3, 2):
            owe(f"{minutes}@example.org", due_at=timezone.now() - timedelta(minutes=minutes))
        outbox.send_due(limit=2)
        assert post_office.recipients == ["3@example.org", "2@example.org"]

    def test_a_refused_address_is_given_up_at_once_and_keeps_nobody_else(self, owe, post_office):
        post_office.answers["ellen@example.org"] = "550 No such person"
        owe("ellen@example.org")
        owe("bob@example.org")
        assert outbox.send_due() == {"failed": 1, "sent": 1}
        assert "550" in Letter.objects.given_up().get().error
        assert post_office.recipients == ["bob@example.org"]

    def test_a_refused_mail_is_given_up_at_once(self, owe, post_office):
        post_office.answer_to_mail = "554 Spam"
        owe()
        assert outbox.send_due() == {"failed": 1}
        assert "554" in Letter.objects.given_up().get().error

    @pytest.mark.parametrize("where", ["address", "mail"])
    def test_what_is_refused_for_now_waits_longer_each_time(self, owe, post_office, waits, later, where):
        if where == "address":
            post_office.answers["ellen@example.org"] = "450 Come again"
        else:
            post_office.answer_to_mail = "451 Come again"
        owe()
        seen = []
        for _time in range(6):
            assert outbox.send_due() == {"put off": 1}
            seen.append(round(waits()["ellen@example.org"] / 60))
            later(hours=4)
        assert seen == [1, 5, 15, 60, 240, 240]
        assert Letter.objects.get().attempts == 6

    def test_after_two_days_of_trying_somebody_has_to_look(self, owe, post_office, later):
        post_office.answers["ellen@example.org"] = "450 Come again"
        owe()
        results = []
        while Letter.objects.owed().exists():
            results += outbox.send_due()
            later(hours=4)
        assert results == ["put off"] * (outbox.TRIES - 1) + ["failed"]
        tried_for = sum(outbox.WAITS, timedelta()) + outbox.WAITS[-1] * (outbox.TRIES - 1 - len(outbox.WAITS))
        assert timedelta(days=2) < tried_for < timedelta(days=3)

    def test_a_long_time_without_a_server_is_no_try(self, owe, post_office, later):
        """Mail that was owed for weeks before one was named is not given up for one that says "later"."""
        post_office.answers["ellen@example.org"] = "450 Come again"
        owe()
        later(days=21)
        assert outbox.send_due() == {"put off": 1}

    def test_what_was_given_up_can_be_tried_again_from_the_start(self, owe, post_office, later):
        post_office.answers["ellen@example.org"] = "550 No such person"
        owe()
        outbox.send_due()
        later(days=20)
        post_office.answers["ellen@example.org"] = "450 Come again"
        assert outbox.try_again(Letter.objects.all()) == 1
        assert outbox.send_due() == {"put off": 1}
        later(hours=1)
        post_office.answers.clear()
        assert outbox.send_due() == {"sent": 1}

    def test_what_was_sent_is_not_tried_again(self, owe, post_office):
        owe()
        outbox.send_due()
        assert outbox.try_again(Letter.objects.all()) == 0

    def test_what_has_become_pointless_is_dropped(self, composes, post_office):
        composes("pointless")(lambda letter: None)
        outbox.owe("pointless", "ellen@example.org")
        assert outbox.send_due() == {"dropped": 1}
        assert not Letter.objects.exists()

    def test_a_letter_that_cannot_be_written_keeps_nobody_else(self, owe, composes, post_office, caplog):
        @composes("broken")
        def broken(letter):
            raise OSError("a file is missing")

        outbox.owe("broken", "ellen@example.org")
        owe("bob@example.org")
        assert outbox.send_due() == {"put off": 1, "sent": 1}
        assert "OSError" in Letter.objects.owed().get().error
        assert "a file is missing" in caplog.text

    def test_a_kind_that_nobody_knows_yet_is_not_lost(self, composes, owe, post_office, later):
        outbox.owe("novelty", "ellen@example.org")
        assert outbox.send_due() == {"put off": 1}
        composes("novelty")(lambda letter: None)
        later(minutes=2)
        assert outbox.send_due() == {"dropped": 1}

    @pytest.mark.parametrize("header", ["List-Id: x\nBcc: mallory@example.org", "x\r\nBcc: mallory@example.org"])
    def test_a_header_that_no_mail_can_carry_is_one_letter_s_fault(self, owe, drafts, post_office, header):
        drafts["headers"] = {"List-Id": header}
        owe()
        assert outbox.send_due() == {"put off": 1}
        assert post_office.received == []

    def test_an_address_that_no_mail_can_carry_is_one_letter_s_fault(self, owe, post_office):
        owe(f"ellen@{'ö' * 70}.example")
        owe("bob@example.org")
        assert outbox.send_due() == {"put off": 1, "sent": 1}


class TestServersInTrouble:
    def test_of_a_dead_one_one_letter_asks_and_nobody_is_lost(self, owe, waits):
        for n in range(15):
            owe(f"{n}@example.org")
        assert outbox.send_due() == {"no server": 1}
        assert not outbox.send_due()
        assert Letter.objects.owed().filter(claimed_by=None).count() == 15
        assert sorted(Letter.objects.values_list("attempts", flat=True)) == [0] * 14 + [1]
        assert all(DEAD - 5 < seconds <= DEAD for seconds in waits().values())

    def test_all_goes_out_when_it_is_back(self, owe, post_office, later):
        post_office.close()
        for n in range(15):
            owe(f"{n}@example.org")
        outbox.send_due()
        later(minutes=1)
        post_office.open()
        assert outbox.send_due() + outbox.send_due() == {"sent": 15}
        assert len(set(post_office.recipients)) == 15

    def test_one_that_hangs_up_in_the_middle_gets_the_same_mail_again(self, owe, post_office, later):
        post_office.dies = 1
        letter = owe()
        assert outbox.send_due() == {"no server": 1}
        later(minutes=1)
        assert outbox.send_due() == {"sent": 1}
        assert post_office.ids == [f"<{letter.message_id}@localhost>"]

    def test_a_letter_it_dies_of_does_not_stand_before_the_others_for_ever(self, owe, post_office, later):
        owe("poison@example.org", due_at=timezone.now() - timedelta(hours=1))
        owe("bob@example.org")
        post_office.dies = 2
        for _time in range(3):
            outbox.send_due()
            later(minutes=1)
        assert post_office.recipients == ["bob@example.org"]

    def test_one_that_closes_for_the_day_is_left_alone(self, owe, post_office, waits):
        post_office.answers["1@example.org"] = "421 Closing"
        owe("1@example.org")
        owe("2@example.org")
        assert outbox.send_due() == {"no server": 1}
        assert len(waits()) == 2

    def test_one_that_does_not_know_us_is_asked_by_one_letter(self, owe, post_office):
        post_office.answer_to_sender = "530 Who are you?"
        owe("1@example.org")
        owe("2@example.org")
        assert outbox.send_due() == {"no server": 1}
        assert post_office.asked == 1
        assert "530" in Letter.objects.get(attempts=1).error

    def test_one_that_is_too_slow_is_like_a_dead_one(self, owe, post_office, settings):
        settings.EMAIL_TIMEOUT = 1
        post_office.slowness = 3
        owe()
        assert outbox.send_due() == {"no server": 1}

    def test_a_slow_one_is_waited_for(self, owe, post_office):
        post_office.slowness = 0.3
        owe()
        assert outbox.send_due() == {"sent": 1}


class TestClaims:
    def claim(self, **fields):
        letter = Letter.objects.get()
        for name, value in {"claimed_by": uuid.uuid4(), **fields}.items():
            setattr(letter, name, value)
        letter.save()

    def test_what_another_worker_holds_is_left_to_it(self, owe, post_office):
        owe()
        self.claim(claimed_until=timezone.now() + timedelta(seconds=30))
        assert not outbox.send_due()
        assert post_office.received == []

    def test_what_a_dead_worker_held_goes_out_after_its_lease(self, owe, post_office, later):
        owe()
        self.claim(claimed_until=timezone.now() + outbox.LEASE)
        later(seconds=outbox.LEASE.total_seconds())
        assert outbox.send_due() == {"sent": 1}

    def test_a_letter_that_was_dropped_in_a_worker_s_hands_is_not_sent(self, owe, composes, post_office):
        """Whoever presses "no more mail" while a batch goes out gets none of it."""
        owe("bob@example.org", due_at=timezone.now() - timedelta(minutes=1))
        owe("ellen@example.org")
        composes("note")(lambda letter: stopping.stop(address_mark("ellen@example.org")) and None)
        assert outbox.send_due() == {"dropped": 1}
        assert post_office.received == []
        assert not Letter.objects.exists()

    def test_a_letter_that_another_worker_took_over_is_not_sent_twice(self, owe, composes, post_office):
        owe("bob@example.org", due_at=timezone.now() - timedelta(minutes=1))
        owe("ellen@example.org")

        def so_slow_that_the_lease_ends(letter):
            Letter.objects.filter(to="ellen@example.org").update(claimed_by=uuid.uuid4())

        composes("note")(so_slow_that_the_lease_ends)
        assert outbox.send_due() == {"dropped": 1}
        assert post_office.received == []
        assert Letter.objects.owed().count() == 1

    def test_the_lease_is_longer_than_a_server_may_take_for_one_letter(self):
        answers = ["connect", "EHLO", "STARTTLS", "EHLO", "AUTH", "AUTH", "MAIL", "RCPT", "DATA", "."]
        assert outbox.LEASE.total_seconds() > len(answers) * site.EMAIL_TIMEOUT


class TestClearing:
    def test_what_was_sent_goes_after_a_week(self, owe, post_office, later):
        owe(about=1)
        outbox.send_due()
        later(days=6.9)
        assert outbox.clear() == 0
        later(days=0.2)
        assert outbox.clear() == 1

    def test_what_was_erased_goes_after_a_day(self, owe, post_office, later):
        owe(about=1)
        outbox.send_due()
        outbox.drop("note", about=1)
        later(days=1.1)
        assert outbox.clear() == 1

    def test_what_was_given_up_goes_after_a_month(self, owe, post_office, later):
        post_office.answers["ellen@example.org"] = "550 No such person"
        owe()
        outbox.send_due()
        later(days=29)
        assert outbox.clear() == 0
        later(days=2)
        assert outbox.clear() == 1

    def test_what_is_owed_stays_however_old(self, owe, later):
        owe()
        later(days=400)
        assert outbox.clear() == 0


def test_many_are_owed_to_who_wants_mail_and_each_only_once():
    stopping.stop(address_mark("silent@example.org"))
    people = ["ellen@example.org", "silent@example.org", "david@example.org"]
    for _again in range(2):
        outbox.owe_many(outbox.a_letter("news", to, about=1, key=f"news:1:{address_mark(to)}") for to in people)
    assert set(Letter.objects.values_list("to", flat=True)) == {"ellen@example.org", "david@example.org"}
    assert Letter.objects.count() == 2


def test_many_cost_a_few_queries(django_assert_max_num_queries):
    people = [f"reader{number}@example.org" for number in range(outbox.ROWS)]
    with django_assert_max_num_queries(15):  # SQLite takes so many values at a time, and no more
        outbox.owe_many(outbox.a_letter("news", to, about=1, key=to) for to in people)
    assert Letter.objects.owed().count() == outbox.ROWS
