"""Adding, changing and removing entries: what is taken, what is told, and the record of it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from blog.posts.models import Tag
from comments import ledger
from comments.models import Act, Phrase, PhraseStamp
from comments.words import lists
from comments.words.lists import Listing, add
from comments.words.matching import Fields, matches
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


@pytest.mark.parametrize("scope", ["site", "tag", "post"])
def test_the_database_keeps_entries_single(carol, scope):
    where = {"site": {}, "tag": {"tag": Tag.objects.create(name="t", slug="t")}, "post": {"post": builders.a_post()}}
    Phrase.objects.create(pattern="cialis", **where[scope])
    with pytest.raises(IntegrityError), transaction.atomic():
        Phrase.objects.create(pattern="cialis", **where[scope])


def test_the_database_keeps_to_one_scope(carol):
    with pytest.raises(IntegrityError), transaction.atomic():
        Phrase.objects.create(pattern="x1", tag=Tag.objects.create(name="t", slug="t"), post=builders.a_post())


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


def test_what_was_added_counts_at_once_and_undone_no_more(carol):
    act = add(["cialis", "viagra"], Listing(), by=carol).act
    assert len(matches(Fields(text="cialis or viagra"), None)) == 2
    assert (act.kind, act.actor, act.about) == ("words-added", carol, "“cialis” and 1 more")
    assert ledger.kind_of(act).preview(act, carol) == ["2 entries are taken off their list."]
    assert ledger.undo(act, by=carol).is_changed
    assert not matches(Fields(text="cialis or viagra"), None)
    assert patterns() == []


def test_what_was_removed_comes_back_with_its_hits(carol):
    add(["cialis", "viagra"], Listing(note="why"), by=carol)
    Phrase.objects.filter(pattern="cialis").update(hits=7)
    before = Phrase.objects.order_by("pk").values()
    kept = list(before)
    act = lists.remove(Phrase.objects.all(), by=carol)
    assert patterns() == []
    assert not matches(Fields(text="cialis"), None)
    assert ledger.kind_of(act).preview(act, carol) == [
        "“cialis” is put back as it was.", "“viagra” is put back as it was.",
    ]  # fmt: skip
    assert ledger.undo(act, by=carol).is_changed
    assert list(before.all()) == kept
    assert matches(Fields(text="cialis"), None)


def test_removing_nothing_is_no_act(carol):
    assert lists.remove(Phrase.objects.none(), by=carol) is None
    assert not Act.objects.exists()


def test_what_was_added_again_meanwhile_is_left(carol):
    add(["cialis", "viagra"], Listing(), by=carol)
    act = lists.remove(Phrase.objects.all(), by=carol)
    add(["cialis"], Listing(), by=carol)
    undone = ledger.undo(act, by=carol)
    assert undone.is_changed
    assert undone.left == ["“cialis”: it is on the list again."]
    assert patterns() == ["cialis", "viagra"]


@pytest.mark.parametrize("scope", ["tag", "article"])
def test_what_belongs_to_something_gone_stays_away(carol, scope):
    tag, post = Tag.objects.create(name="t", slug="t"), builders.a_post()
    add(["cialis"], Listing(tag=tag) if scope == "tag" else Listing(post=post), by=carol)
    act = lists.remove(Phrase.objects.all(), by=carol)
    (tag if scope == "tag" else post).delete()
    assert ledger.undo(act, by=carol).left == [f"“cialis”: its {scope} is not there any more."]
    assert patterns() == []
    assert Act.objects.get(pk=act.pk).undone_at is None


def test_it_comes_back_when_whoever_added_it_has_left(carol):
    dave = builders.a_user("dave")
    Phrase.objects.create(pattern="cialis", created_by=dave)
    act = lists.remove(Phrase.objects.all(), by=carol)
    dave.delete()
    assert ledger.undo(act, by=carol).is_changed
    assert Phrase.objects.get().created_by is None


def test_a_change_is_undone_to_what_was(carol):
    add(["cialis"], Listing(), by=carol)
    phrase = Phrase.objects.get()
    phrase.pattern, phrase.list = "viagra", "disallowed"
    lists.change(phrase, by=carol)
    assert [match.list for match in matches(Fields(text="viagra cialis"), None)] == ["disallowed"]
    act = Act.objects.get(kind="words-changed")
    assert ledger.undo(act, by=carol).is_changed
    assert [(match.pattern, match.list) for match in matches(Fields(text="viagra cialis"), None)] == [
        ("cialis", "hold")
    ]


def test_a_change_of_what_is_gone_cannot_be_undone(carol):
    add(["cialis"], Listing(), by=carol)
    phrase = Phrase.objects.get()
    phrase.pattern = "viagra"
    lists.change(phrase, by=carol)
    Phrase.objects.all().delete()
    undone = ledger.undo(Act.objects.get(kind="words-changed"), by=carol)
    assert (undone.is_changed, undone.left) == (False, ["“cialis”: it is not on the lists any more."])


@pytest.mark.parametrize("kind", ["words-added", "words-changed", "words-removed"])
def test_only_who_decides_everywhere_undoes(carol, kind):
    act = ledger.enter(kind, by=carol)
    may = [ledger.kind_of(act).may_undo(act, user) for user in (carol, builders.an_owner(), builders.alice())]
    assert may == [True, True, False]


def test_acts_of_many_entries_take_few_queries(carol, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        add([f"word{number}" for number in range(400)], Listing(), by=carol)
