"""All headers once more, as the production server of an https site really sends them behind its proxy."""

from __future__ import annotations

import http.client
import re
import shutil
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests import https, observatory
from tests.ports import free_port
from tests.serving import serving
from tests.site import run

A_POST = "import django; django.setup(); from tests.builders import a_post; print(a_post().get_absolute_url())"
BY_PROXY = {"Host": https.HOST, "X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory):
    """A port, and the address of an article; in a database of its own, as others want theirs empty."""
    database = tmp_path_factory.mktemp("by-https") / "site.sqlite3"
    shutil.copy(prepared["DATABASE_URL"].removeprefix("sqlite:///"), database)
    own = {
        "DATABASE_URL": f"sqlite:///{database}",
        "SITE_URL": f"https://{https.HOST}",
        "DJANGO_SETTINGS_MODULE": "blog.settings",
    }
    env = {**prepared, **own, "COMMENT_FLOOD_SECONDS": "0"}
    made = run("-c", A_POST, env=env)
    assert made.returncode == 0, made.stderr
    port = free_port()
    with serving(env, port, workers=1):
        yield port, made.stdout.strip()


def ask(site, path, form=None, cookies=None):
    connection = http.client.HTTPConnection("127.0.0.1", site[0], timeout=60)
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    carried = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())} if cookies else {}
    connection.request("POST" if form else "GET", path, form and urlencode(form), {**BY_PROXY, **kind, **carried})
    response = connection.getresponse()
    cookies = SimpleCookie()
    for cookie in response.headers.get_all("Set-Cookie") or []:
        cookies.load(cookie)
    return response, cookies, response.read().decode(errors="replace")


def test_what_is_sent_scores_an_a_plus(site):
    article = site[1]
    static = re.search(r'href="(/static/site/base[^"]*\.css)"', ask(site, article)[2])[1]
    for path in ("/", article, "/nothing/", "/feed/", "/accounts/login/", "/admin/", "/media/none.png", static):
        response, cookies, _body = ask(site, path)
        assert observatory.score(response.headers, cookies) >= observatory.A_PLUS, (path, response.headers.items())


def test_the_server_tells_no_version(site):
    response, _cookies, _body = ask(site, "/")
    assert not re.search(r"\d", response.headers.get("Server", ""))
    assert "X-Powered-By" not in response.headers


def test_who_sends_a_comment_gets_cookies_of_this_host_alone(site):
    form = ask(site, site[1])[2]
    token, action = (
        re.search(pattern, form)[1] for pattern in (r'name="token" value="(\w+)"', r'post" action="([^"]+)"')
    )
    said = {"token": token, "name": "Bob", "email": "bob@example.org", "body": "A thought.", "remember": "on"}
    response, cookies, _body = ask(site, action, said)
    assert response.status == 303
    assert {name.rstrip("0123456789") for name in cookies} == {"__Host-held_", "__Host-remember"}
    assert all(morsel["secure"] and morsel["path"] == "/" and not morsel["domain"] for morsel in cookies.values())


def test_who_carries_one_of_them_gets_a_page_of_their_own_and_nobody_else_does(site):
    form = ask(site, site[1])[2]
    token, action = (
        re.search(pattern, form)[1] for pattern in (r'name="token" value="(\w+)"', r'post" action="([^"]+)"')
    )
    said = {"token": token, "name": "Dora", "email": "dora@example.org", "body": "Only mine, for now."}
    _response, cookies, _body = ask(site, action, said)
    assert list(cookies)
    response, _cookies, own = ask(site, site[1], cookies=cookies)
    assert "Only mine, for now." in own
    assert "no-store" in response.headers["Cache-Control"]
    assert "Only mine" not in ask(site, site[1])[2]
