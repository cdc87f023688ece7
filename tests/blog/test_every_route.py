"""Every address that names something, asked for by everybody; whoever adds one says here whom it is for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from comments.models import Comment
from tests.blog.routes import PRIVATE, Route, World, everything, routes, world

pytestmark = pytest.mark.django_db

# Written from what each is told about their work: alice wrote the article, a part's moderator has its tag.
AUTHOR = {"author"}
PART = {"author", "moderator of a part", "moderator", "owner"}
SITE = {"moderator", "owner"}
ITS_OWN = {"moderator"}  # carol made it
EVERYBODY = {"visitor", "reader", "writer", "author", "author elsewhere", "moderator of a part", "moderator", "owner"}
MAY: dict[str, set[str]] = {
    **dict.fromkeys(
        ("queue:change", "queue:leave", "queue:comment", "queue:answer", "queue:redact", "queue:move"), PART
    ),
    **dict.fromkeys(("queue:thread", "queue:decline", "queue:undo-preview", "queue:rules-article"), PART),
    **dict.fromkeys(("queue:person", "queue:note-add", "queue:regard"), PART),
    **dict.fromkeys(("queue:block", "queue:measure-end", "queue:measure-extend"), SITE),
    **dict.fromkeys(("queue:bulk-progress", "queue:bulk-go-on", "queue:note-change", "queue:view"), ITS_OWN),
    "queue:rules-tag": {"owner"},
    "waiting:cancel-plan": {"author"},
    **dict.fromkeys(("waiting:answer", "waiting:draft", "waiting:plan"), AUTHOR),
    **dict.fromkeys(("waiting:thread", "waiting:later", "waiting:done"), PART),
    "mfa_remove_webauthn": {"writer"},
    "mfa_edit_webauthn": {"writer"},
    **dict.fromkeys(("comments:reply", "comments:follow", "comments:care", "comments:count"), EVERYBODY),
    **dict.fromkeys(("comments:former", "comments:permalink", "comments:report", "comments:thread"), EVERYBODY),
}
# The token is the authority, so these open to everybody who has it: see below.
BY_TOKEN = sorted(route.name for route in routes() if "token" in route.kwargs)
NAMED = [route for route in routes() if route.names_something and not route.is_of_djangos_admin]
# These take a filled form of their own; that their people are let in is tested beside them.
WITH_A_FORM = {"waiting:answer", "waiting:draft", "waiting:plan"}
GUARDED = [route for route in NAMED if MAY.get(route.name, EVERYBODY) != EVERYBODY]


@pytest.fixture
def site(settings) -> World:
    settings.EMAIL_CONFIGURED = True
    settings.COMMENT_RATE_LIMIT = settings.COMMENT_FLOOD_SECONDS = 0
    return world()


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch):
    monkeypatch.setattr("blog.doors.take", lambda bucket, who: 0)


def ask(site: World, who: str, method: str, address: str) -> Any:
    client = Client()
    if user := site.people[who]:
        client.force_login(user)
    return client.get(address) if method == "GET" else client.post(address, site.forms)


def test_every_address_that_names_something_stands_in_the_table():
    assert {route.name for route in NAMED} == MAY.keys() | set(BY_TOKEN)


def test_the_site_has_one_of_everything_that_can_be_named(site):
    assert {route.name for route in NAMED} <= site.given.keys()


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)
def test_nobody_else_reads_it_or_changes_anything_by_it(site, route: Route):
    before, address = everything(), site.address(route.name)
    for who in EVERYBODY - MAY[route.name]:
        for method in ("GET", "POST"):
            answer = ask(site, who, method, address)
            assert answer.status_code < 500, (who, method)
            assert PRIVATE not in answer.content.decode(), (who, method)
    assert everything() == before


@pytest.mark.parametrize(
    "route", [each for each in GUARDED if each.name not in WITH_A_FORM], ids=lambda each: each.name
)
def test_whom_it_is_for_is_let_in(site, route: Route):
    for who in MAY[route.name]:
        found = set()
        for method in ("GET", "POST"):
            with transaction.atomic():
                answer = ask(site, who, method, site.address(route.name))
                is_turned_away = answer.status_code in {403, 404, 405} or "login" in answer.get("Location", "")
                found.add(is_turned_away)
                transaction.set_rollback(True)
        assert False in found, who


def forged(token: str) -> list[str]:
    """Altered, cut, of another purpose or another object, empty, and nonsense."""
    last = "A" if token[-1] != "A" else "B"
    comment = Comment.objects.order_by("pk").first()
    return [
        token[:-1] + last,
        token[:-5],
        f"{comment.pk}.x",
        f"9{token}",
        f"{token}x",
        "0",
        "..",
        "%00",
        "é",
        "1." + "9" * 300,
    ]


@pytest.mark.parametrize("name", BY_TOKEN)
def test_a_token_that_was_never_given_out_opens_nothing(site, name):
    before = everything()
    true = site.given[name]["token"]
    client = Client()
    for token in forged(true):
        address = site.address(name).replace(true, token)
        for answer in (client.get(address), client.post(address, site.forms)):
            assert answer.status_code in {400, 404, 405}, (token, answer.status_code)
    assert everything() == before


@pytest.mark.parametrize("name", BY_TOKEN)
def test_a_true_token_opens(site, name):
    client = Client()
    found = {client.get(site.address(name)).status_code, client.post(site.address(name), site.forms).status_code}
    assert found - {405}
    assert not found & {404, 500}
