"""Adding, changing and removing entries: what is taken, what is told, and the record of it."""

from __future__ import annotations

import pytest

from blog.posts.models import Tag
from comments.models import Act, Phrase, PhraseStamp
from comments.words import lists
from comments.words.lists import Listing, add
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def carol():
    return builders.carol()


def patterns() -> list[str]:
    return sorted(Phrase.objects.values_list("pattern", flat=True))


def test_each_line_becomes_an_entry(carol):
    outcome = add(["cialis", "", "  buy now  ", "\t"], Listing(list="disallowed", note="old list"), by=carol)
    assert (outcome.count, outcome.duplicates, outcome.bad) == (2, 0, [])
    assert patterns() == ["buy now", "cialis"]
    phrase = Phrase.objects.get(pattern="buy now")
    assert (phrase.list, phrase.field, phrase.note, phrase.created_by) == ("disallowed", "anything", "old list", carol)


def test_what_is_there_already_is_counted_and_left_as_it_is(carol):
    add(["cialis"], Listing(note="first"), by=carol)
    outcome = add(["cialis", "viagra", "viagra"], Listing(note="second"), by=carol)
    assert (outcome.count, outcome.duplicates) == (1, 2)
    assert Phrase.objects.get(pattern="cialis").note == "first"


def test_the_same_word_may_stand_on_each_list_field_and_scope_once(carol):
    tag, post = Tag.objects.create(name="t", slug="t"), builders.a_post()
    places = [Listing(), Listing(list="disallowed"), Listing(field="name"), Listing(tag=tag), Listing(post=post)]
    assert [add(["cialis"], to, by=carol).count for to in places * 2] == [1] * 5 + [0] * 5


def test_what_reads_the_same_is_there_already(carol):
    add(["Cialis", "Buy  Now", "/Pills/"], Listing(), by=carol)
    outcome = add(["cialis", "CIA\u00adLIS", "buy now", "/pills/", r"/\Wx/", r"/\wx/"], Listing(), by=carol)
    assert (outcome.count, outcome.duplicates) == (3, 3)


def test_bad_lines_are_told_by_their_number_and_the_good_ones_taken(carol):
    outcome = add(["cialis", "/[abc/", "*", "", "viagra", "/a(b/"], Listing(), by=carol)
    assert [(bad.number, bad.pattern) for bad in outcome.bad] == [(2, "/[abc/"), (3, "*"), (6, "/a(b/")]
    assert str(outcome.bad[0].why) == "Character 2: The bracket that opens here is not closed."
    assert patterns() == ["cialis", "viagra"]


def test_nothing_good_is_no_act(carol):
    assert add(["*", ""], Listing(), by=carol).act is None
    assert not Act.objects.exists()
    assert not PhraseStamp.objects.exists()


def test_the_lists_have_an_end(carol, monkeypatch):
    monkeypatch.setattr(lists, "MAX_PHRASES", 3)
    outcome = add(["one", "two", "three", "four", "/[/"], Listing(), by=carol)
    assert outcome.count == 3
    assert [(bad.number, bad.why.code) for bad in outcome.bad] == [(4, "full"), (5, "expression")]


def test_expressions_have_an_end_of_their_own(carol, monkeypatch):
    monkeypatch.setattr(lists, "MAX_EXPRESSIONS", 2)
    outcome = add(["/one/", "/two/", "word", "/three/"], Listing(), by=carol)
    assert [bad.number for bad in outcome.bad] == [4]
    assert "at most 2" in str(outcome.bad[0].why)
    assert patterns() == ["/one/", "/two/", "word"]
    assert add(["/four/"], Listing(), by=carol).bad


def test_removing_nothing_is_no_act(carol):
    assert lists.remove(Phrase.objects.none(), by=carol) is None
    assert not Act.objects.exists()


def test_acts_of_many_entries_take_few_queries(carol, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        add([f"word{number}" for number in range(400)], Listing(), by=carol)
