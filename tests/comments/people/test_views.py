"""The page of a person and the acts on it: who may, how it must be asked, and what comes of bad input."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from comments.models import Act, Comment, Measure, Note, Status
from comments.people import notes, persons
from tests.builders import _in_group, a_comment, a_post, a_user, an_owner

from .conftest import NET

pytestmark = pytest.mark.django_db

QUEUE = "/admin/queue/"
# Act: where it is sent, and what with.
ACTS = {
    "open": ("people/{key}/", None),
    "note": ("people/{key}/notes/", {"text": "A note."}),
    "change a note": ("people/{key}/notes/{note}/", {"text": "Another."}),
    "delete a note": ("people/{key}/notes/{note}/", {"delete": "1"}),
    "look": ("people/{key}/block/", {"whom": "address", "time": "week"}),
    "block": ("people/{key}/block/", {"whom": "address", "time": "week", "sure": "1"}),
    "read first": ("people/{key}/regard/", {"what": "read-first"}),
    "trust": ("people/{key}/regard/", {"what": "trust"}),
    "list": ("blocks/", None),
    "block a domain": ("blocks/new/", {"whom": "domain", "value": "spam.example", "time": "day", "sure": "1"}),
    "block a pattern": ("blocks/new/", {"whom": "pattern", "value": "*casino*", "time": "day", "sure": "1"}),
    "end": ("blocks/{measure}/end/", {}),
    "extend": ("blocks/{measure}/extend/", {"time": "week"}),
}
# Role: the answer to each act, in the order above. The note is carol's, the measure an owner's, Bob's comment alice's to decide.
ROLES = {
    "owner": [200, 303, 404, 404, 200, 303, 303, 303, 200, 303, 303, 303, 303],
    "moderator": [200, 303, 303, 303, 200, 303, 303, 303, 200, 303, 303, 303, 303],
    "author here": [200, 303, 404, 404, 403, 403, 303, 403, 200, 403, 403, 404, 404],
    "author elsewhere": [404, 404, 404, 404, 404, 404, 404, 404, 200, 403, 403, 404, 404],
    "member": [403] * 13,
    "guest": [302] * 13,
}
CASES = [(role, act, answer) for role, answers in ROLES.items() for act, answer in zip(ACTS, answers, strict=True)]


@pytest.fixture
def owner(db):
    return an_owner()


@pytest.fixture
def measure(owner):
    return Measure.objects.create(what="block", whom="domain", value="else.example", by=owner)


@pytest.fixture
def note(his, carol):
    return notes.write(persons.of(his), "Asks a lot.", by=carol)


@pytest.fixture
def someone(alice, carol, owner):
    def find(role):
        mallory = _in_group(a_user("mallory", is_staff=True), "Authors")
        return {
            "owner": owner,
            "moderator": carol,
            "author here": alice,
            "author elsewhere": mallory,
            "member": a_user("mia"),
        }.get(role)

    return find


def state() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (Measure, Note, Comment)]


@pytest.mark.parametrize(("role", "act", "answer"), CASES)
def test_every_act_by_every_role(role, act, answer, his, note, measure, someone, signed_in):
    path, data = ACTS[act]
    path = QUEUE + path.format(key=f"a{his.pk}", note=note.pk, measure=measure.pk)
    client, before = signed_in(someone(role)), state()
    response = client.get(path) if data is None else client.post(path, data)
    assert response.status_code == answer
    changes = answer == 303
    assert (state() != before) is changes


@pytest.mark.parametrize("act", [act for act, (_path, data) in ACTS.items() if data is not None])
@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_asking_never_acts(act, method, his, note, measure, carol, signed_in):
    path = QUEUE + ACTS[act][0].format(key=f"a{his.pk}", note=note.pk, measure=measure.pk)
    before = state()
    assert getattr(signed_in(carol), method)(path, ACTS[act][1]).status_code == 405
    assert state() == before


@pytest.mark.parametrize("act", [act for act, (_path, data) in ACTS.items() if data is not None])
def test_without_the_csrf_token_nothing_is_done(act, his, note, measure, carol):
    client, before = Client(enforce_csrf_checks=True), state()
    client.force_login(carol)
    path = QUEUE + ACTS[act][0].format(key=f"a{his.pk}", note=note.pk, measure=measure.pk)
    assert client.post(path, ACTS[act][1]).status_code == 403
    assert state() == before


@pytest.mark.parametrize("act", ["open", "list"])
def test_the_pages_take_no_posts(act, his, carol, signed_in):
    assert signed_in(carol).post(QUEUE + ACTS[act][0].format(key=f"a{his.pk}")).status_code == 405


@pytest.mark.parametrize(
    "key",
    [
        "u0",
        "u1",
        "a0",
        "x1",
        "a",
        "a-1",
        "a١",
        "n{pk}",
        "u{pk}",
        "a99999999999999999999",
        "a999999999999999999",
        "bob@example.org",
    ],
)
def test_a_key_that_names_nobody_is_not_found(key, his, carol, signed_in):
    assert signed_in(carol).get(f"{QUEUE}people/{key.format(pk=his.pk)}/").status_code == 404


def text_of(response) -> str:
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def test_the_page_tells_all_and_its_address_tells_nothing(post, his, carol, signed_in):
    a_comment(post, proof=Comment.Proof.ADDRESS, status=Status.DECLINED, name="Robert")
    a_comment(post, email="eve@example.com", name="Eve", network=NET)
    page = text_of(signed_in(carol).get(f"{QUEUE}people/a{his.pk}/"))
    assert "bob@example.org" in page
    assert "Others wrote from the same network as: <bdi>Eve</bdi>." in page
    assert "<dt>Not let through</dt><dd>50 %</dd>" in page
    assert not re.findall(r'(?:href|action)="[^"]*(?:bob|%40|@)[^"]*"', page)
    assert NET not in page


def test_who_is_known_by_network_alone_is_told_to_end_with_it(post, carol, signed_in):
    stranger = a_comment(post, email="", name="Somebody", network=NET)
    assert "kept for 30 days, and what stands here ends with it" in text_of(
        signed_in(carol).get(f"{QUEUE}people/n{stranger.pk}/")
    )


def test_an_author_sees_what_is_below_their_own_articles_no_address_and_no_network(post, his, alice, carol, signed_in):
    elsewhere = a_comment(a_post(carol), proof=Comment.Proof.ADDRESS, body_html="<p>Elsewhere said.</p>")
    a_comment(post, email="eve@example.com", name="Eve", network=NET)
    stranger = a_comment(post, email="", name="Somebody", network=NET)
    client = signed_in(alice)
    page = text_of(client.get(f"{QUEUE}people/a{his.pk}/"))
    assert not any(word in page for word in ("bob@example.org", "Elsewhere said.", "Eve", "Block…", "Show at once"))
    assert "Read first, always" in page
    assert client.get(f"{QUEUE}people/a{elsewhere.pk}/").status_code == 404
    assert client.get(f"{QUEUE}people/n{stranger.pk}/").status_code == 404


def test_a_note_that_cannot_be_kept_comes_back(his, note, carol, signed_in):
    client = signed_in(carol)
    for text, said in [("  ", "There is nothing here yet."), ("x" * 1001, "Your note is still here")]:
        for path in ("notes/", f"notes/{note.pk}/"):
            response = client.post(f"{QUEUE}people/a{his.pk}/{path}", {"text": text})
            assert response.status_code == 400
            assert said in text_of(response)
            assert text.strip() in text_of(response)
    assert Note.objects.get().text == "Asks a lot."


def test_a_note_about_somebody_else_is_not_found_here(post, his, note, carol, signed_in):
    other = a_comment(post, email="eve@example.com", name="Eve")
    assert signed_in(carol).post(f"{QUEUE}people/a{other.pk}/notes/{note.pk}/", {"text": "x"}).status_code == 404


def test_what_a_note_says_is_shown_as_text(his, carol, signed_in):
    notes.write(persons.of(his), "<script>alert(1)</script>", by=carol)
    page = signed_in(carol).get(f"{QUEUE}people/a{his.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_deleted_note_is_offered_back(his, note, carol, signed_in):
    client = signed_in(carol)
    client.post(f"{QUEUE}people/a{his.pk}/notes/{note.pk}/", {"delete": "1"})
    page = client.get(f"{QUEUE}people/a{his.pk}/").content.decode()
    act = Act.objects.get(kind="note-deleted")
    assert f'name="act" value="{act.pk}"' in page
    client.post(f"{QUEUE}undo/", {"act": act.pk})
    assert "Asks a lot." in text_of(client.get(f"{QUEUE}people/a{his.pk}/"))


def test_somebody_of_the_house_is_offered_nothing_to_hold_for_them(post, alice, carol, signed_in):
    a_comment(post, user=alice, email="", name="Alice")
    page = text_of(signed_in(carol).get(f"{QUEUE}people/u{alice.pk}/"))
    assert "They look after this site." in page
    assert "Block…" not in page


def test_the_page_costs_the_same_however_much_they_wrote(post, his, carol, signed_in, django_assert_max_num_queries):
    for number in range(45):
        a_comment(post, proof=Comment.Proof.ADDRESS, network=NET)
        notes.write(persons.of(his), f"Note {number}.", by=carol)
    client = signed_in(carol)
    with django_assert_max_num_queries(22):
        page = client.get(f"{QUEUE}people/a{his.pk}/").content.decode()
    edge = re.search(r'href="\?before=(\d+)"', page)[1]
    older = client.get(f"{QUEUE}people/a{his.pk}/?before={edge}").content.decode()
    shown = set(re.findall(r"/admin/queue/(\d+)/", page)) & set(re.findall(r"/admin/queue/(\d+)/", older))
    assert not shown
    assert client.get(f"{QUEUE}people/a{his.pk}/?before=x'").status_code == 200
