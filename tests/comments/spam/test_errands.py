"""What Akismet is asked and told, and that nothing leaves unasked, nothing is lost, and nobody waits."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from comments import erasure, moderation
from comments.models import AkismetErrand, SpamFilter, SpamScore, Status
from comments.spam import errands, filing
from comments.submission import Sending, submit
from tests.comments.spam import loopback
from tests.comments.spam.conftest import learn

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with loopback.running() as server:
        settings.AKISMET_KEY, settings.AKISMET_URL = "a-key", server.url
        yield server


@pytest.fixture
def switched_on(db):
    SpamFilter.objects.create(pk=1, uses_akismet=True)


def sent(post, body="Cheap watches", **fields):
    return submit(Sending(post, body, name="Mallory", network="n", **fields)).comment


def later(**time_):
    AkismetErrand.objects.update(due_at=timezone.now() - timedelta(seconds=1), **time_)


def held_to_be(comment) -> str:
    return SpamScore.objects.get(comment=comment).akismet


@pytest.mark.parametrize(("answer", "label"), [("true", "spam"), ("false", "ham")])
def test_its_answer_stands_with_the_comment_and_moves_it_nowhere(answer, label, server, switched_on, post):
    server.answer = answer
    comment = sent(post)
    assert server.asked == []  # not while its writer waits
    assert errands.run_due() == 1
    comment.refresh_from_db()
    assert (held_to_be(comment), comment.status) == (label, Status.PENDING)
    assert filing.looks_like_spam(comment.spam_score) == (answer == "true")
    assert errands.run_due() == 0
    assert server.asked == ["comment-check"]


@pytest.mark.parametrize("missing", ["key", "switch", "filter"])
def test_nothing_leaves_unless_there_is_a_key_and_the_owner_wants_it(
    missing, server, switched_on, settings, post, carol
):
    if missing == "key":
        settings.AKISMET_KEY = ""
    else:
        SpamFilter.objects.update(**{"switch": {"uses_akismet": False}, "filter": {"mode": "off"}}[missing])
    comment = sent(post)
    moderation.moderate([comment.pk], Status.SPAM, by=carol)
    learn()
    assert not AkismetErrand.objects.exists()
    AkismetErrand.objects.create(comment=comment, kind="spam")  # left from before it was switched off
    assert errands.run_due() == 0
    assert server.told == []


def test_what_is_shown_at_once_is_not_asked_about(server, switched_on, post, carol):
    submit(Sending(post, "Hello", user=carol))
    assert not AkismetErrand.objects.exists()


@pytest.mark.parametrize(
    ("answer", "to", "told"),
    [
        ("true", Status.APPROVED, ["submit-ham"]),
        ("false", Status.SPAM, ["submit-spam"]),
        ("true", Status.SPAM, []),
        ("false", Status.APPROVED, []),
        ("true", Status.DECLINED, []),
        ("false", Status.REMOVED, []),
    ],
)
def test_it_is_told_of_every_override(answer, to, told, server, switched_on, post, carol):
    server.answer = answer
    comment = sent(post)
    errands.run_due()
    moderation.moderate([comment.pk], to, by=carol)
    learn()
    errands.run_due()
    assert server.asked == ["comment-check", *told]


def test_what_was_taken_back_before_it_was_told_is_not_told(server, switched_on, post, carol):
    comment = sent(post)
    errands.run_due()
    act = moderation.moderate([comment.pk], Status.SPAM, by=carol).act
    learn()
    assert AkismetErrand.objects.get().kind == "spam"
    moderation.undo(act, by=carol)
    learn()
    assert not AkismetErrand.objects.exists()


def test_decided_the_other_way_after_it_was_told_it_is_told_again(server, switched_on, post, carol):
    comment = sent(post)
    errands.run_due()
    for to in (Status.SPAM, Status.APPROVED):
        moderation.moderate([comment.pk], to, by=carol)
        learn()
        errands.run_due()
    assert server.asked == ["comment-check", "submit-spam", "submit-ham"]


def test_what_was_decided_meanwhile_is_not_asked_about(server, switched_on, post, carol):
    comment = sent(post)
    moderation.moderate([comment.pk], Status.APPROVED, by=carol)
    assert errands.run_due() == 1
    assert server.told == []
    assert not AkismetErrand.objects.exists()


def test_what_rests_is_asked_about_once_it_is_awake(server, switched_on, post):
    comment = sent(post)
    comment.rests_until = timezone.now() + timedelta(minutes=15)
    AkismetErrand.objects.all().delete()
    errands.ask(comment)
    assert errands.run_due() == 0
    assert AkismetErrand.objects.get().due_at == comment.rests_until


@pytest.mark.parametrize("mood", ["rubbish", "broken", "gone", "stalling"])
def test_a_failure_holds_the_comment_and_is_tried_again(mood, server, switched_on, post):
    server.mood = mood
    comment = sent(post)
    assert errands.run_due() == 0
    comment.refresh_from_db()
    assert comment.status == Status.PENDING
    errand = AkismetErrand.objects.get()
    assert errand.attempts == 1
    assert timedelta(seconds=50) < errand.due_at - timezone.now() <= errands.WAITS[0]
    assert SpamFilter.current().akismet_trouble
    server.mood = "well"
    assert errands.run_due() == 0  # not yet
    later()
    assert errands.run_due() == 1
    assert (held_to_be(comment), SpamFilter.current().akismet_trouble) == ("ham", "")


def test_an_override_is_not_lost_to_a_failure(server, switched_on, post, carol):
    comment = sent(post)
    errands.run_due()
    moderation.moderate([comment.pk], Status.SPAM, by=carol)
    learn()
    server.mood = "broken"
    for _ in range(3):
        later()
        errands.run_due()
    server.mood = "well"
    later()
    assert errands.run_due() == 1
    assert server.asked[-1] == "submit-spam"


def test_after_days_it_gives_up(server, switched_on, post):
    server.mood = "broken"
    sent(post)
    later(attempts=errands.MOST_ATTEMPTS - 1)
    errands.run_due()
    assert not AkismetErrand.objects.exists()


def test_while_it_is_away_others_wait_for_one_of_them_only(server, switched_on, post, settings):
    settings.COMMENT_FLOOD_SECONDS = 0
    server.mood = "stalling"
    for number in range(4):
        sent(post, f"Cheap watches {number}")
    began = time.monotonic()
    errands.run_due()
    assert time.monotonic() - began < 4
    assert len(server.told) == 1


def test_its_writer_does_not_wait_for_it(server, switched_on, post):
    server.mood = "stalling"
    began = time.monotonic()
    sent(post)
    assert time.monotonic() - began < 1


def test_what_somebody_has_in_hand_is_nobody_elses(server, switched_on, post):
    sent(post)
    errand = AkismetErrand.objects.get()
    assert errands._taken(errand)
    assert errands.run_due() == 0
    assert not errands._taken(errand)


def test_of_an_erased_comment_nothing_more_is_told(server, switched_on, post, carol):
    comment = sent(post)
    errands.run_due()
    moderation.moderate([comment.pk], Status.SPAM, by=carol)
    learn()
    erasure.erase(comment, keep_text=True)
    learn()
    assert not AkismetErrand.objects.exists()
    assert held_to_be(comment) == ""
