"""What an entry tells: the reader's words, what stands before them, and the draft that was begun."""

from __future__ import annotations

import pytest

from comments import moderation
from comments.models import Draft, Status
from comments.waiting import cards, lists
from tests.builders import a_comment
from tests.comments.waiting.conftest import ago

pytestmark = pytest.mark.django_db


def entries(user):
    return cards.build(lists.page(user).items, user)


def test_the_last_word_is_answered_and_the_few_before_it_are_its_context(alice, post, thread):
    answer = a_comment(post, thread, role="author", user=alice, submitted_at=ago(49))
    later = [a_comment(post, answer, name=f"Reader {number}", submitted_at=ago(48 - number)) for number in range(4)]
    (entry,) = entries(alice)
    assert (entry.about, entry.comment) == (thread.pk, later[-1])
    assert [line.who for line in entry.context] == ["You", "Reader 0", "Reader 1", "Reader 2"]
    assert entry.since == later[0].submitted_at
    assert (entry.is_pending, entry.may_answer, entry.acts) == (False, True, [])


def test_what_is_answered_stands_first_where_it_is_further_back(alice, post, thread):
    others = [a_comment(post, thread, name=f"Reader {number}", submitted_at=ago(40 - number)) for number in range(4)]
    last = a_comment(post, thread, submitted_at=ago(1))
    (entry,) = entries(alice)
    assert entry.comment == last
    assert [line.comment for line in entry.context] == [thread, *others[1:]]


def test_no_word_that_readers_do_not_see_is_context(alice, carol, post, thread):
    reply = a_comment(post, thread, submitted_at=ago(9))
    moderation.moderate([thread.pk], Status.REMOVED, by=carol)
    (entry,) = entries(alice)
    assert (entry.comment, entry.context) == (reply, [])


def test_what_awaits_approval_offers_the_usual_acts(alice, held):
    (entry,) = entries(alice)
    assert [act.code for act in entry.acts] == ["approve", "decline", "spam"]
    assert (entry.about, entry.row, entry.is_pending, entry.may_answer) == (held.pk, None, True, True)
    assert entry.since == held.submitted_at


def test_each_entry_knows_the_one_to_go_on_with(alice, thread, held):
    first, second = entries(alice)
    assert (first.next_about, second.next_about) == (held.pk, thread.pk)


def test_a_draft_stands_with_its_thread_and_is_nobody_elses(alice, carol, thread):
    Draft.objects.create(user=carol, about=thread, answers=thread, body="Hers.", version=3)
    assert entries(alice)[0].draft is None
    mine = Draft.objects.create(user=alice, about=thread, answers=thread, body="Mine.", version=2)
    (entry,) = entries(alice)
    assert (entry.draft, entry.version, entry.draft_about) == (mine, 2, thread.pk)


def test_what_was_begun_before_the_approval_is_there_after_it(alice, carol, post, thread):
    reply = a_comment(post, thread, status=Status.PENDING, submitted_at=ago(3))
    draft = Draft.objects.create(user=alice, about=reply, answers=reply, body="Begun.")
    moderation.moderate([reply.pk], Status.APPROVED, by=carol)
    (entry,) = entries(alice)
    assert (entry.comment, entry.draft, entry.draft_about) == (reply, draft, reply.pk)


def test_a_page_costs_the_same_for_many_as_for_few(alice, post, django_assert_max_num_queries):
    def read():
        with django_assert_max_num_queries(8):
            return entries(alice)

    a_comment(post)
    assert len(read()) == 1
    for number in range(15):
        root = a_comment(post, submitted_at=ago(9))
        a_comment(post, root, status=Status.PENDING if number % 2 else Status.APPROVED)
    assert len(read()) == 20


class TestOne:
    def test_it_is_the_thread_of_a_root(self, alice, post, thread):
        reply = a_comment(post, thread)
        entry = cards.one(thread, alice)
        assert (entry.about, entry.comment, entry.row.root) == (thread.pk, reply, thread)

    def test_it_answers_the_last_reader_though_staff_spoke_since(self, alice, post, thread):
        a_comment(post, thread, role="author", user=alice)
        entry = cards.one(thread, alice)
        assert (entry.comment, entry.row) == (thread, None)

    def test_what_cannot_be_answered_any_more_says_so_and_keeps_the_draft(self, alice, carol, thread):
        draft = Draft.objects.create(user=alice, about=thread, answers=thread, body="Begun.")
        moderation.moderate([thread.pk], Status.REMOVED, by=carol)
        thread.refresh_from_db()
        entry = cards.one(thread, alice)
        assert (entry.may_answer, entry.draft) == (False, draft)

    def test_what_awaits_approval_is_itself(self, alice, held):
        assert cards.one(held, alice).comment == held
