"""Adding many at once, and trying the lists on a text."""

from __future__ import annotations

import re

import pytest

from blog.posts.models import Tag
from comments import ledger
from comments.models import Act, Phrase
from comments.words.lists import Listing, add
from comments.words.pages import Part, parts

pytestmark = pytest.mark.django_db

LIST, PASTE, TRY = "/admin/comments/phrase/", "/admin/comments/phrase/paste/", "/admin/comments/phrase/try/"
SENT = {"list": "hold", "meaning": "ours", "field": "anything", "tag": "", "article": "", "language": "", "note": ""}


@pytest.fixture
def carols(signed_in, carol):
    return signed_in(carol)


def pasted(client, *lines: str, **more) -> str:
    return client.post(PASTE, {**SENT, "lines": "\r\n".join(lines), **more}, follow=True).content.decode()


def tried(client, **sent) -> str:
    return client.post(TRY, sent).content.decode()


def in_the_field(page: str) -> list[str]:
    found = re.search(r'<textarea name="lines"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    return found[1].split("\n") if found else []


def test_many_are_added_at_once_and_taken_back_at_once(carols, carol):
    page = pasted(carols, "cialis", "", "buy now", "cialis", list="disallowed", note="from the old site")
    assert "2 entries are added. 1 was there already." in page
    assert set(Phrase.objects.values_list("pattern", "list", "note")) == {
        ("cialis", "disallowed", "from the old site"), ("buy now", "disallowed", "from the old site"),
    }  # fmt: skip
    act = Act.objects.get()
    assert f'name="act" value="{act.pk}"' in page
    assert ledger.undo(act, by=carol).is_changed
    assert not Phrase.objects.exists()


def test_bad_lines_stay_in_the_field_with_what_is_wrong(carols):
    page = pasted(carols, "cialis", "/[abc/", "viagra", "*", "/a(b<i>/")
    assert "2 entries are added. 3 lines could not be used and stand below." in page
    assert in_the_field(page) == ["/[abc/", "*", "/a(b&lt;i&gt;/"]
    assert '<li value="2">' in page
    assert "Character 2: The bracket that opens here is not closed." in page
    assert '<li value="4">' in page
    assert "<code>/a(b&lt;i&gt;/</code>" in page


def test_mended_lines_go_where_the_others_went(carols):
    tag = Tag.objects.create(name="Grief", slug="grief")
    page = pasted(carols, "cialis", "/[abc/", list="disallowed", tag=tag.pk, note="why")
    assert f'<option value="{tag.pk}" selected>' in page
    assert '<option value="disallowed" selected>' in page
    pasted(carols, "/[abc]d/", list="disallowed", tag=tag.pk, note="why")
    assert set(Phrase.objects.values_list("pattern", "tag", "list")) == {
        ("cialis", tag.pk, "disallowed"), ("/[abc]d/", tag.pk, "disallowed"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"lines": ""}, "There is nothing here yet."),
        ({"list": "other"}, "Select a valid choice."),
        ({"article": "nowhere"}, "There is no such article here."),
        ({"language": "12"}, "Write a language as its code"),
        ({"meaning": ""}, "This field is required."),
    ],
)
def test_a_wrong_choice_adds_nothing_and_costs_nothing(carols, more, says):
    page = pasted(carols, "cialis", **more)
    assert says in page
    assert not Phrase.objects.exists()
    assert "lines" in more or in_the_field(page) == ["cialis\r"] or in_the_field(page) == ["cialis"]


def test_a_tag_and_an_article_are_not_chosen_both(carols, post):
    page = pasted(carols, "cialis", tag=Tag.objects.create(name="t", slug="t").pk, article=post.title)
    assert "Choose a tag or an article, not both." in page
    assert not Phrase.objects.exists()


def test_a_list_of_wordpress_finds_what_it_found(carols):
    page = pasted(carols, "press", "203.0.113.7", "f*ck", "/x", "$$$", meaning="wordpress")
    assert set(Phrase.objects.values_list("pattern", flat=True)) == {"*press*", r"*f\*ck*", "/x*", "$$$"}
    assert "1 line could not be used" in page
    assert in_the_field(page) == ["203.0.113.7"]
    assert "network’s address" in page
    assert "It would be held." in tried(carols, text="WordPress")


def test_looking_at_a_page_changes_nothing(carols):
    for place in (PASTE, TRY):
        carols.get(place, {**SENT, "lines": "cialis", "text": "cialis"})
    assert not Phrase.objects.exists()
    assert not Act.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("place", [PASTE, TRY])
def test_other_methods_are_refused(carols, place, method):
    assert getattr(carols, method)(place).status_code == 405


def test_a_text_is_tried_and_nothing_is_stored(carols, carol):
    add(["cialis"], Listing(), by=carol)
    page = tried(carols, text="Buy <b>Cialis</b> now", name="Mallory")
    assert "It would be held." in page
    assert "Buy &lt;b&gt;<mark>Cialis</mark>&lt;/b&gt; now" in page
    assert Phrase.objects.get().hits == 0
    assert Phrase.objects.count() == 1


def test_every_field_is_tried(carols, carol):
    add(["mallory*"], Listing(list="disallowed"), by=carol)
    page = tried(
        carols,
        text="see https://mallory.example/x",
        name="Mallory",
        email="mallory@mail.test",
        website="http://mallory2.test",
    )
    assert "It would be filed as spam." in page
    assert page.count("<dt>") == 5
    for piece in ("<mark>Mallory</mark>", "<mark>mallory</mark>@mail.test", "http://<mark>mallory</mark>2.test"):
        assert piece in page


def test_a_text_is_tried_as_readers_see_it_too(carols, carol):
    add(["casino"], Listing(list="disallowed"), by=carol)
    page = tried(carols, text="A cas<b></b>ino & a kind word.")
    assert "It would be filed as spam." in page
    assert "A <mark>casino</mark> &amp; a kind word." in page
    assert page.count("<dt>") == 1
    assert page.count("<code>casino</code>") == 1


def test_what_matches_nothing_is_told(carols):
    page = tried(carols, text="A kind word.")
    assert "Nothing on the lists matches." in page
    assert "<mark>" not in page


def test_an_article_brings_its_own_entries(carols, carol, post):
    add(["cialis"], Listing(post=post), by=carol)
    assert "Nothing on the lists matches." in tried(carols, text="cialis")
    assert "It would be held." in tried(carols, text="cialis", article=post.title)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("v*gra", "Your pattern matches."),
        ("casino", "Your pattern does not match."),
        ("/[/", "Character 2: The bracket that opens here is not closed."),
    ],
)
def test_a_pattern_is_tried_before_it_is_added(carols, pattern, says):
    assert says in tried(carols, text="Viagra", pattern=pattern)
    assert not Phrase.objects.exists()


def test_a_text_too_long_is_given_back(carols):
    text = "x" * 100_001
    page = tried(carols, text=text)
    assert "at most 100000 characters" in page
    assert text in page


@pytest.mark.parametrize(
    ("places", "cut"),
    [
        ([], [("abcdef", False)]),
        ([(0, 6)], [("abcdef", True)]),
        ([(1, 3)], [("a", False), ("bc", True), ("def", False)]),
        ([(1, 3), (2, 5)], [("a", False), ("bc", True), ("de", True), ("f", False)]),
        ([(1, 5), (2, 3)], [("a", False), ("bcde", True), ("f", False)]),
        ([(2, 4), (2, 4)], [("ab", False), ("cd", True), ("ef", False)]),
    ],
)
def test_a_text_is_cut_where_matches_begin_and_end(places, cut):
    assert parts("abcdef", places) == [Part(*part) for part in cut]
