"""What is kept of a report, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import erasure, maintenance, reports
from comments.models import Report
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return a_comment(a_post(), name="Ellen")


def send(comment, words="It hurts.", user=None, network="network-1"):
    return reports.report(comment, {"reason": "unkind", "words": words}, user=user, network="" if user else network)


def test_the_first_report_of_a_person_stands(comment):
    user = a_user("dora")
    assert [send(comment), send(comment, "Again."), send(comment, user=user), send(comment, user=user)] == [
        True,
        False,
        True,
        False,
    ]
    assert Report.objects.filter(words="It hurts.").count() == 2


def test_who_cannot_be_told_apart_is_heard_each_time(comment):
    assert send(comment, network="")
    assert send(comment, network="")
    assert reports.waiting().count() == 2


def test_the_network_is_forgotten_after_thirty_days(comment):
    send(comment)
    Report.objects.update(reported_at=timezone.now() - timedelta(days=31))
    maintenance.drop_network_hashes()
    assert Report.objects.get().network == ""


def test_erasing_a_comment_takes_what_was_said_about_it(comment):
    send(comment, words="Ellen lies.")
    erasure.erase(comment, keep_text=True)
    assert Report.objects.get().words == ""
