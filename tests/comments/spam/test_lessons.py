"""What decisions teach, and that taking back is exact."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comments import erasure, moderation, revisions, tree
from comments.models import Comment, Event, Lesson, OwedLesson, SpamFilter, SpamScore, Status, Token
from comments.moderation import Asker
from comments.spam import filing, lessons
from tests.builders import a_comment, a_post, an_owner, carol
from tests.comments.spam.conftest import learn, waiting

pytestmark = pytest.mark.django_db

WORDS = ["Cheap watches here", "I read it to my mother", "watches my mother read", "buy http://shop.example"]


def tables() -> tuple[dict[str, tuple[int, int]], tuple[int, int]]:
    filter_ = SpamFilter.current()
    tokens = {token: (spam, ham) for token, spam, ham in Token.objects.values_list("token", "spam", "ham")}
    return tokens, (filter_.spam, filter_.ham)


NOTHING = ({}, (0, 0))


@pytest.mark.parametrize(
    ("to", "taught"),
    [
        (Status.APPROVED, (0, 1)),
        (Status.SPAM, (1, 0)),
        (Status.DECLINED, (0, 0)),
        (Status.REMOVED, (0, 0)),
    ],
)
def test_what_a_decision_teaches(to, taught, post, carol):
    comment = waiting(post, "Cheap watches")
    moderation.moderate([comment.pk], to, by=carol)
    learn()
    tokens, totals = tables()
    assert totals == taught
    assert tokens.get("cheap watches", (0, 0)) == taught
    assert not OwedLesson.objects.exists()


@pytest.mark.parametrize("later", [Status.DECLINED, Status.REMOVED, Status.PENDING])
@pytest.mark.parametrize("first", [Status.APPROVED, Status.SPAM])
def test_a_later_decision_takes_the_lesson_back(first, later, post, carol):
    comment = waiting(post, "Cheap watches")
    for to in (first, later):
        moderation.moderate([comment.pk], to, by=carol)
        learn()
    assert tables() == NOTHING


def test_an_undo_takes_the_lesson_back_and_undoing_that_teaches_again(post, carol):
    comment = waiting(post, "Cheap watches")
    act = moderation.moderate([comment.pk], Status.SPAM, by=carol).act
    learn()
    taught = tables()
    undo = moderation.undo(act, by=carol).act
    learn()
    assert tables() == NOTHING
    moderation.undo(undo, by=carol)
    learn()
    assert tables() == taught


def test_a_decision_that_was_changed_counts_once_and_as_it_is_now(post, carol):
    comment = waiting(post, "Cheap watches")
    for to in (Status.SPAM, Status.APPROVED, Status.SPAM, Status.APPROVED):
        moderation.moderate([comment.pk], to, by=carol)
        learn()
    assert tables()[1] == (0, 1)
    assert tables()[0]["watches"] == (0, 1)


def test_withdrawn_by_its_writer_it_teaches_nothing(post, carol):
    comment = waiting(post, "Cheap watches")
    moderation.moderate([comment.pk], Status.APPROVED, by=carol)
    learn()
    writer = frozenset({Asker.WRITER})
    moderation.moderate([comment.pk], Status.WITHDRAWN, by=None, capacities=writer)
    learn()
    assert tables() == NOTHING


def test_what_no_person_decided_teaches_nothing(post, carol):
    """Filed by the filter, published by trust, or imported: else it would believe itself."""
    by_itself = a_comment(post, status=Status.SPAM, body="Cheap watches")
    a_comment(post, body="I read it")
    lessons.owe(Comment.objects.values_list("pk", flat=True))
    learn()
    assert tables() == NOTHING
    act = moderation.moderate([by_itself.pk], Status.APPROVED, by=carol).act
    learn()
    assert tables()[1] == (0, 1)
    moderation.undo(act, by=carol)
    learn()
    assert tables() == NOTHING  # it is back where the filter had put it


def test_a_text_that_changed_after_the_decision_teaches_nothing(post, carol):
    comment = waiting(post, "I read it to my mother")
    moderation.moderate([comment.pk], Status.APPROVED, by=carol)
    learn()
    assert tables()[1] == (0, 1)
    with tree.locked(post.pk) as discussion:
        comment.refresh_from_db()
        comment.discussion = discussion
        revisions._put_on_the_page(comment, "Cheap watches", "<p>Cheap watches</p>")
    learn()
    assert tables() == NOTHING


def test_a_change_that_somebody_accepted_teaches_its_new_words(post, carol):
    comment = waiting(post, "I read it to my mother")
    moderation.moderate([comment.pk], Status.APPROVED, by=carol)
    revisions.edit(comment, "I read it to my father")
    learn()
    assert "father" not in tables()[0]  # it only waits
    assert revisions.accept(revisions.proposed(comment), by=carol)
    learn()
    tokens, totals = tables()
    assert (tokens.get("father"), tokens.get("mother"), totals) == ((0, 1), None, (0, 1))


def test_erased_with_its_words_it_leaves_nothing_at_once(post, carol):
    comment = waiting(post, "Cheap watches", name="Ellen Rare", website="https://ellen.example/")
    SpamScore.objects.create(comment=comment, score=0.7, reasons=[["name:rare", 0.9]], signals={"typing": "fast"})
    moderation.moderate([comment.pk], Status.APPROVED, by=carol)
    learn()
    assert Token.objects.filter(token__in=["name:rare", "site:ellen.example"]).count() == 2
    erasure.erase(comment, keep_text=False)
    assert tables() == NOTHING
    assert not Lesson.objects.exists()
    score = SpamScore.objects.get()
    assert (score.score, score.reasons, score.signals) == (0.7, [], {})
    learn()
    assert tables() == NOTHING


def test_erased_but_for_its_words_it_teaches_these_alone(post, carol):
    comment = waiting(post, "Cheap watches", name="Ellen Rare", website="https://ellen.example/")
    moderation.moderate([comment.pk], Status.APPROVED, by=carol)
    learn()
    erasure.erase(comment, keep_text=True)
    assert not Token.objects.exists()
    learn()
    found = tables()[0]
    assert found["watches"] == (0, 1)
    assert not {"name:ellen", "name:rare", "site:ellen.example"} & set(found)


def test_what_a_deleted_comment_taught_goes_with_it(post, carol):
    comment = waiting(post, "Cheap watches")
    moderation.moderate([comment.pk], Status.SPAM, by=carol)
    learn()
    with tree.locked(post.pk) as discussion:
        tree.delete(comment, discussion)
    learn()
    assert tables() == NOTHING
    assert not Lesson.objects.exists()


def test_how_it_was_sent_is_learnt_too(post, carol):
    comment = waiting(post, "Cheap watches")
    SpamScore.objects.create(comment=comment, signals={"typing": "too fast"})
    moderation.moderate([comment.pk], Status.SPAM, by=carol)
    learn()
    assert tables()[0]["signal:typing too fast"] == (1, 0)


def test_switched_off_it_learns_nothing_and_still_takes_back(post, carol):
    comment, other = waiting(post, "Cheap watches"), waiting(post, "More watches")
    act = moderation.moderate([comment.pk], Status.SPAM, by=carol).act
    learn()
    SpamFilter.objects.update(mode=SpamFilter.Mode.OFF)
    moderation.moderate([other.pk], Status.SPAM, by=carol)
    learn()
    assert tables()[1] == (1, 0)
    moderation.undo(act, by=carol)
    learn()
    assert tables() == NOTHING


def test_forgetting_everything_leaves_what_people_decided(post, carol):
    comment = waiting(post, "Cheap watches")
    moderation.moderate([comment.pk], Status.SPAM, by=carol)
    learn()
    lessons.forget_everything()
    assert tables() == NOTHING
    comment.refresh_from_db()
    assert comment.status == Status.SPAM
    moderation.moderate([comment.pk], Status.APPROVED, by=carol)
    learn()
    assert tables()[1] == (0, 1)


def test_the_same_note_twice_teaches_once(post, carol):
    comment = waiting(post, "Cheap watches")
    moderation.moderate([comment.pk], Status.SPAM, by=carol)
    lessons.owe([comment.pk, comment.pk])
    assert lessons.learn_owed() == 3
    assert tables()[1] == (1, 0)


def test_a_worker_that_dies_in_the_middle_has_taught_nothing(post, carol, monkeypatch):
    comment = waiting(post, "Cheap watches")
    moderation.moderate([comment.pk], Status.SPAM, by=carol)
    monkeypatch.setattr(lessons, "_note_trials", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        lessons.learn_owed()
    assert tables() == NOTHING
    assert OwedLesson.objects.count() == 1
    monkeypatch.undo()
    learn()
    assert tables()[1] == (1, 0)


def test_a_bulk_act_notes_all_of_it_in_few_queries(post, carol, django_assert_max_num_queries):
    comments = [waiting(post, f"Watches {n}") for n in range(40)]
    with django_assert_max_num_queries(30):
        moderation.moderate([comment.pk for comment in comments], Status.SPAM, by=carol)
    assert OwedLesson.objects.count() == 40
    with django_assert_max_num_queries(30):
        lessons.learn_owed()
    assert tables()[1] == (40, 0)


def test_what_is_owed_is_learnt_a_batch_at_a_time(post, carol):
    comments = [waiting(post, f"Watches {n}") for n in range(5)]
    moderation.moderate([comment.pk for comment in comments], Status.SPAM, by=carol)
    assert [lessons.learn_owed(limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert tables()[1] == (5, 0)


def test_nothing_owed_costs_two_queries(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert lessons.learn_owed() == 0


def test_a_look_at_an_older_decision_of_a_changed_text_is_none(post, carol):
    comment = waiting(post, "Cheap watches", edited_at=timezone.now())
    Event.objects.create(
        comment=comment, act=uuid.uuid4(), actor=carol, role="moderator", from_status="pending", to_status="pending"
    )
    decision = lessons.standing({comment.pk: comment})[comment.pk]
    comment.edited_at = decision.at + timezone.timedelta(seconds=1)
    assert lessons._label(comment, lessons.Decision(Status.SPAM, decision.at)) is None


class TestAnySequence(TestCase):
    """Whatever is decided, undone, changed and learnt, in whatever order and however often."""

    steps = st.lists(
        st.tuples(
            st.sampled_from([*Status, "undo", "edit", "learn"]),
            st.integers(0, len(WORDS) - 1),
        ),
        max_size=14,
    )

    def setup_example(self):
        super().setup_example()
        self.carol = carol()
        self.owner = an_owner()
        self.post = a_post()
        self.comments = [waiting(self.post, words) for words in WORDS]

    def act(self, step, number):
        comment = Comment.objects.get(pk=self.comments[number].pk)
        if step == "learn":
            lessons.learn_owed(limit=number + 1)
        elif step == "undo":
            if act := moderation.last_act(self.carol):
                moderation.undo(act, by=self.carol)
        elif step == "edit":
            if comment.status in revisions.EDITABLE:
                revisions.edit(comment, WORDS[(number + 1) % len(WORDS)])
        elif step == Status.WITHDRAWN:
            moderation.moderate([comment.pk], step, by=None, capacities=frozenset({Asker.WRITER}))
        else:
            moderation.moderate([comment.pk], step, by=self.carol)

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def test_the_tables_hold_what_the_comments_say_now_and_no_more(self, steps):
        for step, number in steps:
            self.act(step, number)
        learn()
        found = tables()
        lessons.forget_everything()
        lessons.owe(reversed([comment.pk for comment in self.comments]))
        learn()
        assert tables() == found

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def test_all_held_again_it_is_as_if_nothing_had_been_learnt(self, steps):
        for step, number in steps:
            self.act(step, number)
        moderation.moderate([comment.pk for comment in self.comments], Status.PENDING, by=self.carol)
        learn()
        assert tables() == NOTHING
        assert not Lesson.objects.exists()


def test_a_judgement_of_the_lot_is_the_same_in_any_order(post, carol):
    comments = [waiting(post, words) for words in WORDS]
    found = []
    for order in (comments, comments[::-1]):
        lessons.forget_everything()
        for number, comment in enumerate(order):
            moderation.moderate([comment.pk], Status.PENDING, by=carol)
            to = Status.SPAM if comments.index(comment) % 2 else Status.APPROVED
            moderation.moderate([comment.pk], to, by=carol)
            if number % 2:
                learn()
        learn()
        found.append(tables())
    assert found[0] == found[1]
    assert found[0][1] == (2, 2)
    assert filing.ENOUGH > 2  # so little says nothing yet
