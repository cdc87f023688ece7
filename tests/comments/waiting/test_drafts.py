"""A text that was typed is there again, and no window overwrites another unseen."""

from __future__ import annotations

import pytest

from comments import moderation, submission
from comments.models import Comment, Draft, Status
from comments.waiting import drafts
from comments.waiting.drafts import Conflict, TooLong, Writing

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(alice, thread):
    def writing(body, version=0, **changes):
        return Writing(
            **{"user": alice, "about": thread, "answers": thread, "body": body, "version": version, **changes}
        )

    return writing


def test_each_saving_raises_the_version(write, alice, thread):
    assert drafts.save(write("One")).version == 1
    assert drafts.save(write("One and two", 1)).version == 2
    assert (drafts.of(alice, thread).body, Draft.objects.count()) == ("One and two", 1)


def test_an_older_version_overwrites_nothing(write, alice, thread):
    drafts.save(write("One"))
    drafts.save(write("Two", 1))
    with pytest.raises(Conflict) as conflict:
        drafts.save(write("Other", 1))
    assert conflict.value.draft.body == drafts.of(alice, thread).body == "Two"


def test_two_first_savings_do_not_overwrite_each_other(write, alice, thread):
    drafts.save(write("One"))
    with pytest.raises(Conflict):
        drafts.save(write("Other"))
    assert drafts.of(alice, thread).body == "One"


def test_windows_that_say_the_same_do_not_disagree(write):
    drafts.save(write("One"))
    assert drafts.save(write("One")).version == 1
    drafts.save(write("Two", 1))
    assert drafts.save(write("Two", 1)).version == 2


def test_an_empty_text_ends_the_draft_but_not_another_windows(write, alice, thread):
    drafts.save(write("One"))
    with pytest.raises(Conflict):
        drafts.save(write(" ", 7))
    assert drafts.save(write(" \n", 1)) is None
    assert drafts.of(alice, thread) is None
    assert drafts.save(write("")) is None


def test_a_text_goes_on_after_the_draft_was_ended_elsewhere_only_when_told(write, alice, thread):
    drafts.save(write("One"))
    Draft.objects.all().delete()
    with pytest.raises(Conflict) as conflict:
        drafts.save(write("Two", 1))
    assert conflict.value.draft is None
    assert drafts.save(write("Two", 0)).version == 1


def test_what_is_longer_than_is_kept_changes_nothing(write, alice, thread):
    drafts.save(write("One"))
    with pytest.raises(TooLong):
        drafts.save(write("x" * (drafts.MAX_LENGTH + 1), 1))
    assert drafts.of(alice, thread).body == "One"


def test_a_draft_is_one_persons_own(write, alice, carol, thread):
    drafts.save(write("Mine"))
    drafts.save(write("Hers", user=carol))
    assert (drafts.of(alice, thread).body, drafts.of(carol, thread).body) == ("Mine", "Hers")


def test_publishing_answers_and_ends_the_draft(write, alice, thread):
    drafts.save(write("Thank you"))
    sent, outcome = drafts.publish(write("Thank you for this.", 1))
    assert (sent.comment.body, sent.comment.parent, sent.comment.role) == ("Thank you for this.", thread, "author")
    assert not outcome.changed
    assert not Draft.objects.exists()


def test_publishing_approves_what_waited(write, held):
    _sent, outcome = drafts.publish(
        write("Welcome.", about=held, answers=held, seen=moderation.as_seen("pending", held.body_html))
    )
    held.refresh_from_db()
    assert (held.status, outcome.changed) == (Status.APPROVED, [held.pk])


@pytest.mark.parametrize("version", [0, 1])
def test_publishing_never_throws_another_windows_text_away(write, alice, thread, version):
    drafts.save(write("One"))
    drafts.save(write("Two, longer", 1))
    with pytest.raises(Conflict):
        drafts.publish(write("One", version))
    assert drafts.of(alice, thread).body == "Two, longer"
    assert not Comment.objects.filter(parent=thread).exists()


def test_the_text_that_was_saved_last_is_published_from_any_window(write):
    drafts.save(write("One"))
    drafts.save(write("Two", 1))
    drafts.publish(write("Two", 1))
    assert not Draft.objects.exists()


def test_an_answer_is_not_published_twice_from_two_windows(write, thread):
    drafts.save(write("Once"))
    drafts.publish(write("Once", 1))
    with pytest.raises(Conflict):
        drafts.publish(write("Once", 1))
    assert Comment.objects.filter(parent=thread).count() == 1


def test_what_is_refused_stays_a_draft(write, alice, carol, thread):
    drafts.save(write("Thank you"))
    moderation.moderate([thread.pk], Status.REMOVED, by=carol)
    thread.refresh_from_db()
    with pytest.raises(submission.Refused):
        drafts.publish(write("Thank you", 1))
    assert drafts.of(alice, thread).body == "Thank you"
