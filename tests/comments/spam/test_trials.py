"""How often it was right, by what people decided, and that it never files below its bar."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comments import moderation
from comments.models import Comment, SpamFilter, SpamScore, Status
from comments.spam import filing, trials
from comments.spam.trials import Measure
from tests.builders import a_comment
from tests.comments.spam.conftest import ADVERTISING, TALK, judged, learn, teach, waiting

pytestmark = pytest.mark.django_db


def tried(post, outcomes: str, **fields) -> None:
    """A trial for each letter, in order of time: s was spam, o something else, - not decided."""
    now = timezone.now()
    words = {"s": "spam", "o": "other", "-": ""}
    for number, letter in enumerate(outcomes):
        SpamScore.objects.create(
            comment=a_comment(post),
            **{"score": 0.9999, "says_spam": True, **fields},
            outcome=words[letter],
            decided_at=None if letter == "-" else now + timedelta(seconds=number),
        )


@pytest.mark.parametrize(
    ("outcomes", "bar", "needed", "expected"),
    [
        ("", 99, 4, False),
        ("sss", 99, 4, False),  # not enough to tell
        ("ssss", 99, 4, True),
        ("sss-", 99, 4, False),
        ("osss", 99, 4, False),
        ("ossss", 99, 4, True),  # the mistake is too long ago
        ("sssso", 99, 4, False),
        ("osss", 75, 4, True),
        ("oss", 75, 3, False),
    ],
)
def test_it_may_file_when_it_was_right_often_enough(outcomes, bar, needed, expected, post):
    tried(post, outcomes)
    SpamFilter.objects.create(pk=1, bar=bar, trials=needed)
    assert trials.may_file() is expected


def test_what_it_would_not_have_filed_is_no_trial(post):
    tried(post, "ssss", says_spam=False)
    assert trials.measured(SpamFilter(trials=2)) == Measure(0, 0, 2, 99)


def test_the_share_is_counted_and_not_guessed(post):
    tried(post, "sso")
    found = trials.measured(SpamFilter(trials=5, bar=60))
    assert (found.seen, found.right, found.missing, round(found.percent)) == (3, 2, 2, 67)
    assert trials.measured(SpamFilter(trials=3, bar=67)).is_met is False  # 66.7


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 300), st.integers(50, 100))
def test_it_is_never_met_below_the_bar(seen, right, needed, bar):
    found = Measure(seen, min(seen, right), needed, bar)
    assert not found.is_met or (seen >= needed and 100 * found.right / seen >= bar - 1e-9)


@pytest.mark.parametrize(
    ("to", "outcome"),
    [
        (Status.SPAM, "spam"),
        (Status.APPROVED, "other"),
        (Status.DECLINED, "other"),
        (Status.REMOVED, "other"),
    ],
)
def test_each_decision_by_a_person_is_a_trial_and_its_undo_none(to, outcome, taught, post, carol):
    comment = judged(post, ADVERTISING)
    act = moderation.moderate([comment.pk], to, by=carol).act
    learn()
    score = SpamScore.objects.get(comment=comment)
    assert (score.outcome, score.decided_at is not None) == (outcome, True)
    moderation.undo(act, by=carol)
    learn()
    score.refresh_from_db()
    assert (score.outcome, score.decided_at) == ("", None)


def test_what_its_writer_takes_back_is_no_trial(taught, post):
    comment = judged(post, ADVERTISING)
    writer = frozenset({moderation.Asker.WRITER})
    moderation.moderate([comment.pk], Status.WITHDRAWN, by=None, capacities=writer)
    learn()
    assert SpamScore.objects.get(comment=comment).outcome == ""


def test_the_measure_costs_one_query(post, django_assert_num_queries):
    tried(post, "sosos")
    filter_ = SpamFilter(trials=3)
    with django_assert_num_queries(1):
        assert trials.measured(filter_).seen == 3


class Site:
    """A simulated site: what is sent, what the filter does with it, and a person who knows."""

    def __init__(self, post, carol, seed: int) -> None:
        self.post, self.carol, self.random = post, carol, random.Random(seed)
        self.sent = 0

    def send(self, is_spam: bool, body: str) -> tuple[Comment, bool]:
        self.sent += 1
        comment = waiting(self.post, body)
        said = filing.judge(comment)
        if said.files:
            Comment.objects.filter(pk=comment.pk).update(status=Status.SPAM)
            comment.status = Status.SPAM
        filing.keep(comment)
        return comment, said.files

    def decide(self, comment: Comment, is_spam: bool) -> None:
        to = Status.SPAM if is_spam else Status.APPROVED
        moderation.moderate([comment.pk], to, by=self.carol)
        learn()

    def words(self, is_spam: bool) -> str:
        own = (
            ["cheap", "watches", "shop", "buy", "casino"] if is_spam else ["mother", "read", "slowly", "thanks", "tea"]
        )
        return " ".join(self.random.choices(own, k=8))


def test_it_files_after_its_bar_and_stops_when_it_is_wrong(post, carol):
    SpamFilter.objects.create(pk=1, bar=90, trials=10)
    site = Site(post, carol, seed=5)
    teach(post, carol)
    began = None
    for number in range(60):
        is_spam = number % 2 == 0
        may = trials.may_file()
        met = trials.measured(SpamFilter.current()).is_met
        comment, filed = site.send(is_spam, site.words(is_spam))
        assert met or not filed  # never below its bar
        if filed and began is None:
            began = number
        if not filed:
            site.decide(comment, is_spam)
        assert may == met
    assert began is not None
    assert began > 18
    wrong = list(Comment.objects.filter(status=Status.SPAM, spam_score__is_filed=True))[:3]
    for comment in wrong:  # a person says: these were no advertising
        moderation.moderate([comment.pk], Status.APPROVED, by=carol)
        learn()
    assert not trials.may_file()
    assert not site.send(True, ADVERTISING * 3)[1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_on_a_site_that_decides_at_random_it_never_files(seed, post, carol):
    SpamFilter.objects.create(pk=1, trials=10)
    site = Site(post, carol, seed)
    teach(post, carol)
    for _ in range(30):
        words = site.random.choice([ADVERTISING, TALK])
        comment, filed = site.send(True, words)
        assert not filed
        site.decide(comment, site.random.random() < 0.5)
