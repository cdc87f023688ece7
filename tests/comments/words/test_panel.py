"""The lists in the panel: who comes in, and one entry at a time."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.roles import assign
from blog.posts.models import Tag
from comments import ledger
from comments.models import Act, Phrase
from comments.words.lists import Listing, add
from comments.words.matching import Fields, matches
from tests import builders

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/phrase/"
SENT = {"list": "hold", "pattern": "cialis", "field": "anything", "tag": "", "article": "", "language": "", "note": ""}


@pytest.fixture
def cialis(carol):
    add(["cialis"], Listing(), by=carol)
    return Phrase.objects.get()


def page_of(client, address: str = LIST) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize("place", ["", "add/", "paste/", "try/", "{pk}/change/", "{pk}/delete/"])
@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("carol", 200), ("alice", 403), ("lena", 403), ("bob", 302), ("visitor", 302)]
)
def test_it_opens_for_who_decides_on_the_whole_site(signed_in, cialis, carol, alice, place, who, status):
    people = {"carol": lambda: carol, "alice": lambda: alice, "visitor": lambda: None}
    people |= {"owner": builders.an_owner, "bob": lambda: builders.a_user("bob")}
    user = people[who]() if who != "lena" else builders.a_user("lena", is_staff=True)
    if who == "lena":
        assign(user, "local-moderator")
    address = LIST + place.format(pk=cialis.pk)
    assert signed_in(user).get(address).status_code == status
    if status != 200:
        assert signed_in(user).post(address, SENT).status_code == status
        assert Phrase.objects.count() == 1


def test_it_stands_in_the_menu_under_discussion(signed_in, carol, alice):
    assert f'href="{LIST}"' in page_of(signed_in(carol), "/admin/")
    assert f'href="{LIST}"' not in page_of(signed_in(alice), "/admin/")


def test_an_entry_is_added_and_can_be_taken_back(signed_in, carol):
    client = signed_in(carol)
    response = client.post(f"{LIST}add/", SENT, follow=True)
    phrase, act = Phrase.objects.get(), Act.objects.get()
    assert (phrase.pattern, phrase.created_by, phrase.act) == ("cialis", carol, act.pk)
    assert act.kind == "words-added"
    page = response.content.decode()
    assert "“cialis” is on the list." in page
    assert f'action="{reverse("queue:undo")}"' in page
    assert f'name="act" value="{act.pk}"' in page


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"pattern": "/[abc/"}, "Character 2: The bracket that opens here is not closed."),
        ({"pattern": "*"}, "Character 1: It matches nearly everything."),
        ({"pattern": "/./"}, "It matches nearly everything, also “Thank you!"),
        ({"pattern": "x" * 201}, "at most 200 characters"),
        ({"pattern": ""}, "This field is required."),
        ({"language": "german!"}, "Write a language as its code"),
        ({"article": "nowhere"}, "There is no such article here."),
        ({"article": "http://[nowhere"}, "There is no such article here."),
        ({"list": "other"}, "Select a valid choice."),
        ({"tag": "tag", "article": "article"}, "Choose a tag or an article, not both."),
    ],
)
def test_what_cannot_be_is_given_back_with_a_sentence(signed_in, carol, post, sent, says):
    tag = Tag.objects.create(name="t", slug="t")
    if sent.get("tag"):
        sent = {"tag": tag.pk, "article": post.title}
    page = signed_in(carol).post(f"{LIST}add/", {**SENT, **sent}).content.decode()
    assert says in page
    assert not Phrase.objects.exists()
    assert not Act.objects.exists()


def test_the_same_entry_is_not_added_twice(signed_in, carol, cialis):
    page = signed_in(carol).post(f"{LIST}add/", SENT).content.decode()
    assert "This is on the list already." in page
    assert Phrase.objects.count() == 1


def test_an_entry_for_one_article_names_it_by_its_address(signed_in, carol, post):
    signed_in(carol).post(f"{LIST}add/", {**SENT, "article": f"https://blog.example{post.get_absolute_url()}"})
    phrase = Phrase.objects.get()
    assert phrase.post == post
    client = signed_in(carol)
    assert post.title in page_of(client)
    assert f'value="{post.get_absolute_url()}"' in page_of(client, f"{LIST}{phrase.pk}/change/")


def test_an_entry_is_changed_and_changed_back(signed_in, carol, cialis):
    signed_in(carol).post(f"{LIST}{cialis.pk}/change/", {**SENT, "pattern": "viagra", "list": "disallowed"})
    cialis.refresh_from_db()
    assert (cialis.pattern, cialis.list) == ("viagra", "disallowed")
    assert ledger.undo(Act.objects.get(kind="words-changed"), by=carol).is_changed
    cialis.refresh_from_db()
    assert (cialis.pattern, cialis.list) == ("cialis", "hold")


def test_a_change_keeps_what_was_counted_meanwhile(signed_in, carol, cialis):
    Phrase.objects.update(hits=5)
    signed_in(carol).post(f"{LIST}{cialis.pk}/change/", {**SENT, "note": "seen often"})
    cialis.refresh_from_db()
    assert (cialis.hits, cialis.note) == (5, "seen often")


def test_an_entry_is_taken_off_and_put_back(signed_in, carol, cialis):
    client = signed_in(carol)
    assert "It can be put back" in page_of(client, f"{LIST}{cialis.pk}/delete/")
    assert Phrase.objects.exists()
    page = client.post(f"{LIST}{cialis.pk}/delete/", {"post": "yes"}, follow=True).content.decode()
    assert "“cialis” is off the list." in page
    act = Act.objects.get(kind="words-removed")
    assert f'value="{act.pk}"' in page
    assert ledger.undo(act, by=carol).is_changed
    assert matches(Fields(text="cialis"), None)


def test_several_are_taken_off_at_once(signed_in, carol):
    add(["cialis", "viagra", "pills"], Listing(), by=carol)
    chosen = Phrase.objects.exclude(pattern="pills").values_list("pk", flat=True)
    client = signed_in(carol)
    page = client.post(LIST, {"action": "take_off", "_selected_action": list(chosen)}, follow=True).content.decode()
    assert "2 entries are off their lists." in page
    assert [phrase.pattern for phrase in Phrase.objects.all()] == ["pills"]
    assert ledger.undo(Act.objects.get(kind="words-removed"), by=carol).is_changed
    assert Phrase.objects.count() == 3


def test_deleting_without_a_way_back_is_not_offered(signed_in, carol, cialis):
    client = signed_in(carol)
    assert "delete_selected" not in page_of(client)
    client.post(LIST, {"action": "delete_selected", "_selected_action": [cialis.pk], "post": "yes"})
    assert Phrase.objects.exists()


def test_the_list_is_searched_and_filtered(signed_in, carol):
    add(["cialis", "viagra"], Listing(), by=carol)
    add(["casino"], Listing(list="disallowed", note="gambling"), by=carol)
    client = signed_in(carol)
    shown = {query: [word for word in ("cialis", "viagra", "casino") if f">{word}</a>" in page_of(client, LIST + query)]
             for query in ("", "?q=via", "?q=gamb", "?list__exact=disallowed", "?field__exact=name")}  # fmt: skip
    assert shown == {
        "": ["cialis", "viagra", "casino"],
        "?q=via": ["viagra"],
        "?q=gamb": ["casino"],
        "?list__exact=disallowed": ["casino"],
        "?field__exact=name": [],
    }


def test_a_pattern_is_shown_as_it_is_typed_and_runs_nothing(signed_in, carol):
    add(["<script>alert(1)</script>"], Listing(note="<b>"), by=carol)
    page = page_of(signed_in(carol))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_an_empty_list_says_so(signed_in, carol):
    assert "The lists are empty." in page_of(signed_in(carol))


def test_a_long_list_takes_as_many_queries_as_a_short_one(signed_in, carol, django_assert_num_queries):
    tag = Tag.objects.create(name="t", slug="t")
    client = signed_in(carol)
    client.get(LIST)
    for words in (["one", "two"], [f"word{number}" for number in range(48)]):
        add(words, Listing(tag=tag), by=carol)
        with django_assert_num_queries(8):
            client.get(LIST)
