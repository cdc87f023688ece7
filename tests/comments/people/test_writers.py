"""What a card tells about who wrote it, for a whole page in one query or two."""

from __future__ import annotations

from collections import Counter

import pytest

from comments.models import Comment, Measure, Whom
from comments.people import notes, persons, writers
from tests.builders import a_comment, a_post

from .conftest import NET, taken

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("counts", "rate"),
    [
        ({}, None),
        ({"pending": 3, "withdrawn": 2}, None),
        ({"approved": 3, "pending": 9}, 0),
        ({"approved": 1, "declined": 1, "spam": 1, "removed": 1}, 75),
        ({"spam": 2}, 100),
    ],
)
def test_the_rate_is_of_what_was_decided_on(counts, rate):
    assert writers.rejection_rate(Counter(counts)) == rate


def about(comment, user) -> writers.Writer:
    return writers.of_all([comment], user)[comment.pk]


def test_notes_and_measures_of_each_writer_alone(post, his, carol):
    other = a_comment(post, email="eve@example.com")
    notes.write(persons.of(his), "About Bob.", by=carol)
    taken(his, Whom.ADDRESS, carol, "read-first", note="After the quarrel.")
    found = writers.of_all([his, other], carol)
    (note,), (measure,) = found[his.pk].notes, found[his.pk].measures
    assert (note.text, note.author.name, note.author.pk) == ("About Bob.", "Carol", carol.pk)
    assert (measure.what, measure.note, found[his.pk].level) == (
        "read-first",
        "After the quarrel.",
        "read first, always",
    )
    assert (found[other.pk].notes, found[other.pk].measures, found[other.pk].level) == ([], [], "unknown")


def test_a_colleague_without_a_shown_name_is_called_by_their_own(his, carol):
    carol.display_name, carol.first_name, carol.last_name = "", "Carol", "Ruth"
    carol.save()
    notes.write(persons.of(his), "A note.", by=carol)
    assert about(his, carol).notes[0].author.name == "Carol Ruth"


@pytest.mark.parametrize(("whom", "value"), [(Whom.ADDRESS, ""), (Whom.DOMAIN, "example.org"), (Whom.PATTERN, "bob@*")])
def test_a_block_is_told_by_whatever_it_holds(whom, value, his, carol):
    taken(his, whom, carol, value=value)
    assert about(his, carol).level == "blocked"


def test_a_networks_block_is_told_of_who_does_not_pass(post, his, carol):
    stranger = a_comment(post, network=NET)
    taken(his, Whom.NETWORK, carol)
    assert about(his, carol).measures == []
    assert about(stranger, carol).level == "blocked"


def test_an_account_is_known_by_its_proven_addresses_too(post, member, carol):
    theirs = a_comment(post, user=member, email="", name="Mona")
    taken(theirs, Whom.ADDRESS, carol)
    assert about(theirs, carol).level == "blocked"


def test_an_author_is_told_their_own_words_and_measures_alone(post, his, alice, carol):
    notes.write(persons.of(his), "For moderators.", by=carol)
    taken(his, Whom.ADDRESS, carol)
    assert (about(his, alice).notes, about(his, alice).measures) == ([], [])
    taken(his, Whom.ADDRESS, alice, "read-first")
    assert [measure.what for measure in about(his, alice).measures] == ["read-first"]
    elsewhere = a_comment(a_post(carol), proof=Comment.Proof.ADDRESS)
    assert [measure.what for measure in about(elsewhere, carol).measures] == ["block"]


def test_who_is_known_by_network_alone_is_opened_by_moderators_alone(post, alice, carol):
    stranger = a_comment(post, email="", network=NET)
    assert about(stranger, carol).may_open
    assert not about(stranger, alice).may_open


def test_nothing_is_told_of_the_house_and_of_nobody(post, alice, carol):
    made = [a_comment(post, user=alice, email="", role="author"), a_comment(post, email="")]
    assert writers.of_all(made, carol) == {}


def test_it_takes_two_queries_however_many(post, member, carol, django_assert_max_num_queries):
    comments = [a_comment(post, email=f"r{n}@example.org", network=NET) for n in range(20)]
    comments.append(a_comment(post, user=member, email=""))
    for comment in comments:
        notes.write(persons.of(comment), "A note.", by=carol)
        Measure.objects.create(what="block", whom=Whom.PATTERN, value=f"*{comment.pk}*")
    carol.has_perm("comments.moderate_comment")  # asked once, and kept
    with django_assert_max_num_queries(2):
        found = writers.of_all(comments, carol)
        assert all(note.author.name for writer in found.values() for note in writer.notes)
