"""What the page of one person gathers, of whose comments, and how far."""

from __future__ import annotations

import pytest

from comments import reports
from comments.models import Comment, Defaults, Status, Whom
from comments.panel.scope import scope
from comments.people import drawer, measures, notes, persons
from tests.builders import a_comment, a_post

from .conftest import NET, taken

pytestmark = pytest.mark.django_db


def opened(comment, user, before="") -> drawer.Drawer:
    return drawer.opened(persons.of(comment), scope(user), user, before)


def test_everything_by_this_person_with_its_state_the_newest_first(post, his, carol):
    later = a_comment(post, proof=Comment.Proof.ADDRESS, status=Status.SPAM)
    a_comment(post, email="eve@example.com")
    found = opened(his, carol)
    assert found.comments == [later, his]
    assert found.numbers == [("Approved", 1), ("Spam", 1)]
    assert (found.rate, found.first_seen) == (50, his.submitted_at)


def test_it_goes_on_page_by_page(post, his, carol):
    made = [his, *(a_comment(post, proof=Comment.Proof.ADDRESS) for _ in range(drawer.PAGE_SIZE + 4))]
    first = opened(his, carol)
    second = opened(his, carol, first.next)
    assert [*first.comments, *second.comments] == made[::-1]
    assert second.next == ""


@pytest.mark.parametrize(
    ("steps", "level"),
    [
        ([], "proven"),
        (["known"], "known"),
        (["known", "trust"], "shown at once"),
        (["trust", "read-first"], "read first, always"),
        (["trust", "read-first", "block"], "blocked"),
    ],
)
def test_the_level_of_trust(steps, level, post, his, carol):
    Defaults.objects.update_or_create(pk=1, defaults={"known_after": 3})
    for step in steps:
        if step == "known":
            for _ in range(2):
                a_comment(post, proof=Comment.Proof.ADDRESS)
        else:
            taken(his, Whom.ADDRESS, carol, step)
    assert opened(his, carol).level == level


def test_who_proved_nothing_is_unknown_however_much_was_approved(post, carol):
    made = [a_comment(post) for _ in range(9)]
    assert opened(made[0], carol).level == "unknown"


def test_other_names_of_the_network_are_told_to_moderators(post, his, alice, carol):
    a_comment(post, name="Eve", email="", network=NET)
    a_comment(post, name="Robert", proof=Comment.Proof.ADDRESS, network=NET)
    assert opened(his, carol).other_names == ["Eve"]
    assert opened(his, alice).other_names == []


def test_notes_about_an_account_and_its_address_are_of_one_person(post, member, carol):
    as_guest = a_comment(post, email="mona@example.org", proof=Comment.Proof.ADDRESS)
    theirs = a_comment(post, user=member, email="")
    notes.write(persons.of(as_guest), "As a guest.", by=carol)
    notes.write(persons.of(theirs), "As a member.", by=carol)
    assert [note.text for note in opened(theirs, carol).notes] == ["As a guest.", "As a member."]


def test_reports_received_and_made(post, his, carol):
    other = a_comment(post, email="eve@example.com")
    said = {"reason": "unkind", "words": "It hurts."}
    reports.report(his, said, user=None, network="c" * 64)
    reports.report(other, said, user=None, network=NET)
    found = opened(his, carol)
    assert [report.comment for report in found.reports_received] == [his]
    assert [report.comment for report in found.reports_made] == [other]


def test_what_is_over_is_told_apart(his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol)
    measures.end(block, by=carol)
    first, _act = taken(his, Whom.ADDRESS, carol, "read-first")
    found = opened(his, carol)
    assert (found.measures, found.past) == ([first], [block])


def test_an_author_counts_their_own_articles_alone(his, alice, carol):
    a_comment(a_post(carol), proof=Comment.Proof.ADDRESS, status=Status.SPAM)
    found = opened(his, alice)
    assert (found.comments, found.rate, found.sees_all) == ([his], 0, False)
    assert opened(his, carol).rate == 50
