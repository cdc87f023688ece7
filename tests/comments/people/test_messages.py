"""What was said to somebody, whoever said it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.mail import outbox
from blog.mail.models import Incoming, Letter
from comments import moderation
from comments.models import Comment, Status
from comments.people import messages
from tests.builders import a_comment, an_owner

pytestmark = pytest.mark.django_db


def said(*comments) -> list[tuple[str, str]]:
    found = messages.to_and_from(Comment.objects.filter(pk__in=[comment.pk for comment in comments]))
    return [(message.what, message.words) for message in found]


def test_reasons_by_any_moderator_the_latest_first(post, his, carol):
    moderation.moderate([his.pk], Status.DECLINED, by=carol, reason="No names, please.")
    moderation.moderate([his.pk], Status.PENDING, by=carol)
    moderation.moderate([his.pk], Status.DECLINED, by=an_owner(), reason="Still a name.")
    assert said(his) == [
        ("Olive declined it, and wrote", "Still a name."),
        ("Carol declined it, and wrote", "No names, please."),
    ]


def test_what_was_said_among_colleagues_or_to_others_is_no_message(post, his, carol):
    other = a_comment(post, email="eve@example.com")
    moderation.moderate([other.pk], Status.DECLINED, by=carol, reason="To Eve.")
    moderation.moderate([his.pk], Status.REMOVED, by=carol, reason="Between us.")
    assert said(his) == []


def test_mail_that_was_sent_about_their_comments(post, his):
    answer = a_comment(post, his, email="eve@example.com")
    for kind, about in [("decided", his.pk), ("answered", answer.pk), ("news", answer.pk), ("decided", 99_999)]:
        outbox.owe(kind, "bob@example.org", about=about, key=f"{kind}:{about}")
    assert said(his) == []
    Letter.objects.update(sent_at=timezone.now())
    assert sorted(said(his)) == [("Mail: Word of a decision", ""), ("Mail: Word of an answer", "")]


def test_answers_that_came_by_mail(his):
    Incoming.objects.create(mark="m", outcome="published", answer=his.pk)
    Incoming.objects.create(mark="n", outcome="published", answer=99_999)
    assert said(his) == [("They answered by mail.", "")]


def test_only_the_latest_are_told_in_four_queries(his, carol, django_assert_max_num_queries):
    for number in range(30):
        moderation.moderate([his.pk], Status.DECLINED, by=carol, reason=f"Reason {number}.")
        moderation.moderate([his.pk], Status.PENDING, by=carol)
    with django_assert_max_num_queries(4):
        found = messages.to_and_from(Comment.objects.filter(pk=his.pk))
    assert len(found) == messages.MOST
    assert found[0].words == "Reason 29."
    assert found[0].at - found[-1].at < timedelta(minutes=5)
