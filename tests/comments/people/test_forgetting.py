"""What ends with an erasure, and by itself; and that erasing oneself is no way around a block."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from blog.membership.leaving import Choice, leave
from comments import erasure, ledger, maintenance
from comments.models import Act, BulkAct, Comment, Event, Measure, Note, SavedView, Whom
from comments.panel import moderators
from comments.people import forgetting, measures, notes, persons, touching
from comments.people.standing import standing
from comments.proofs import belongings
from tests.builders import a_comment, an_owner

from .conftest import NET, taken

pytestmark = pytest.mark.django_db


def everything_kept() -> str:
    """All rows about people, as the database holds them."""
    with connection.cursor() as cursor:
        rows = []
        for model in (Measure, Note, Act):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            rows += cursor.fetchall()
    return str(rows)


@pytest.fixture
def block(his, carol) -> Measure:
    return taken(his, Whom.ADDRESS, carol, reason="Insults to Eve.", note="Known from Berlin.")[0]


def test_a_block_outlives_the_erasure_as_a_keyed_hash_alone(his, bob, block, carol):
    notes.write(persons.of(his), "Lives in Berlin.", by=carol)
    belongings.erase(bob, keep_text=True)
    kept = everything_kept()
    assert not any(word in kept for word in ("Bob", "bob", "Insults", "Berlin"))
    assert not Note.objects.exists()
    block.refresh_from_db()
    assert (block.name, block.comment, block.reason, block.is_active) == ("", None, "", True)


def test_no_search_for_the_address_is_kept(his, bob, carol):
    for name, query in (("Him", "?person=bob%40example.org"), ("Her", "?person=eve%40example.org")):
        SavedView.objects.create(owner=carol, name=name, query=query)
    query, ended = {"to_status": "spam", "query": "q=bob%40example.org", "reason": "Bob again."}, timezone.now()
    done = BulkAct.objects.create(user=carol, state=BulkAct.State.DONE, ended_at=ended, **query)
    belongings.erase(bob, keep_text=True)
    done.refresh_from_db()
    assert (done.query, done.reason) == ("", "")
    assert SavedView.objects.get().name == "Her"


def test_what_was_searched_for_an_act_on_many_goes_in_time(carol):
    query = {"to_status": "spam", "query": "q=somebody", "reason": "Somebody again."}
    with time_machine.travel(timezone.now() - timedelta(days=31)):
        BulkAct.objects.create(user=carol, state=BulkAct.State.DONE, ended_at=timezone.now(), **query)
    BulkAct.objects.create(user=carol, state=BulkAct.State.DONE, ended_at=timezone.now(), **query)
    BulkAct.objects.create(user=carol, **query)
    forgetting.in_time()
    assert sorted(BulkAct.objects.values_list("query", flat=True)) == ["", "q=somebody", "q=somebody"]


def test_a_pattern_that_is_the_address_holds_on_as_its_mark(post, his, bob, carol):
    aim = touching.target(persons.of(his), Whom.PATTERN, "bob@example.org")
    measures.take(aim, Measure.What.BLOCK, by=carol, note="Known from Berlin.")
    belongings.erase(bob, keep_text=True)
    assert not any(word in everything_kept() for word in ("bob", "Berlin"))
    again = a_comment(post, proof=Comment.Proof.ADDRESS)
    assert standing(again).blocked_by == Measure.objects.get()


def test_who_was_given_a_part_and_leaves_is_named_no_more_in_the_record(member, carol):
    owner = an_owner()
    for user in (member, carol):
        about, before = f"{user.name}: “Home”", {"user": user.pk, "tag": None, "post": None}
        act = ledger.enter(moderators.GAVE, by=owner, about=about, before=before)
        assert ledger.kind_of(act)
        ledger.enter(ledger.UNDO, by=owner, about=about, undoes=act.pk)
    forgetting.account(member)
    assert sorted(Act.objects.values_list("about", flat=True)) == ["", "", "Carol: “Home”", "Carol: “Home”"]
    assert Act.objects.filter(before__user=member.pk).count() == 0


def test_what_was_hidden_and_taken_back_leaves_no_word_in_the_record(post, his, bob, carol):
    a_comment(post, proof=Comment.Proof.ADDRESS)
    _block, act = taken(his, Whom.ADDRESS, carol, hides=True, note="Known from Berlin.")
    assert ledger.undo(act, by=carol).is_changed
    taken(his, Whom.ADDRESS, carol, hides=True, note="Known from Berlin.")
    belongings.erase(bob, keep_text=True)
    assert not any(word in everything_kept() for word in ("Bob", "Berlin"))
    assert "Berlin" not in str(list(Event.objects.values_list("reason", flat=True)))


def test_who_comes_back_with_the_same_address_is_still_blocked(post, his, bob, block):
    belongings.erase(bob, keep_text=False)
    again = Comment(discussion_id=post.pk, name="Robert", email="bob@example.org", proof=Comment.Proof.ADDRESS)
    assert standing(again).blocked_by == block


def test_erasing_the_last_comment_forgets_as_much(his, bob, block, carol):
    notes.write(persons.of(his), "Lives in Berlin.", by=carol)
    erasure.erase(his, keep_text=True)
    assert "Berlin" not in everything_kept()
    assert Measure.objects.get().is_active


def test_trust_and_reading_first_end_with_the_erasure(his, bob, carol):
    taken(his, Whom.ADDRESS, carol, "trust")
    taken(his, Whom.ADDRESS, carol, "read-first")
    belongings.erase(bob, keep_text=True)
    assert not Measure.objects.exists()


def test_what_is_left_of_an_erased_person_goes_when_it_ends(his, bob, block):
    belongings.erase(bob, keep_text=True)
    assert forgetting.in_time() == 0
    with time_machine.travel(block.until + timedelta(seconds=1)):
        assert forgetting.in_time() == 1
    assert not Measure.objects.exists()


def test_what_is_over_is_kept_for_thirty_days(his, block, carol):
    measures.end(block, by=carol)
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert forgetting.in_time() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert forgetting.in_time() == 1
    assert "Bob" not in everything_kept()


def test_what_holds_for_good_is_kept(his, carol):
    taken(his, Whom.ADDRESS, carol, time="good")
    with time_machine.travel(timezone.now() + timedelta(days=4000)):
        assert forgetting.in_time() == 0


def test_a_deleted_note_goes_for_good(his, carol):
    person = persons.of(his)
    notes.delete(notes.write(person, "A note.", by=carol), person, by=carol)
    assert forgetting.in_time() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        forgetting.in_time()
    assert not Note.objects.exists()


def test_what_is_known_by_network_alone_ends_with_the_network(post, carol):
    stranger = a_comment(post, email="", name="Somebody", network=NET)
    notes.write(persons.of(stranger), "Repeats itself.", by=carol)
    assert forgetting.in_time() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        maintenance.drop_network_hashes()
        assert forgetting.in_time() == 1
    assert not Note.objects.exists()


def test_a_deleted_account_stays_blocked_by_its_proven_address(post, member, carol):
    theirs = a_comment(post, user=member, email="", name="Mona")
    block, _act = taken(theirs, Whom.ACCOUNT, carol, reason="Insults.", note="Of Mona.")
    notes.write(persons.of(theirs), "About Mona.", by=carol)
    leave(member, Choice.NAMELESS)
    left = Measure.objects.get()
    assert (left.whom, left.until, left.name, left.user) == (Whom.ADDRESS, block.until, "", None)
    assert "Mona" not in everything_kept()
    again = Comment(discussion_id=post.pk, name="M", email="mona@example.org", proof=Comment.Proof.ADDRESS)
    assert standing(again).blocked_by == left


def test_notes_about_a_typed_address_go_with_the_last_comment_under_it(post, carol):
    one, two = (a_comment(post, email="eve@example.com", name="Eve") for _ in range(2))
    notes.write(persons.of(one), "Who is she?", by=carol)
    erasure.erase(one, keep_text=True)
    assert Note.objects.exists()
    erasure.erase(two, keep_text=True)
    assert not Note.objects.exists()


def test_erasing_one_comment_takes_its_name_from_a_network_block(post, carol):
    stranger = a_comment(post, email="", name="Wilhelmina", network=NET)
    taken(stranger, Whom.NETWORK, carol)
    erasure.erase(stranger, keep_text=True)
    assert "Wilhelmina" not in everything_kept()
    assert Measure.objects.get().is_active
