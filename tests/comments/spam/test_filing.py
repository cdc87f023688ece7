"""What is said of a comment that is sent, what is kept of it, and when it files."""

from __future__ import annotations

import time

import pytest

from comments import revisions, submission
from comments.models import Comment, SpamFilter, SpamScore, Status, Token
from comments.spam import filing, lessons, trials
from comments.submission import Sending, submit
from tests.comments.spam.conftest import ADVERTISING, TALK, judged, learn, teach, waiting

pytestmark = pytest.mark.django_db


def draft(body: str = ADVERTISING, **fields) -> Comment:
    return Comment(name="Bob", body=body, **fields)


def trusted() -> None:
    """So often was it right."""
    SpamFilter.objects.update(bar=99, trials=1)
    SpamScore.objects.filter(pk=SpamScore.objects.first().pk).update(
        says_spam=True, outcome="spam", decided_at="2026-01-01T00:00Z"
    )


def test_it_says_nothing_until_it_has_learnt_enough_of_each_kind(post, carol):
    teach(post, carol, spam=filing.ENOUGH, ham=filing.ENOUGH - 1)
    said = filing.judge(draft())
    assert (said.score, said.reasons, said.may_file, said.files) == (None, [], False, False)
    judged(post, ADVERTISING)
    assert not SpamScore.objects.exists()
    teach(post, carol, spam=0, ham=1)
    assert filing.judge(draft()).score > filing.LIKELY_FROM


def test_it_tells_advertising_from_talk(taught):
    assert filing.judge(draft(ADVERTISING)).score > 0.99
    assert filing.judge(draft(TALK)).score < 0.01
    assert 0.2 < filing.judge(draft("Zebras gallop")).score < 0.8


def test_it_gives_its_five_strongest_reasons(taught):
    reasons = filing.judge(draft(f"{ADVERTISING} my mother read")).reasons
    assert len(reasons) == filing.REASONS
    distances = [abs(chance - 0.5) for _token, chance in reasons]
    assert distances == sorted(distances, reverse=True)


def test_a_judgement_costs_two_queries_and_no_time(taught, django_assert_num_queries):
    long = draft(" ".join([ADVERTISING, TALK] * 40))
    with django_assert_num_queries(2):
        filing.judge(long)
    again = [draft(long.body) for _ in range(10)]
    began = time.process_time()
    for comment in again:
        filing.judge(comment)
    assert (time.process_time() - began) / 10 < 0.02  # far above what it takes, for a machine that is busy


def test_asked_again_of_the_same_draft_it_asks_nobody(taught, django_assert_num_queries):
    comment = draft()
    first = filing.judge(comment, {"typing": "too fast"})
    with django_assert_num_queries(0):
        assert filing.judge(comment) is first
        assert filing.judge(comment, {"typing": "too fast"}) is first
    assert filing.judge(comment, {}) is not first


def test_how_it_was_sent_is_kept_even_while_nothing_is_said(post):
    comment = waiting(post, ADVERTISING)
    filing.judge(comment, {"typing": "too fast"})
    filing.keep(comment)
    score = SpamScore.objects.get()
    assert (score.score, score.signals, score.says_spam) == (None, {"typing": "too fast"}, False)


def test_what_is_sent_is_judged_and_the_score_kept_with_it(taught, post):
    comment = submit(Sending(post, ADVERTISING, name="Mallory", network="n")).comment
    score = SpamScore.objects.get()
    assert (score.comment, score.is_filed, score.outcome) == (comment, False, "")
    assert score.score > filing.LIKELY_FROM
    assert comment.status == Status.PENDING


def test_what_staff_write_is_not_judged(taught, post, carol):
    submit(Sending(post, ADVERTISING, user=carol))
    assert not SpamScore.objects.exists()


def test_before_anything_is_learnt_sending_costs_one_query_more(post, django_assert_num_queries):
    comment = waiting(post, "Hello")
    with django_assert_num_queries(1):
        filing.keep(comment)


def test_switched_off_it_says_nothing_and_asks_nothing(taught):
    SpamFilter.objects.update(mode=SpamFilter.Mode.OFF)
    assert filing.judge(draft()) == filing.Judgement()


@pytest.mark.parametrize(("mode", "expected"), [("off", False), ("order", False), ("file", True)])
def test_it_files_only_where_the_owner_lets_it(mode, expected, taught, post):
    judged(post, TALK)
    trusted()
    SpamFilter.objects.update(mode=mode)
    said = filing.judge(draft(ADVERTISING * 3))
    assert (said.may_file, said.files) == (expected, expected)


def test_it_does_not_file_what_it_only_finds_likely(taught, post):
    judged(post, TALK)
    trusted()
    said = filing.judge(draft("Zebras gallop"))
    assert (said.says_spam, said.may_file, said.files) == (False, False, False)


def test_one_of_ten_is_held_all_the_same_so_that_it_goes_on_being_measured(taught, post):
    judged(post, TALK)
    trusted()
    said = [filing.judge(draft(f"{ADVERTISING * 3} {number}")) for number in range(300)]
    assert all(one.may_file for one in said)
    assert 0.8 < sum(one.files for one in said) / 300 < 0.97


def test_what_was_filed_is_marked_as_that(taught, post):
    judged(post, TALK)
    trusted()
    comment = waiting(post, ADVERTISING * 3)
    assert filing.judge(comment).files
    Comment.objects.filter(pk=comment.pk).update(status=Status.SPAM)
    comment.status = Status.SPAM
    filing.keep(comment)
    assert SpamScore.objects.get(comment=comment).is_filed
    learn()
    assert SpamFilter.current().spam == filing.ENOUGH  # it does not learn from itself


def test_another_text_is_judged_anew(taught, post):
    comment = submit(Sending(post, TALK, name="Mallory", network="n")).comment
    assert SpamScore.objects.get().score < 0.5
    revisions.edit(comment, ADVERTISING)
    assert SpamScore.objects.get().score > 0.5


def test_a_trial_that_was_decided_stays_as_it_was(taught, post):
    comment = judged(post, TALK)
    SpamScore.objects.update(outcome="other", decided_at="2026-01-01T00:00Z")
    comment.body = ADVERTISING
    filing.reword(comment)
    score = SpamScore.objects.get()
    assert score.score < 0.5
    assert score.reasons == []  # they quoted a text that is gone


def test_a_refused_comment_leaves_no_score(taught, post):
    sending = Sending(post, ADVERTISING, name="Mallory", network="n", parent_id=999)
    with pytest.raises(submission.Refused):
        submit(sending)
    assert not SpamScore.objects.exists()


def test_forgotten_it_begins_anew(taught, post):
    lessons.forget_everything()
    assert not Token.objects.exists()
    assert filing.judge(draft()).score is None
    assert not trials.may_file()
