"""The page for taking something out: looked at first, then confirmed."""

from __future__ import annotations

import pytest

from comments import moderation, redacting
from comments.models import Assignment, Comment, Status
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(post):
    return builders.a_comment(post, body="Ask Ellen Moor.", body_html="<p>Ask Ellen Moor.</p>")


def test_the_result_is_shown_first(signed_in, carol, comment):
    data = {"pieces": "Ellen Moor", "kind": "name", "reason": "Not hers."}
    page = signed_in(carol).post(f"/admin/queue/{comment.pk}/redact/", data).content.decode()
    assert "<del>Ellen Moor</del><ins>[name removed]</ins>." in page
    assert 'name="confirmed"' in page
    assert "Not hers." in page
    assert Comment.objects.get().body == "Ask Ellen Moor."


def test_a_piece_that_is_not_there_comes_back(signed_in, carol, comment):
    data = {"pieces": "Berta", "kind": "name", "confirmed": "1"}
    answer = signed_in(carol).post(f"/admin/queue/{comment.pk}/redact/", data)
    assert answer.status_code == 409
    assert "does not stand in the text" in answer.content.decode()
    assert "Berta</textarea>" in answer.content.decode()


def test_what_was_withdrawn_is_not_taken_apart(signed_in, carol, comment):
    moderation.moderate([comment.pk], Status.WITHDRAWN, by=None, capacities=frozenset({moderation.Asker.WRITER}))
    assert signed_in(carol).get(f"/admin/queue/{comment.pk}/redact/").status_code == 404


def test_the_original_is_dropped_where_that_is_asked(signed_in, carol, comment):
    data = {"pieces": "Ellen Moor", "kind": "name", "drops": "on", "confirmed": "1"}
    page = signed_in(carol).post(f"/admin/queue/{comment.pk}/redact/", data, follow=True).content.decode()
    assert "Its writer reads that it was" in page
    assert 'value="undo' not in page
    assert not Comment.objects.get().revisions.exists()


def test_what_was_changed_meanwhile_is_looked_at_again(signed_in, carol, comment):
    data = {"pieces": "Ellen Moor", "kind": "name", "confirmed": "1", "seen": "approved:0123456789abcdef"}
    answer = signed_in(carol).post(f"/admin/queue/{comment.pk}/redact/", data)
    assert answer.status_code == 409
    assert "Look at it again." in answer.content.decode()
    assert Comment.objects.get().body == "Ask Ellen Moor."


def test_a_colleague_of_one_part_is_neither_offered_nor_granted_to_take_it_back(signed_in, carol, comment):
    lena = builders.a_user("lena", is_staff=True)
    Assignment.objects.create(user=lena, post_id=comment.discussion_id)
    act = redacting.redact(comment, ["Ellen Moor"], "name", by=carol)
    client, address = signed_in(lena), f"/admin/queue/undo/{act.pk}/"
    record = client.get("/admin/queue/record/").content.decode()
    assert "Took something out of a comment" in record
    assert address not in record
    assert client.get(address).status_code == 404
    assert client.post("/admin/queue/undo/", {"act": str(act.pk)}).status_code == 404
    assert Comment.objects.get().body == "Ask [name removed]."
    assert address in signed_in(carol).get("/admin/queue/record/").content.decode()
