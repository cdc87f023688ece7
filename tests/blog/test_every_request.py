"""What holds for every address of the site, whoever adds one: looking changes nothing, no other site acts here,
no page is framed, and none leads away."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client

from tests.blog.routes import Route, World, everything, routes, world

pytestmark = pytest.mark.django_db

# Django's admin names an object's page twice, and catches what it has no page for.
ALL = [route for route in routes() if not route.name.endswith(":None")]
# Mail programs press these from nowhere (RFC 8058): the secret in the address is the authority, and all they do is end mail.
ONE_CLICK = {"comments:mail-unfollow", "comments:mail-unfollow-articles", "comments:mail-unfollow-daily", "mail:stop"}
FORMS = [route for route in ALL if route.name not in ONE_CLICK]
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example", "\t//evil.example/"]
MORE_ELSEWHERE = [
    "///evil.example",
    "javascript:alert(1)",
    "https://localhost@evil.example/",
    "https://localhost.evil.example/",
    "http://127.0.0.1/elsewhere",
    "http://[evil.example/",
    "http://[::1]@evil.example/",
    "/accounts/\r\nLocation: https://evil.example/",
    "%2f%2fevil.example",
    "\x00//evil.example",
    "data:text/html,<script>alert(1)</script>",
    "https://еvil.example/",
]


@pytest.fixture
def site(settings) -> World:
    settings.EMAIL_CONFIGURED = True
    settings.COMMENT_RATE_LIMIT = settings.COMMENT_FLOOD_SECONDS = 0
    return world()


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch):
    monkeypatch.setattr("blog.doors.take", lambda bucket, who: 0)


def signed_in(site: World, who: str, **options: Any) -> Client:
    client = Client(raise_request_exception=False, **options)
    client.force_login(site.people[who])
    return client


def told(site: World, route: Route) -> str:
    return site.address(route.name)


def test_the_site_has_one_of_everything_that_an_address_can_name(site):
    assert [route.name for route in ALL if route.kwargs and route.name not in site.given] == []


def test_looking_changes_nothing(site):
    client, before = signed_in(site, "owner"), everything()
    for route in ALL:
        answer = client.get(told(site, route), {**site.forms, "next": "/"})
        assert answer.status_code < 500, route.name
    after = everything()
    assert [table for table in after if after[table] != before[table]] == []


def test_another_site_changes_nothing_in_somebodys_name(site):
    """With their cookies, but from there: `SameSite` is one lock, this is the other."""
    client, before, wrong = signed_in(site, "owner", enforce_csrf_checks=True), everything(), []
    for route in FORMS:
        headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Referer": "https://evil.example/"}
        answer = client.post(told(site, route), site.forms, headers=headers)
        if answer.status_code not in {400, 403, 404, 405}:
            wrong.append((route.name, answer.status_code))
    assert wrong == []
    assert everything() == before


def test_another_site_sends_nothing_in_a_visitors_name(site):
    before, wrong = everything(), []
    for route in FORMS:
        answer = Client(enforce_csrf_checks=True).post(
            told(site, route), site.forms, headers={"Sec-Fetch-Site": "same-site", "Origin": "https://x.evil.example"}
        )
        if answer.status_code not in {400, 403, 404, 405}:
            wrong.append((route.name, answer.status_code))
    assert wrong == []
    assert everything() == before


def test_no_page_is_shown_in_a_frame_of_another_site(site):
    client, wrong = signed_in(site, "owner"), []
    for route in ALL:
        answer = client.get(told(site, route))
        policy = answer.get("Content-Security-Policy", "")
        if answer.get("Content-Type", "").startswith("text/html") and (
            answer.get("X-Frame-Options") != "DENY" or "frame-ancestors 'none'" not in policy
        ):
            wrong.append((route.name, answer.status_code))
    assert wrong == []


def leads_away(answer: Any) -> bool:
    place = answer.get("Location", "")
    parts = urlsplit(place)
    return bool(parts.netloc or parts.scheme) or place.startswith(("//", "/\\")) or "\n" in place


def asked_with(site: World, client: Client, route: Route, target: str) -> list[Any]:
    names = ("next", "url", "to", "return", "redirect", "redirect_to", "focus")
    given = dict.fromkeys(names, target)
    with transaction.atomic():
        found = [client.get(told(site, route), given), client.post(told(site, route), {**site.forms, **given})]
        transaction.set_rollback(True)
    return found


def test_no_page_leads_away_from_the_site(site):
    client, wrong = signed_in(site, "owner"), []
    for number, route in enumerate(ALL):
        target = ELSEWHERE[number % len(ELSEWHERE)]
        if any(leads_away(answer) for answer in asked_with(site, client, route, target)):
            wrong.append((route.name, target))
    assert wrong == []


LEADING_ON = ["account_login", "account_logout", "account_reauthenticate", "admin:login", "queue:act", "waiting:done"]


@pytest.mark.parametrize("name", LEADING_ON)
def test_what_leads_on_to_where_one_came_from_leads_nowhere_else(site, name):
    route = next(route for route in ALL if route.name == name)
    client = signed_in(site, "author")
    for target in [*ELSEWHERE, *MORE_ELSEWHERE]:
        assert not any(leads_away(answer) for answer in asked_with(site, client, route, target)), target


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/", "/%5cevil.example", "///evil.example/..", "/%0d%0aX:y"]
)
def test_an_address_that_lacks_its_slash_leads_nowhere_else(client, path, db):
    assert not leads_away(client.get(path))


def test_after_logging_in_one_stays_on_the_site(site):
    for target in [*ELSEWHERE, *MORE_ELSEWHERE]:
        given = {"login": "bob", "password": "correct horse", "next": target}
        answer = Client().post("/accounts/login/", given)
        assert answer.status_code in {302, 400}, target
        assert not leads_away(answer), target
