"""What enough reports do, and what Mallory's five networks do not."""

from __future__ import annotations

import pytest
from django.test import Client

from comments import links, moderation, reports
from comments.forms import token_for
from comments.models import Act, Comment, Event, Report, Status
from comments.moderation import Asker
from comments.panel import cards, queue
from comments.panel.scope import scope
from comments.rules import reporting
from tests.builders import a_comment, a_post, carol
from tests.comments.rules.crew import a_member, site_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    return a_comment(a_post(), name="Ellen")


def report(comment, *people, **fields):
    for person in people:
        reports.report(comment, {"reason": "unkind", "words": ""}, user=person, network="")


def held(comment) -> bool:
    return reporting.hold_if_reported(Comment.objects.get(pk=comment.pk))


CASES = [
    # the rule, proven members, unproven members, networks; is it held
    (0, 9, 0, 0, False),
    (2, 1, 0, 0, False),
    (2, 2, 0, 0, True),
    (2, 0, 3, 0, False),
    (2, 0, 0, 5, False),
    (2, 1, 3, 5, False),
    (1, 1, 0, 0, True),
]


@pytest.mark.parametrize(("least", "proven", "unproven", "networks", "expected"), CASES)
def test_only_proven_people_take_something_off_the_page(said, least, proven, unproven, networks, expected):
    site_rules(reports_hold=least)
    report(said, *(a_member(f"reader{n}") for n in range(proven)))
    report(said, *(a_member(f"visitor{n}", proven=False) for n in range(unproven)))
    for n in range(networks):
        reports.report(said, {"reason": "spam", "words": ""}, user=None, network=f"network{n}")
    assert held(said) is expected
    said.refresh_from_db()
    assert said.status == (Status.PENDING if expected else Status.APPROVED)


def test_it_is_the_houses_own_act_and_can_be_undone(said):
    site_rules(reports_hold=1)
    report(said, a_member())
    assert held(said)
    event, act = Event.objects.get(), Act.objects.get()
    assert (event.role, event.actor, event.reason) == (Asker.HOUSE, None, "1 member reported it.")
    assert (act.pk, act.actor, act.role, act.comment_id) == (event.act, None, "house", said.pk)
    assert moderation.undo(act.pk, by=carol()).changed == [said.pk]
    assert Comment.objects.get().status == Status.APPROVED


def test_it_is_news_to_those_who_decide_and_told_to_its_writer(said, client):
    site_rules(reports_hold=1)
    Comment.objects.update(announced_at=said.submitted_at)
    report(said, a_member())
    held(said)
    said.refresh_from_db()
    assert said.announced_at is None
    page = client.get(f"/comments/receipt/{links.token(links.RECEIPT, said)}/").content.decode()
    assert "Readers reported it, so it is off the page until somebody has looked at it." in page


def test_the_card_says_that_a_rule_did_it(said):
    site_rules(reports_hold=1)
    report(said, a_member())
    held(said)
    user = carol()
    (card,) = cards.build([queue.one(scope(user), said.pk)], user)
    assert card.why.startswith("A rule of the house held it again")
    assert len(card.reports) == 1


def test_the_reports_wait_on_for_whoever_looks(said):
    site_rules(reports_hold=1)
    report(said, a_member())
    held(said)
    assert reports.waiting().count() == 1


def test_what_a_moderator_let_stand_is_not_held_again_by_the_same_reports(said):
    site_rules(reports_hold=2)
    report(said, a_member("dora"), a_member("erin"))
    held(said)
    moderation.moderate([said.pk], Status.APPROVED, by=carol())
    report(said, a_member("fred"))
    assert not held(said)


def test_a_writer_does_not_report_themselves_away_and_staff_are_not_held(said):
    site_rules(reports_hold=1)
    bob = a_member()
    own = a_comment(said.discussion.post, user=bob, email="")
    house = a_comment(said.discussion.post, role="author")
    report(own, bob)
    report(house, bob)
    assert not held(own)
    assert not held(house)


def test_somebody_with_two_proven_addresses_is_one(said):
    site_rules(reports_hold=2)
    bob = a_member()
    bob.emailaddress_set.create(email="other@example.org", verified=True)
    report(said, bob)
    assert not held(said)


def test_whoever_reports_it_is_thanked_where_it_stood(said, settings):
    site_rules(reports_hold=1)
    client = Client()
    client.force_login(a_member())
    address = f"/comments/{said.pk}/report/"
    sent = client.post(address, {"reason": "unkind", "words": "", "token": token_for(said.discussion_id)}, follow=True)
    assert Comment.objects.get().status == Status.PENDING
    assert "Thank you" in sent.content.decode()
    assert client.get(address).status_code == 404


def test_a_comment_that_nobody_reported_is_not_told_of(said, client):
    Comment.objects.update(status=Status.PENDING)
    assert client.get(f"/comments/{said.pk}/report/?sent").status_code == 404
    Report.objects.create(comment=said, reason="spam", network="n")
    Comment.objects.update(status=Status.REMOVED)
    assert client.get(f"/comments/{said.pk}/report/?sent").status_code == 404
