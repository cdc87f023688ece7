"""The lists of words and the filter answer the rules, on the site as it is."""

from __future__ import annotations

import pytest

from comments.models import Comment, Phrase, Status
from comments.rules import sources
from comments.submission import Sending, submit
from comments.words import lists
from tests.builders import a_post, carol

pytestmark = pytest.mark.django_db


def test_the_parts_of_the_desk_are_plugged_in_from_the_start():
    plugged = sources.current()
    assert None not in (plugged.matches, plugged.count, plugged.judge, plugged.keep, plugged.standing)


@pytest.mark.parametrize(
    ("which", "status", "cause"),
    [(Phrase.List.DISALLOWED, Status.SPAM, "disallowed"), (Phrase.List.HOLD, Status.PENDING, "words")],
)
def test_a_word_of_a_list_decides_and_is_counted(which, status, cause, django_capture_on_commit_callbacks):
    lists.add_one(Phrase(list=which, pattern="plumage"), by=carol())
    with django_capture_on_commit_callbacks(execute=True):
        submit(Sending(a_post(), "What plumage!", name="Bob", network="n"))
    comment = Comment.objects.get()
    assert (comment.status, comment.held_for) == (status, cause)
    assert Phrase.objects.get().hits == 1


@pytest.mark.parametrize(
    "body", ["A c&#97;sino.", "cas**in**o", "[Look](http://%73pam.example/)", "http://spam%2eexample/"]
)
def test_a_disguise_of_what_is_never_taken_is_filed_and_counted_once(body, django_capture_on_commit_callbacks):
    by = carol()
    for pattern in ("casino", "spam.example"):
        lists.add_one(Phrase(list=Phrase.List.DISALLOWED, pattern=pattern), by=by)
    with django_capture_on_commit_callbacks(execute=True):
        submit(Sending(a_post(), body, name="Bob", network="n"))
    assert Comment.objects.get().status == Status.SPAM
    assert sorted(Phrase.objects.values_list("hits", flat=True)) == [0, 1]
