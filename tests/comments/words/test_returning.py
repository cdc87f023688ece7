"""What was added, changed or removed is undone from the record."""

from __future__ import annotations

import pytest

from blog.posts.models import Tag
from comments import ledger
from comments.models import Act, Phrase
from comments.words import lists
from comments.words.lists import Listing, add
from comments.words.matching import Fields, matches
from tests import builders

pytestmark = pytest.mark.django_db


def patterns() -> list[str]:
    return sorted(Phrase.objects.values_list("pattern", flat=True))


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
