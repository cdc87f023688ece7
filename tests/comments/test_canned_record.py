"""What becomes of canned replies stands in the record, each time with its way back."""

from __future__ import annotations

import pytest

from comments import canned_record, ledger
from comments.models import Act, CannedReply
from tests.builders import alice, carol

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return carol()


def kept() -> list[tuple[str, str]]:
    return list(CannedReply.objects.values_list("title", "text"))


def last() -> Act:
    return Act.objects.order_by("number").last()


def test_each_step_is_undone_back_to_the_beginning(moderator):
    reply = CannedReply(title="Thanks", text="Dear {name}")
    canned_record.save(reply, by=moderator)
    reply.title, reply.text = "Thank you", "Hello {name}"
    canned_record.save(reply, by=moderator)
    canned_record.delete(CannedReply.objects.get(), by=moderator)
    for act, words, then in zip(
        list(Act.objects.order_by("-number")),
        ["“Thank you” is kept again.", "“Thanks” reads as it did before.", "“Thanks” is no longer kept."],
        [[("Thank you", "Hello {name}")], [("Thanks", "Dear {name}")], []],
        strict=True,
    ):
        assert ledger.kind_of(act).preview(act, moderator) == [words]
        assert ledger.undo(act, by=moderator).is_changed
        assert kept() == then


def test_what_was_changed_again_since_stays(moderator):
    reply = CannedReply(title="Thanks", text="Dear {name}")
    canned_record.save(reply, by=moderator)
    first = last()
    reply.text = "Hello {name}"
    canned_record.save(reply, by=moderator)
    undone = ledger.undo(first, by=moderator)
    assert (undone.is_changed, undone.left) == (False, ["It was changed again since, and left as it is."])
    assert kept() == [("Thanks", "Hello {name}")]


def test_a_title_that_was_given_away_does_not_come_back(moderator):
    canned_record.save(CannedReply(title="Thanks", text="Dear {name}"), by=moderator)
    canned_record.delete(CannedReply.objects.get(), by=moderator)
    gone = last()
    canned_record.save(CannedReply(title="Thanks", text="Others"), by=moderator)
    assert ledger.undo(gone, by=moderator).left == ["Another one has this title now."]
    assert kept() == [("Thanks", "Others")]


def test_saving_the_same_is_no_act(moderator):
    canned_record.save(CannedReply(title="Thanks", text="Dear {name}"), by=moderator)
    canned_record.save(CannedReply.objects.get(), by=moderator)
    assert Act.objects.count() == 1


def test_only_who_moderates_the_site_may_take_it_back(moderator):
    canned_record.save(CannedReply(title="Thanks", text="Dear {name}"), by=moderator)
    may_undo = ledger.kind_of(last()).may_undo
    assert (may_undo(last(), moderator), may_undo(last(), alice())) == (True, False)
