"""What a moderator takes out of a comment: nothing else changes, its writer is told, and it can be put back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from comments import check, erasure, ledger, links, moderation, redacting, revisions
from comments.models import Act, Assignment, Comment, Discussion, Redaction, Revision, Status
from comments.redacting import CannotRedactError, redact, shortened
from tests.builders import a_comment, a_post, a_user, carol

pytestmark = pytest.mark.django_db
BODY = "I met Anna Meier at the clinic. Anna Meier said: call 0171 1234567."


@pytest.fixture
def moderator():
    return carol()


@pytest.fixture
def comment():
    return a_comment(a_post(), body=BODY, body_html=f"<p>{BODY}</p>")


def receipt(client, comment):
    return client.get(f"/comments/receipt/{links.token(links.RECEIPT, comment)}/").content.decode()


def test_each_piece_is_replaced_wherever_it_stands():
    assert shortened(BODY, ["Anna Meier"], "[name removed]").count == 2
    assert "Anna" not in shortened(BODY, ["Anna Meier"], "[name removed]").body


def test_the_longest_piece_goes_first():
    assert shortened("Anna Meier, Anna", ["Anna", "Anna Meier"], "[x]").body == "[x], [x]"


@pytest.mark.parametrize(
    ("pieces", "why"),
    [
        ([], "at least one"),
        (["Berta"], "does not stand"),
        (["a"], "too short"),
        (["Anna"] * 51, "much to take out"),
        (["x" * 201], "much"),
    ],
)
def test_what_cannot_be_taken_out_is_said(pieces, why):
    with pytest.raises(CannotRedactError, match=why):
        shortened(BODY, pieces, "[removed]")


def test_a_placeholder_begins_no_link():
    assert shortened("Anna(https://x.example)", ["Anna"], "[removed]").body == "[removed] (https://x.example)"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text("ab .", min_size=2, max_size=40), start=st.integers(0, 38), length=st.integers(2, 6))
def test_around_the_pieces_nothing_changes(text, start, length):
    piece = text[start : start + length]
    if len(piece) < 2:
        return
    assert shortened(text, [piece], "[*]").body == text.replace(piece, "[*]")


def test_the_page_shows_the_new_text_and_says_so(client, comment, moderator):
    redact(comment, ["Anna Meier"], "name", by=moderator)
    page = client.get(comment.discussion.post.get_absolute_url()).content.decode()
    assert "[name removed] at the clinic" in page
    assert "Anna" not in page
    assert "shortened by a moderator" in page


def test_feeds_have_the_new_text(client, comment, moderator):
    redact(comment, ["Anna Meier"], "name", by=moderator)
    assert "Anna" not in client.get("/comments/feed/").content.decode()


def test_words_and_version_are_right(comment, moderator):
    before = Discussion.objects.get()
    redact(comment, ["0171 1234567"], "number", by=moderator)
    assert list(check.miscounted()) == []
    assert Discussion.objects.get().version > before.version


def test_the_original_is_kept_beside(comment, moderator):
    act = redact(comment, ["Anna Meier"], "name", by=moderator, reason="She has no part in this.")
    assert Revision.objects.get().state == "redacted"
    assert Revision.objects.get().body == BODY
    assert (act.kind, act.reason, act.comment) == ("redact", "She has no part in this.", comment)


def test_without_keeping_it_stands_nowhere(client, comment, moderator):
    comment = revisions.edit(comment, BODY + " So.")
    redact(Comment.objects.get(), ["Anna Meier"], "name", by=moderator)
    act = redact(Comment.objects.get(), ["0171 1234567"], "number", by=moderator, keeps=False)
    assert not Revision.objects.filter(body__contains="0171").exists()
    assert "0171" not in str(list(Redaction.objects.values_list("pieces", flat=True)))
    assert not ledger.kind_of(act).may_undo(act, moderator)
    assert "The original is kept nowhere." in receipt(client, Comment.objects.get())


def test_its_writer_reads_what_and_why(client, comment, moderator):
    redact(comment, ["Anna <b>"[:5].strip()], "name", by=moderator, reason="She has no part in <this>.")
    page = receipt(client, Comment.objects.get())
    assert "A moderator took something out" in page
    assert "She has no part in &lt;this&gt;." in page
    assert "<q>Anna</q>" in page


def test_the_form_to_change_it_begins_with_the_new_text(client, comment, moderator):
    redact(comment, ["Anna Meier"], "name", by=moderator)
    field = receipt(client, Comment.objects.get()).partition("<textarea")[2].partition("</textarea>")[0]
    assert "[name removed] at the clinic" in field


def test_what_its_writer_puts_back_waits_for_a_decision(comment, moderator):
    comment.discussion.defaults.trusts_known = True
    comment.discussion.defaults.save()
    writer = a_user("bob")
    for _ in range(4):
        a_comment(comment.discussion.post, user=writer)
    Comment.objects.filter(pk=comment.pk).update(user=writer)
    comment.refresh_from_db()
    redact(comment, ["Anna Meier"], "name", by=moderator)
    revisions.edit(Comment.objects.get(pk=comment.pk), BODY)
    assert "Anna" not in Comment.objects.get(pk=comment.pk).body
    assert revisions.proposed(comment).body == BODY


def test_a_wording_that_waits_and_holds_the_piece_is_declined(comment, moderator):
    revisions.edit(comment, BODY + " And more.")
    redact(comment, ["Anna Meier"], "name", by=moderator)
    assert revisions.proposed(comment) is None
    assert Revision.objects.filter(state="declined").exists()


def test_a_wording_that_waits_without_the_piece_waits_on(comment, moderator):
    revisions.edit(comment, "All is well.")
    redact(comment, ["Anna Meier"], "name", by=moderator)
    assert revisions.proposed(comment).body == "All is well."


def test_undo_puts_text_and_mark_back(comment, moderator):
    before = Comment.objects.values().get()
    act = redact(comment, ["Anna Meier"], "name", by=moderator)
    assert ledger.kind_of(act).preview(act, moderator) == ["2 pieces come back into Bob’s comment."]
    assert ledger.undo(act, by=moderator).is_changed
    after = Comment.objects.values().get()
    assert (after["body"], after["body_html"], after["redacted_at"]) == (BODY, before["body_html"], None)
    assert redacting.of_writer(comment) == []
    assert not ledger.undo(act, by=moderator).is_changed


def test_a_colleague_of_one_part_takes_back_only_what_they_did_themselves(comment, moderator):
    lena = a_user("lena", is_staff=True)
    part = Assignment.objects.create(user=lena, post_id=comment.discussion_id)
    act = redact(comment, ["Anna Meier"], "name", by=moderator)
    own = redact(Comment.objects.get(), ["0171 1234567"], "number", by=lena)
    may_undo = ledger.kind_of(act).may_undo
    assert (may_undo(act, lena), may_undo(own, lena)) == (False, True)
    assert may_undo(act, moderator)
    assert may_undo(own, moderator)
    part.delete()
    assert not may_undo(own, User.objects.get(pk=lena.pk))


def test_two_are_undone_the_last_first(comment, moderator):
    first = redact(comment, ["Anna Meier"], "name", by=moderator)
    second = redact(Comment.objects.get(), ["0171 1234567"], "number", by=moderator)
    assert ledger.undo(first, by=moderator).left == ["The text was changed since, so it was left as it is."]
    assert ledger.undo(second, by=moderator).is_changed
    assert Comment.objects.get().redacted_at is not None
    assert ledger.undo(first, by=moderator).is_changed
    assert Comment.objects.get().body == BODY


def test_what_was_changed_after_it_was_looked_at_is_not_touched(comment, moderator):
    with pytest.raises(CannotRedactError, match="meanwhile"):
        redact(comment, ["Anna Meier"], "name", by=moderator, seen=moderation.as_seen("approved", "<p>Other</p>"))
    assert not Act.objects.exists()


def test_erasing_leaves_nothing_of_it(comment, moderator):
    act = redact(comment, ["Anna Meier"], "name", by=moderator, reason="Anna asked.")
    erasure.erase(Comment.objects.get(), keep_text=True)
    assert not Redaction.objects.exists()
    assert not Revision.objects.exists()
    act.refresh_from_db()
    assert (act.reason, act.about, act.before) == ("", "", {})
    assert not ledger.kind_of(act).may_undo(act, moderator)


def test_what_was_withdrawn_is_left_to_its_writer(moderator):
    withdrawn = a_comment(a_post(), status=Status.WITHDRAWN)
    assert not redacting.may_redact(withdrawn, moderator)
