"""Notes about people: who reads, changes and deletes them, and that each of it can be taken back."""

from __future__ import annotations

import pytest

from comments import ledger
from comments.models import Act, Note
from comments.people import notes, persons
from tests.builders import a_comment, an_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(his):
    return persons.of(his)


def test_a_note_is_about_a_person_and_holds_no_address(person, carol):
    note = notes.write(person, "Asks the same every week.", by=carol)
    assert (note.whom, note.author, note.text) == ("address", carol, "Asks the same every week.")
    assert all("bob@" not in str(value) for value in Note.objects.values_list().get())


def test_the_record_does_not_repeat_what_a_note_says(person, carol):
    notes.write(person, "A secret.", by=carol)
    notes.change(Note.objects.get(), "Another secret.", person, by=carol)
    notes.delete(Note.objects.get(), person, by=carol)
    assert [act.kind for act in Act.objects.order_by("number")] == ["note", "note-changed", "note-deleted"]
    assert "secret" not in str(list(Act.objects.values()))


def test_notes_are_found_by_person_in_one_query(post, his, person, carol, django_assert_num_queries):
    other = persons.of(a_comment(post, email="eve@example.com"))
    notes.write(person, "About Bob.", by=carol)
    notes.write(other, "About Eve.", by=carol)
    with django_assert_num_queries(1):
        found = notes.about([person, other], an_owner_like(carol))
    assert [note.text for note in found[person.identity]] == ["About Bob."]
    assert [note.text for note in found[other.identity]] == ["About Eve."]


def an_owner_like(user):
    user.has_perm("comments.moderate_comment")  # asked once, and kept
    return user


def test_a_typed_address_is_not_told_what_is_noted_about_its_owner(post, person, carol):
    notes.write(person, "About Bob.", by=carol)
    typed = persons.of(a_comment(post))
    assert not notes.about([typed], carol)[typed.identity]


def test_an_author_reads_their_own_notes_alone(person, alice, carol):
    notes.write(person, "For colleagues.", by=carol)
    own = notes.write(person, "For me.", by=alice)
    assert list(notes.seen_by(alice)) == [own]
    assert notes.seen_by(carol).count() == notes.seen_by(an_owner()).count() == 2


def test_only_who_wrote_it_changes_it(person, alice, carol):
    note = notes.write(person, "Mine.", by=carol)
    assert notes.may_change(carol, note)
    assert not notes.may_change(alice, note)
    assert not notes.may_change(an_owner(), note)


def test_deleting_and_undoing_it(person, carol):
    note = notes.write(person, "Mine.", by=carol)
    act = notes.delete(note, person, by=carol)
    assert not notes.seen_by(carol).exists()
    assert notes.delete(note, person, by=carol) is None
    assert ledger.undo(act, by=carol).is_changed
    assert notes.seen_by(carol).get().text == "Mine."


def test_changing_and_undoing_it(person, carol):
    note = notes.write(person, "First.", by=carol)
    assert notes.change(note, "Second.", person, by=carol)
    assert not notes.change(note, "Second.", person, by=carol)
    act = Act.objects.get(kind="note-changed")
    assert ledger.undo(act, by=carol).is_changed
    assert Note.objects.get().text == "First."


def test_an_older_change_is_not_undone_over_a_newer(person, carol):
    note = notes.write(person, "First.", by=carol)
    notes.change(note, "Second.", person, by=carol)
    notes.change(note, "Third.", person, by=carol)
    older = Act.objects.filter(kind="note-changed").order_by("number").first()
    assert not ledger.undo(older, by=carol).is_changed
    assert Note.objects.get().text == "Third."


def test_undoing_a_note_deletes_it_and_is_its_writers_alone(person, alice, carol):
    notes.write(person, "Mine.", by=carol)
    act = Act.objects.get()
    kind = ledger.kind_of(act)
    assert (kind.may_undo(act, carol), kind.may_undo(act, alice)) == (True, False)
    assert kind.preview(act, carol) == ["The note is deleted."]
    assert ledger.undo(act, by=carol).is_changed
    assert not notes.seen_by(carol).exists()
