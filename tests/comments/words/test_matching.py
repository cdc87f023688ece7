"""Which entries match what was sent: fields, scopes, languages, states of the lists, and counting."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from blog import markup
from blog.posts.models import Tag
from comments.models import Phrase, PhraseStamp
from comments.rules import linking
from comments.words import matching
from comments.words.matching import Fields, count_hits, matches
from tests import builders

pytestmark = pytest.mark.django_db

SENT = Fields(
    text="I love kittens, and so does https://kittens.example/",
    name="Kitten Lover",
    email="kitten@mail.example",
    website="https://shop.kitten.example/kitten",
    link_hosts=("kittens.example", "www.kitten.example"),
)


def listed(pattern: str = "kitten", **fields) -> Phrase:
    phrase = Phrase.objects.create(pattern=pattern, **fields)
    PhraseStamp.renew()
    return phrase


def found(sent: Fields = SENT, post=None) -> list[tuple[str, str]]:
    return [(match.field, match.piece) for match in matches(sent, post)]


# A pattern, the field it looks at, and where it is found.
LOOKS = [
    ("kitten", "anything", ["name", "address", "website", "links"]),
    ("kittens", "anything", ["text", "links"]),
    ("kittens", "text", ["text"]),
    ("kitten", "text", []),
    ("kitten*", "text", ["text"]),
    ("kitten", "name", ["name"]),
    ("kittens", "name", []),
    ("kitten@mail.example", "address", ["address"]),
    ("kitten@mail.example", "anything", ["address"]),
    ("kitten.example", "website", ["website"]),
    ("kitten.example", "links", ["links"]),
    ("kitten.example", "address", []),
    ("/^kittens[.]example$/", "links", ["links"]),
    ("/^www[.]kitten[.]example$/", "links", ["links"]),
    ("/^kitten[.]example$/", "links", []),
    ("/kitten/", "anything", ["text", "name", "address", "website", "links"]),
]


@pytest.mark.parametrize(("pattern", "field", "places"), LOOKS)
def test_a_pattern_looks_at_its_field(pattern, field, places):
    listed(pattern, field=field)
    assert [place for place, _piece in found()] == places


def test_nothing_is_found_in_what_was_not_sent():
    listed("kitten")
    assert matches(Fields(text=""), None) == []


DISGUISED = [
    "c&#97;sino", "cas<b></b>ino", "cas![](x)ino", "cas&shy;ino", "cas**in**o", "cas[in](https://a.example)o",
    "http://spam%2eexample/", "http://%73pam.example/", "[x](http://%73pam.example/)", "[x](http://sp%C2%ADam.example/)",
    "[x](http://spam.example./)",
]  # fmt: skip


def shown_as(text: str, **fields) -> Fields:
    html = markup.comment_html(text)
    return Fields(text, link_hosts=tuple(linking.foreign_hosts(html)), html=html, **fields)


@pytest.mark.parametrize("text", DISGUISED)
def test_what_readers_see_is_looked_at_however_it_was_typed(text):
    listed("casino", list="disallowed"), listed("/spam[.]example$/", field="links"), listed("/ca[s]ino/")
    assert [match.field for match in matches(shown_as(text), None)] in (["text", "text"], ["links"])


def test_an_entry_is_found_once_in_what_was_typed_and_what_is_seen():
    phrase = listed("casino", field="text")
    text = "A casino, a cas<b></b>ino"
    match, *others = matches(shown_as(text), None)
    assert (match.phrase_id, match.within, others) == (phrase.pk, text, [])


def test_what_only_readers_see_is_quoted_as_they_see_it():
    listed("casino")
    match = matches(shown_as("One.\n\nA cas**in**o &amp; more"), None)[0]
    assert (match.piece, match.after) == ("casino", " & more")
    assert match.within[match.start : match.end] == "casino"


def test_lines_stay_lines_for_an_expression():
    listed("/free.*money/")
    assert not matches(shown_as("*Free* speech\n\nis no money"), None)
    assert not matches(shown_as("*free* speech\nis no money"), None)
    assert matches(shown_as("*free* speech is no mon**ey**"), None)


@pytest.mark.parametrize("website", ["http://%73pam.example/", "https://sp%C2%ADam.example"])
def test_the_website_is_the_one_that_browsers_open(website):
    listed("spam.example", field="website")
    assert found(Fields("", website=website)) == [("website", "spam.example")]


@pytest.mark.parametrize("pattern", ["münchen.example", "xn--mnchen-3ya.example"])
def test_a_host_is_found_in_letters_and_as_it_is_asked_for(pattern):
    listed(pattern, field="links")
    for address in ("http://münchen.example/", "http://m%C3%BCnchen.example/", "http://xn--mnchen-3ya.example/"):
        assert matches(shown_as(f"[x]({address})"), None)


def test_without_entries_nothing_is_read_out_of_its_markup(monkeypatch):
    monkeypatch.setattr(markup, "comment_text", lambda stored: pytest.fail("read"))
    assert matches(Fields("*x*", html="<p><em>x</em></p>"), None) == []


def test_a_match_says_what_stands_around_it():
    phrase = listed("pills", list="disallowed")
    text = "x" * 40 + " buy  Pills, " + "y" * 40
    match = matches(Fields(text=text), None)[0]
    assert (match.phrase_id, match.list, match.pattern, match.field) == (phrase.pk, "disallowed", "pills", "text")
    assert text[match.start : match.end] == match.piece == "Pills"
    assert match.before == "…" + "x" * 24 + " buy  "
    assert match.after == ", " + "y" * 28 + "…"


def test_a_long_match_is_shown_short():
    listed("/a+b/")
    match = matches(Fields(text="a" * 500 + "b"), None)[0]
    assert match.piece == "a" * matching.LONGEST_PIECE + "…"
    assert match.end == 501


def test_the_disallowed_come_first():
    held, disallowed = listed("kittens", field="text"), listed("love", list="disallowed")
    assert [match.phrase_id for match in matches(SENT, None) if match.field == "text"] == [disallowed.pk, held.pk]


def test_the_same_word_on_both_lists_is_found_on_both():
    listed("kittens", field="text"), listed("kittens", field="text", list="disallowed")
    assert [match.list for match in matches(SENT, None)] == ["disallowed", "hold"]


def test_words_inside_of_others_are_all_found():
    for pattern in ("love kittens", "kittens", "*itten*", "kit*ns", "/tens/"):
        listed(pattern, field="text")
    assert sorted(match.pattern for match in matches(SENT, None)) == [
        "*itten*", "/tens/", "kit*ns", "kittens", "love kittens",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "tagged", "untagged", "nowhere"),
    [("site", True, True, True), ("tag", True, False, False), ("post", False, True, False)],
)
def test_a_scope_is_kept_to(scope, tagged, untagged, nowhere):
    grief = Tag.objects.create(name="Grief", slug="grief")
    with_tag, without = builders.a_post(), builders.a_post()
    with_tag.tags.add(grief)
    listed("kittens", field="text", **{"site": {}, "tag": {"tag": grief}, "post": {"post": without}}[scope])
    assert [bool(found(post=post)) for post in (with_tag, without, None)] == [tagged, untagged, nowhere]


@pytest.mark.parametrize(
    ("language", "site", "is_found"),
    [
        ("", "en", True),
        ("en", "en", True),
        ("en", "en-gb", True),
        ("EN-us", "en", True),
        ("de", "en", False),
        ("e", "en", False),
    ],
)
def test_a_language_is_kept_to(settings, language, site, is_found):
    settings.LANGUAGE_CODE = site
    listed("kittens", field="text", language=language)
    assert bool(found()) is is_found


def test_the_state_of_the_lists_is_asked_for_each_time_and_nothing_else_is():
    listed("kittens")
    found()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found(), found()
    assert len(queries) == 2


def test_tags_are_asked_for_once_and_only_where_an_entry_has_one():
    listed("kittens"), listed("love", tag=Tag.objects.create(name="t", slug="t"))
    listed("kitten", tag=Tag.objects.get())
    post = builders.a_post()
    found(post=post)
    with CaptureQueriesContext(connection) as queries:
        found(post=post)
    assert len(queries) == 2


def test_what_another_process_changed_counts_at_once():
    """It changed the rows and the stamp; this process has only what it kept."""
    phrase = listed("kittens", field="text")
    assert found()
    Phrase.objects.filter(pk=phrase.pk).update(pattern="puppies")
    PhraseStamp.objects.update(stamp=uuid.uuid4())
    assert not found()
    assert found(Fields(text="puppies"))


def test_what_is_not_committed_is_not_kept():
    listed("kittens", field="text")
    with transaction.atomic():
        listed("love", field="text")
        assert len(found()) == 2
        transaction.set_rollback(True)
    assert len(found()) == 1


def test_an_entry_that_cannot_be_read_any_more_leaves_the_others_at_work(caplog):
    listed("/[/"), listed("kittens", field="text")
    assert found() == [("text", "kittens")]
    assert "is left out" in caplog.text


def test_a_hit_is_counted_once_for_a_comment(django_capture_on_commit_callbacks):
    hit, other = listed("kitten"), listed("puppy")
    with django_capture_on_commit_callbacks(execute=True):
        count_hits(matches(SENT, None))
        hit.refresh_from_db()
        assert hit.hits == 0
    hit.refresh_from_db(), other.refresh_from_db()
    assert (hit.hits, other.hits) == (1, 0)
    assert hit.last_hit_at is not None
    assert other.last_hit_at is None


def test_counting_changes_no_state_of_the_lists(django_capture_on_commit_callbacks):
    listed("kitten")
    before = PhraseStamp.objects.get().stamp
    with django_capture_on_commit_callbacks(execute=True):
        count_hits(matches(SENT, None))
        count_hits([])
    assert PhraseStamp.objects.get().stamp == before


def test_an_entry_removed_meanwhile_costs_nothing(django_capture_on_commit_callbacks):
    phrase = listed("kitten")
    seen = matches(SENT, None)
    phrase.delete()
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        count_hits(seen)
    assert len(callbacks) == 1
