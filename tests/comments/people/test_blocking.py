"""Blocking from a page: looking first, what is refused, and the list of what holds."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.utils import timezone

from blog.network import network_hash
from comments.models import Act, Comment, Measure, Status, Whom
from comments.people.standing import standing
from tests.builders import a_comment

from .conftest import taken

pytestmark = pytest.mark.django_db

BLOCKS = "/admin/queue/blocks/"


def text_of(response) -> str:
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def asked(**said) -> dict[str, str]:
    return {"whom": "address", "time": "week", **said}


@pytest.fixture
def client(carol, signed_in):
    return signed_in(carol)


@pytest.fixture
def address(his) -> str:
    return f"/admin/queue/people/a{his.pk}/block/"


def test_one_looks_first_and_nothing_is_done(client, address, post, his):
    a_comment(post, proof=Comment.Proof.ADDRESS, status=Status.PENDING, name="Robert")
    page = text_of(client.post(address, asked(hides="on", reason="Insults.")))
    assert "2 comments are by whom you would block. 1 of them stands on the page. They would leave it." in page
    assert "<bdi>Robert</bdi>, <bdi>Bob</bdi>" in page
    assert "Nothing has been done yet." in page
    assert "Insults." in page
    assert 'name="sure"' in page
    assert not Measure.objects.exists()


def test_blocking_with_hiding_is_one_click_and_undone_by_one(client, address, his):
    response = client.post(address, asked(hides="on", reason="Insults.", note="Third time.", sure="1"))
    assert response["Location"] == f"/admin/queue/people/a{his.pk}/"
    block = Measure.objects.get()
    assert (block.reason, block.note, block.until - block.at) == ("Insults.", "Third time.", timedelta(days=7))
    his.refresh_from_db()
    assert his.status == Status.REMOVED
    page = client.get(response["Location"]).content.decode()
    act = Act.objects.get(kind="block")
    assert f'name="act" value="{act.pk}"' in page
    client.post("/admin/queue/undo/", {"act": act.pk})
    his.refresh_from_db()
    assert his.status == Status.APPROVED
    assert standing(his).blocked_by is None


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"whom": "planet"}, 400, "Select a valid choice"),
        ({"whom": ""}, 400, "required"),
        ({"whom": "account"}, 400, "Select a valid choice"),
        ({"whom": "typed"}, 400, "Select a valid choice"),
        ({"time": "century"}, 400, "Select a valid choice"),
        ({"time": ""}, 400, "required"),
        ({"whom": "domain", "value": "not a domain"}, 400, "This is no mail domain."),
        ({"whom": "domain", "value": "gmail.com"}, 400, "At gmail.com anybody may have an inbox."),
        ({"whom": "pattern", "value": "*"}, 400, "nearly everybody"),
        ({"whom": "pattern", "value": "Mallory@Example.net"}, 400, "lock out whom it belongs to"),
        ({"whom": "pattern", "value": "*mallory@example.net*"}, 400, "lock out whom it belongs to"),
        ({"whom": "domain", "value": "example.org"}, 409, "You would block"),
        ({"whom": "pattern", "value": "carol*"}, 409, "You would block yourself."),
        ({"reason": "x" * 501}, 400, "at most 500 characters"),
    ],
)
def test_what_cannot_be_blocked_is_refused_and_what_was_typed_comes_back(said, status, words, client, address):
    response = client.post(address, asked(note="Kept words.", sure="1") | said)
    assert response.status_code == status
    assert words in text_of(response)
    assert "Kept words." in text_of(response)
    assert not Measure.objects.exists()


def test_a_public_provider_is_blocked_by_who_says_so_twice(client, address, post):
    a_comment(post, email="eve@gmail.com", name="Eve")
    said = asked(whom="domain", value="gmail.com", sure="1")
    assert 'name="public"' in client.post(address, said).content.decode()
    assert client.post(address, {**said, "public": "on"}).status_code == 303
    assert Measure.objects.get().value == "gmail.com"


def test_ones_own_network_is_refused(rf, client, address, his):
    Comment.objects.filter(pk=his.pk).update(network=network_hash(rf.get("/")))
    response = client.post(address, asked(whom="network", sure="1"))
    assert response.status_code == 409
    assert "network you are in yourself" in text_of(response)


def test_what_is_blocked_already_is_not_blocked_twice(client, address):
    client.post(address, asked(sure="1"))
    response = client.post(address, asked(sure="1"))
    assert response.status_code == 409
    assert "blocked already" in text_of(response)
    assert Measure.objects.count() == 1


def test_what_is_typed_for_another_kind_is_not_kept(client, address):
    client.post(address, asked(value="spam.example", sure="1"))
    assert Measure.objects.get().value == ""


@pytest.mark.parametrize("what", ["read-first", "trust"])
def test_regard_is_set_with_a_why_once_and_undone(what, client, his):
    path = f"/admin/queue/people/a{his.pk}/regard/"
    client.post(path, {"what": what, "note": "Known from the meeting."})
    client.post(path, {"what": what})
    measure = Measure.objects.get()
    assert (measure.what, measure.note, measure.until) == (what, "Known from the meeting.", None)
    client.post("/admin/queue/undo/", {"act": Act.objects.get(kind=what).pk})
    assert not Measure.objects.active().exists()


@pytest.mark.parametrize("what", ["", "block", "love"])
def test_there_is_no_other_regard(what, client, his):
    assert client.post(f"/admin/queue/people/a{his.pk}/regard/", {"what": what}).status_code == 400
    assert not Measure.objects.exists()


def test_the_list_tells_what_holds_what_remains_and_how_often_it_refused(client, his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol, reason="Insults.", note="Third time.")
    Measure.objects.filter(pk=block.pk).update(hits=3)
    page = text_of(client.get(BLOCKS))
    assert "Bob (this proven address)" in page
    assert "6 days, 23 hours remain" in page
    assert "refused 3 times" in page
    assert f'href="/admin/queue/people/a{his.pk}/"' in page
    with time_machine.travel(block.until + timedelta(seconds=1)):
        client.force_login(carol)
        assert "Bob" not in text_of(client.get(BLOCKS))
        assert "Bob" in text_of(client.get(BLOCKS + "?over=1"))


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("bob", True),
        ("BOB@example.org", True),
        ("eve@example.com", False),
        ("insults", False),
        ("%", False),
        ("\x00", False),
    ],
)
def test_the_list_is_searched_by_name_and_address(query, is_found, client, his, carol):
    taken(his, Whom.ADDRESS, carol, reason="Insults.")
    page = text_of(client.get(BLOCKS, {"q": query}))
    assert ("Bob (this proven address)" in page) is is_found


def test_what_was_erased_is_still_found_by_who_knows_the_address(client, his, carol):
    taken(his, Whom.ADDRESS, carol)
    Measure.objects.update(name="", comment=None)
    assert "this proven address" in text_of(client.get(BLOCKS, {"q": "bob@example.org"}))


def test_the_list_goes_on_page_by_page(client, carol, django_assert_max_num_queries):
    for number in range(65):
        Measure.objects.create(what="block", whom=Whom.DOMAIN, value=f"d{number:02}.example", by=carol)
    seen, query = [], ""
    while query is not None:
        with django_assert_max_num_queries(10):
            page = client.get(BLOCKS + query).content.decode()
        seen += re.findall(r"<bdi>(d\d\d\.example)</bdi>", page)
        more = re.search(r'rel="next" href="(\?[^"]*)"', page)
        query = unescape(more[1]) if more else None
    assert seen == [f"d{number:02}.example" for number in reversed(range(65))]


def test_an_author_lists_their_own_measures_alone(his, alice, carol, signed_in):
    taken(his, Whom.ADDRESS, carol, note="Between moderators.")
    taken(his, Whom.ADDRESS, alice, "read-first", note="My own.")
    page = text_of(signed_in(alice).get(BLOCKS))
    assert "My own." in page
    assert "Between moderators." not in page
    assert "Block a domain" not in page


def test_ending_and_extending_lead_back_and_are_offered_back(client, his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol, time="day")
    response = client.post(f"{BLOCKS}{block.pk}/extend/", {"time": "good", "next": BLOCKS + "?q=bob"})
    assert response["Location"] == BLOCKS + "?q=bob"
    block.refresh_from_db()
    assert block.until is None
    client.post(f"{BLOCKS}{block.pk}/end/")
    page = client.get(BLOCKS).content.decode()
    act = Act.objects.get(kind="measure-ended")
    assert f'name="act" value="{act.pk}"' in page
    client.post("/admin/queue/undo/", {"act": act.pk})
    assert standing(his).blocked_by == block


@pytest.mark.parametrize("time", ["", "century"])
def test_there_is_no_other_time(time, client, his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol)
    assert client.post(f"{BLOCKS}{block.pk}/extend/", {"time": time}).status_code == 400


@pytest.mark.parametrize("act", ["end", "extend"])
def test_what_is_not_there_is_not_found(act, client):
    for key in (0, 99, 10**17):
        assert client.post(f"{BLOCKS}{key}/{act}/", {"time": "day"}).status_code == 404


def test_what_is_over_is_told_to_be(client, his, carol):
    block, _act = taken(his, Whom.ADDRESS, carol)
    Measure.objects.filter(pk=block.pk).update(ended_at=timezone.now())
    client.post(f"{BLOCKS}{block.pk}/end/")
    assert "It had ended already." in text_of(client.get(BLOCKS))


@pytest.mark.parametrize(("whom", "value"), [("domain", "example.net"), ("pattern", "*@example.net")])
def test_before_it_reaches_typed_addresses_it_says_that_nothing_proves_them(whom, value, client, address):
    said = "Nothing proves an address that somebody merely typed."
    assert said in text_of(client.post(address, asked(whom=whom, value=value)))
    assert said not in text_of(client.post(address, asked(whom="address", value="")))
