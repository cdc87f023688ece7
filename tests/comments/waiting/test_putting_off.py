"""What is put off, or needs no answer, is away and comes back; a word that nobody looked at is never put off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Awaiting
from tests.builders import a_comment
from tests.comments.waiting.conftest import ago
from tests.comments.waiting.test_acts import said, seen_word, send

pytestmark = pytest.mark.django_db


class TestPuttingOff:
    @pytest.mark.parametrize(("choice", "days"), [("tomorrow", 1), ("three-days", 3), ("week", 7)])
    def test_it_is_away_until_then_and_can_be_undone(self, choice, days, alice, thread, signed_in):
        client = signed_in(alice)
        response = send(client, thread, "later", seen=seen_word(thread), **{"for": choice})
        assert said(response)[0].startswith("Put off until ")
        until = timezone.localdate(Awaiting.objects.get().until)
        assert until == timezone.localdate() + timedelta(days=days)
        assert f'name="thread" value="{thread.pk}"' in client.get("/admin/waiting/").content.decode()
        assert said(client.post("/admin/waiting/back/", {"thread": thread.pk}))[-1] == "It waits for you again."
        assert Awaiting.objects.waiting().exists()

    def test_a_day_of_ones_own(self, alice, thread, signed_in):
        day = timezone.localdate() + timedelta(days=30)
        send(signed_in(alice), thread, "later", seen=seen_word(thread), day=day.isoformat(), **{"for": "day"})
        assert timezone.localdate(Awaiting.objects.get().until) == day

    @pytest.mark.parametrize("fields", [{}, {"for": "never"}, {"for": "day", "day": "1999-01-01"}, {"day": "x"}])
    def test_no_day_that_lies_ahead_is_asked_for_again(self, fields, alice, thread, signed_in):
        response = send(signed_in(alice), thread, "later", seen=seen_word(thread), **fields)
        assert said(response) == ["Choose a day from tomorrow on, within a year."]
        assert Awaiting.objects.waiting().exists()

    def test_no_answer_is_needed(self, alice, thread, signed_in):
        response = send(signed_in(alice), thread, "done", seen=seen_word(thread))
        assert said(response) == ["It needs no answer. It comes back when a reader writes again."]
        assert Awaiting.objects.get().set_aside

    @pytest.mark.parametrize(
        "seen", ["", "x", "2001-01-01T10:00:00", "2001-13-01T10:00:00+00:00", "2001-01-01T10:00:00+00:00"]
    )
    def test_another_word_than_the_last_is_not_put_off(self, seen, alice, thread, signed_in):
        response = send(signed_in(alice), thread, "done", seen=seen)
        assert said(response)[0].startswith("Somebody has written there meanwhile")
        assert Awaiting.objects.waiting().exists()

    def test_all_that_is_old_is_set_aside_and_taken_back(self, alice, post, thread, signed_in):
        a_comment(post, name="Old", submitted_at=ago(24 * 91))
        client = signed_in(alice)
        response = client.post("/admin/waiting/old/")
        assert said(response) == ["1 thread needs no answer."]
        moment = Awaiting.objects.get(set_aside=True).put_off_at.isoformat()
        assert f'name="moment" value="{moment}"' in client.get("/admin/waiting/").content.decode()
        assert said(client.post("/admin/waiting/back/", {"moment": moment}))[-1] == "It waits for you again."
        assert not Awaiting.objects.filter(set_aside=True).exists()

    @pytest.mark.parametrize(
        "data", [{}, {"thread": "x"}, {"thread": "9" * 18}, {"moment": "2001-99-01"}, {"moment": "2001-01-01T00:00"}]
    )
    def test_there_may_be_nothing_to_bring_back(self, data, alice, thread, signed_in):
        assert said(signed_in(alice).post("/admin/waiting/back/", data)) == ["There was nothing to bring back."]
