"""Declining with a reason, through to what its writer reads and what comes back."""

from __future__ import annotations

import pytest

from comments import house_rules, links, moderation, revisions
from comments.models import CannedReply, Comment, Event, HouseRule, Status
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(carol):
    rule = HouseRule(number=2, title="Stay with the matter", text="What one is, is no argument.")
    house_rules.save(rule, by=carol)
    return rule


def decline(client, comment, **data):
    return client.post(f"/admin/queue/{comment.pk}/decline/", {"next": "/admin/queue/", **data})


def receipt(client, comment):
    comment.refresh_from_db()
    return client.get(f"/comments/receipt/{links.token(links.RECEIPT, comment)}/").content.decode()


def test_the_page_offers_the_rules_in_force(signed_in, carol, held, rule):
    house_rules.save(HouseRule(number=3, title="Forgotten", is_active=False), by=carol)
    page = signed_in(carol).get(f"/admin/queue/{held.pk}/decline/").content.decode()
    assert "2. Stay with the matter" in page
    assert "Forgotten" not in page


def test_looking_declines_nothing(signed_in, carol, held):
    signed_in(carol).get(f"/admin/queue/{held.pk}/decline/")
    assert Comment.objects.get().status == Status.PENDING
    assert not Event.objects.exists()


def test_the_event_holds_rule_words_and_wish(signed_in, carol, held, rule):
    decline(signed_in(carol), held, rule=rule.pk, reason="Only the matter, please.", asks_change="on")
    event = Event.objects.get()
    assert (event.to_status, event.house_rule, event.asks_change) == (Status.DECLINED, rule, True)
    assert event.reason == "Only the matter, please."


def test_without_a_reason_it_is_declined_like_by_the_button(signed_in, carol, held):
    assert decline(signed_in(carol), held).status_code == 303
    event = Event.objects.get()
    assert (event.reason, event.house_rule, event.asks_change) == ("", None, None)


def test_kept_words_are_filled_in_and_own_words_follow(signed_in, carol, held, rule):
    kept = CannedReply.objects.create(title="Rule", text="Dear {name}, see “{rule}”.")
    decline(signed_in(carol), held, rule=rule.pk, canned=kept.pk, reason="Thank you.")
    assert Event.objects.get().reason == "Dear Ellen, see “2. Stay with the matter”.\n\nThank you."


def test_a_rule_that_is_out_of_force_is_not_taken(signed_in, carol, held, rule):
    rule.is_active = False
    house_rules.save(rule, by=carol)
    assert decline(signed_in(carol), held, rule=rule.pk, reason="Kept words").status_code == 400
    assert Comment.objects.get().status == Status.PENDING


def test_words_that_are_too_many_come_back(signed_in, carol, held):
    answer = decline(signed_in(carol), held, reason="w" * 501)
    assert answer.status_code == 400
    assert "w" * 501 in answer.content.decode()


def test_somebody_who_was_first_stands(signed_in, carol, alice, held):
    seen = moderation.as_seen(held.status, held.body_html)
    moderation.moderate([held.pk], Status.APPROVED, by=alice)
    page = signed_in(carol).post(
        f"/admin/queue/{held.pk}/decline/", {"seen": seen, "next": "/admin/queue/"}, follow=True
    )
    assert "was first" in page.content.decode()
    assert Comment.objects.get().status == Status.APPROVED


@pytest.mark.parametrize(
    ("who", "declined"),
    [("owner", True), ("carol", True), ("alice", True), ("mallory", False), ("member", False), ("guest", False)],
)
def test_who_may(request, signed_in, held, who, declined):
    made = {"owner": builders.an_owner, "member": builders.a_user, "guest": lambda: None}
    user = made[who]() if who in made else request.getfixturevalue(who)
    decline(signed_in(user), held)
    assert (Comment.objects.get().status == Status.DECLINED) is declined
    assert Event.objects.exists() is declined


def test_the_writer_reads_rule_and_words_and_finds_the_form_open(client, signed_in, carol, held, rule):
    decline(signed_in(carol), held, rule=rule.pk, reason="Only <the> matter.", asks_change="on")
    page = receipt(client, held)
    assert "Stay with the matter" in page
    assert "What one is, is no argument." in page
    assert "Only &lt;the&gt; matter." in page
    assert '<details class="reveal" open>' in page
    assert "Send it again" in page


def test_a_decline_for_good_keeps_the_form_folded(client, signed_in, carol, held):
    decline(signed_in(carol), held)
    page = receipt(client, held)
    assert '<details class="reveal" open>' not in page
    assert "left no word" in page


def test_what_comes_back_says_what_was_asked_and_what_was_changed(client, signed_in, carol, held, rule):
    decline(signed_in(carol), held, rule=rule.pk, reason="Without the name.", asks_change="on")
    held.refresh_from_db()
    revisions.edit(held, held.body.replace("Words", "Kinder words"))
    page = signed_in(carol).get("/admin/queue/").content.decode()
    assert "Sent again after a decline." in page
    assert "Its writer was asked to change it." in page
    assert "Without the name." in page
    assert "<del>Words</del>" in page
    assert "<ins>Kinder" in page


def test_undo_puts_it_back_among_those_that_wait(signed_in, carol, held, rule):
    decline(signed_in(carol), held, rule=rule.pk)
    moderation.undo(Event.objects.get().act, by=carol)
    assert Comment.objects.get().status == Status.PENDING


def test_what_is_declined_already_cannot_be_declined(signed_in, carol, held):
    decline(signed_in(carol), held)
    page = signed_in(carol).get(f"/admin/queue/{held.pk}/decline/").content.decode()
    assert "There is nothing to decline." in page
    assert f"/admin/queue/{held.pk}/decline/" not in signed_in(carol).get(f"/admin/queue/{held.pk}/").content.decode()
