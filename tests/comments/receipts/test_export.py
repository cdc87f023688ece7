"""What a writer may take along of one response."""

from __future__ import annotations

import pytest

from comments import moderation, revisions
from comments.models import Comment, Status
from comments.receipts.export import exported
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db


def test_it_holds_every_wording_and_only_the_words_meant_for_the_writer():
    comment = a_comment(a_post(), status=Status.PENDING, network="hash", proof=Comment.Proof.ADDRESS)
    moderation.moderate([comment.pk], Status.SPAM, by=carol(), reason="between us")
    moderation.moderate(
        [comment.pk],
        Status.DECLINED,
        by=None,
        capacities=frozenset({moderation.Asker.MODERATOR}),
        reason="Kinder, please.",
    )
    comment.refresh_from_db()
    first = comment.body
    revisions.edit(comment, "Kinder now.")
    found = exported(Comment.objects.get())
    assert (found["text"], found["network_hash"], found["address_proven"]) == ("Kinder now.", "hash", True)
    assert [wording["text"] for wording in found["other_wordings"]] == [first]
    assert [event["reason"] for event in found["events"]] == ["", "Kinder, please.", ""]
