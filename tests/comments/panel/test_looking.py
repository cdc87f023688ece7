"""Who else is looking: told to colleagues, ended by silence, and nothing but a hint."""

from __future__ import annotations

import json
from html import unescape

import pytest

from comments.models import Comment, Event, Status
from comments.panel import looking
from tests import builders
from tests.builders import a_comment, a_post, a_user, an_owner

pytestmark = pytest.mark.django_db

BEAT = "/admin/queue/looking/"


@pytest.fixture
def ruth(db):
    return builders._in_group(a_user("ruth", is_staff=True, display_name="Ruth"), "Moderators")


def page(client, path="/admin/queue/") -> str:
    return unescape(client.get(path).content.decode())


def test_a_colleague_reads_who_is_on_a_card(held, post, carol, ruth, signed_in):
    other = a_comment(post, status=Status.PENDING)
    signed_in(ruth).post(BEAT, {"at": held.pk, "on": [held.pk, other.pk]})
    found = page(signed_in(carol))
    assert found.count("Ruth is looking at this.") == 1
    assert "has this on the screen" not in found


def test_nobody_reads_of_themselves(held, ruth, signed_in):
    client = signed_in(ruth)
    client.post(BEAT, {"at": held.pk, "on": [held.pk]})
    assert "Ruth is looking" not in page(client)


def test_without_a_script_loading_the_page_says_so(held, carol, ruth, signed_in):
    page(signed_in(ruth))
    assert "Ruth has this on the screen." in page(signed_in(carol))


def test_the_page_of_one_comment_says_so_too(held, carol, ruth, signed_in):
    page(signed_in(ruth), f"/admin/queue/{held.pk}/")
    assert "Ruth has this on the screen." in page(signed_in(carol), f"/admin/queue/{held.pk}/")


def test_several_are_named_together(held, carol, ruth, signed_in):
    for user in (ruth, an_owner()):
        signed_in(user).post(BEAT, {"at": held.pk, "on": [held.pk]})
    assert "Olive and Ruth are looking at this." in page(signed_in(carol))


def test_it_ends_by_itself(held, carol, ruth, signed_in, monkeypatch):
    now = looking.time()
    signed_in(ruth).post(BEAT, {"at": held.pk, "on": [held.pk]})
    monkeypatch.setattr(looking, "time", lambda: now + looking.LASTS - 5)
    assert "Ruth is looking at this." in page(signed_in(carol))
    monkeypatch.setattr(looking, "time", lambda: now + looking.LASTS + 5)
    assert "Ruth" not in page(signed_in(carol))
    assert looking.looks().keys() <= {carol.pk}


def test_the_cache_forgets_what_nobody_says_again(held, ruth, signed_in, monkeypatch):
    kept = []
    monkeypatch.setattr(looking.cache, "set", lambda key, value, seconds: kept.append(seconds))
    signed_in(ruth).post(BEAT, {"at": held.pk, "on": [held.pk]})
    assert kept == [looking.LASTS]


def test_who_leaves_is_gone_at_once(held, carol, ruth, signed_in):
    client = signed_in(ruth)
    client.post(BEAT, {"at": held.pk, "on": [held.pk]})
    client.post(BEAT)
    assert "Ruth" not in page(signed_in(carol))


def test_the_answer_tells_who_else_is_where(held, post, carol, ruth, signed_in):
    other = a_comment(post, status=Status.PENDING)
    signed_in(ruth).post(BEAT, {"at": held.pk, "on": [held.pk]})
    answer = signed_in(carol).post(BEAT, {"at": other.pk, "on": [held.pk, other.pk]})
    assert json.loads(answer.content) == {str(held.pk): "Ruth is looking at this."}


def test_nobody_is_seen_at_a_comment_that_is_not_theirs_to_decide(held, carol, mallory, signed_in):
    own = a_comment(a_post(mallory), status=Status.PENDING)
    answer = signed_in(mallory).post(BEAT, {"at": held.pk, "on": [held.pk, own.pk]})
    assert json.loads(answer.content) == {}
    found = page(signed_in(carol))
    assert found.count("Mallory has this on the screen.") == 1
    assert "Mallory is looking" not in found


def test_an_author_is_told_nothing_of_other_articles(held, carol, mallory, ruth, signed_in):
    signed_in(ruth).post(BEAT, {"at": held.pk, "on": [held.pk]})
    answer = signed_in(mallory).post(BEAT, {"at": held.pk, "on": [held.pk]})
    assert json.loads(answer.content) == {}


@pytest.mark.parametrize(
    "sent", [{"at": "x", "on": "y"}, {"at": "9" * 40, "on": "9" * 18}, {"at": "-1", "on": ["1 OR 1"]}]
)
def test_nonsense_is_nobody_anywhere(sent, held, ruth, signed_in):
    assert signed_in(ruth).post(BEAT, sent).status_code == 200
    assert looking.looks() == {}


def test_it_changes_nothing_that_is_stored(held, ruth, signed_in):
    before = list(Comment.objects.values())
    signed_in(ruth).post(BEAT, {"at": held.pk, "on": [held.pk]})
    assert list(Comment.objects.values()) == before
    assert not Event.objects.exists()


def test_strangers_members_and_readers_of_the_address_are_nobody(held, ruth, signed_in):
    assert signed_in(None).post(BEAT, {"at": held.pk, "on": [held.pk]}).status_code == 302
    assert signed_in(a_user("bob")).post(BEAT, {"at": held.pk, "on": [held.pk]}).status_code == 403
    assert signed_in(ruth).get(BEAT).status_code == 405
    assert looking.looks() == {}


def test_loading_pages_says_it_once_a_minute(held, carol, signed_in, monkeypatch):
    client, now, said = signed_in(carol), looking.time(), []
    monkeypatch.setattr(looking, "note", lambda *args, **kwargs: said.append(args))
    page(client)
    assert len(said) == 1
    looking.cache.set(looking._KEY, {carol.pk: {"name": "Carol", "at": 0, "on": [held.pk], "seen": now}}, 300)
    page(client)
    assert len(said) == 1
