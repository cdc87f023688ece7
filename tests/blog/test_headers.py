"""blog/headers.py, and all other headers: what a browser is told with every kind of answer of an https site."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from django.test import Client
from django.urls import reverse

from blog import headers
from comments import links
from comments.models import Status
from tests import https, observatory
from tests.builders import a_comment, a_post, a_user, an_owner
from tests.source import files, text

pytestmark = pytest.mark.django_db

PICTURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def by_https(settings, tmp_path):
    https.serve_by_https(settings)
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "cat.png").write_bytes(PICTURE)


@pytest.fixture
def visitor(by_https):
    return Client(headers={"Host": https.HOST}, raise_request_exception=False)


@pytest.fixture
def owner(by_https, visitor):
    visitor.force_login(an_owner())
    return visitor


def get(client, path):
    return client.get(path, secure=True)


def sent(client, post, **fields):
    form = get(client, post.get_absolute_url()).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', form)[1]
    data = {"token": token, "name": "Bob", "email": "bob@example.org", "body": "A thought.", "parent": "", **fields}
    return client.post(reverse("comments:reply", args=[post.pk]), data, secure=True)


def the_receipt():
    comment = a_comment(a_post(), status=Status.PENDING)
    return reverse("comments:receipt", args=[links.token(links.RECEIPT, comment)])


READ = {
    "front": lambda: "/",
    "article": lambda: a_post().get_absolute_url(),
    "receipt": the_receipt,
    "privacy": lambda: "/privacy/",
    "search for what is not there": lambda: "/nothing-here/",
    "login": lambda: "/accounts/login/",
    "signing up": lambda: "/accounts/signup/",
    "panel, for a stranger": lambda: "/admin/",
    "Atom": lambda: "/feed/",
    "RSS": lambda: "/feed/rss/",
    "JSON feed": lambda: "/feed.json",
    "responses": lambda: "/comments/feed/",
    "sitemap": lambda: "/sitemap.xml",
    "robots": lambda: "/robots.txt",
    "health": lambda: "/healthz",
    "readiness": lambda: "/readyz",
    "a picture": lambda: "/media/cat.png",
    "no picture": lambda: "/media/dog.png",
    "a style sheet": lambda: "/static/site/base.css",
    "a script": lambda: "/static/comments/draft.js",
    "the icon": lambda: "/static/site/icon.svg",
}
OWN = ["/accounts/", "/accounts/email/", "/accounts/2fa/", "/accounts/password/change/", "/accounts/sessions/"]
PANEL = ["/admin/", "/admin/queue/", "/admin/posts/post/", "/admin/posts/post/add/", "/admin/accounts/user/"]


def scored(response):
    return observatory.score(response.headers, response.cookies)


@pytest.mark.parametrize("name", READ)
def test_whatever_a_visitor_asks_for_scores_an_a_plus(visitor, name):
    response = get(visitor, READ[name]())
    assert scored(response) >= observatory.A_PLUS, response.headers
    assert directives(response)["default-src"] == {"'none'"}


@pytest.mark.parametrize("path", OWN + PANEL)
def test_accounts_and_panel_score_an_a_plus(owner, path):
    response = get(owner, path)
    assert response.status_code == 200
    assert scored(response) >= observatory.A_PLUS, response.headers


def refused(client, status, settings, monkeypatch):
    """An answer with this status."""
    post = a_post()
    if status == 400:
        return sent(client, post, name="")
    if status == 403:
        client.force_login(a_user())
        return get(client, "/admin/login/")
    if status == 405:
        return client.delete("/healthz", secure=True)
    if status == 410:
        post.delete()
        return get(client, post.get_absolute_url())
    if status == 413:
        return client.post("/", b"", content_type="text/plain", secure=True, CONTENT_LENGTH="999999999")
    if status == 429:
        settings.COMMENT_FLOOD_SECONDS = 60
        return [sent(client, post), sent(client, post, body="Another thought.")][1]
    broken = {500: "blog.views.facts", 503: "blog.health.database_answers"}[status]
    monkeypatch.setattr(broken, lambda: 1 / 0 if status == 500 else False)
    return get(client, {500: "/privacy/", 503: "/readyz"}[status])


@pytest.mark.parametrize("status", [400, 403, 405, 410, 413, 429, 500, 503])
def test_a_refusal_scores_an_a_plus_as_well(visitor, settings, monkeypatch, status):
    response = refused(visitor, status, settings, monkeypatch)
    assert response.status_code == status
    assert scored(response) >= observatory.A_PLUS, response.headers


def test_a_refusal_that_no_page_is_made_for_scores_an_a_plus(by_https):
    given = {**headers.of_refusal(), "Content-Type": "text/plain; charset=utf-8"}
    assert observatory.score(given) >= observatory.A_PLUS
    assert given["Cache-Control"] == "no-store"
    assert given["Strict-Transport-Security"] == "max-age=31536000"


def test_it_says_of_transport_what_django_says(visitor):
    assert get(visitor, "/")["Strict-Transport-Security"] == headers.strict_transport()


def test_a_site_without_tls_promises_none(client):
    assert "Strict-Transport-Security" not in client.get("/")
    assert "Strict-Transport-Security" not in headers.of_refusal()


def test_http_is_led_to_https(visitor):
    response = visitor.get("/privacy/")
    assert (response.status_code, response["Location"]) == (301, f"https://{https.HOST}/privacy/")


@pytest.mark.parametrize(("worse", "points"), [("Content-Security-Policy", 35), ("Strict-Transport-Security", 50)])
def test_the_score_notices_what_is_missing(visitor, worse, points):
    response = get(visitor, "/")
    before = scored(response)
    del response[worse]
    assert before - scored(response) >= points


def directives(response):
    return observatory.directives(response["Content-Security-Policy"])


@pytest.mark.parametrize("path", ["/", "/feed/", "/accounts/login/", "/accounts/signup/", "/nothing/", "/privacy/"])
def test_a_page_that_is_read_has_no_nonce_and_nothing_inline(visitor, path):
    policy = directives(get(visitor, path))
    assert policy["script-src"] == policy["style-src"] == {"'self'"}
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == {"'none'"}


def test_of_unsafe_exceptions_there_is_none_anywhere(owner):
    for path in OWN + PANEL:
        values = set().union(*directives(get(owner, path)).values())
        assert not {value for value in values if "unsafe" in value}, path


def test_a_page_is_the_same_bytes_for_every_anonymous_reader(visitor):
    address = a_post().get_absolute_url()
    first, second = get(visitor, address), get(Client(headers={"Host": https.HOST}), address)
    assert first.content == second.content
    assert not first.cookies


@pytest.mark.parametrize(
    ("path", "policy"), [("/media/cat.png", "cross-origin"), ("/static/site/icon.svg", "cross-origin")]
)
def test_pictures_and_the_icon_may_be_shown_by_other_sites(visitor, path, policy):
    response = get(visitor, path)
    assert response["Cross-Origin-Resource-Policy"] == policy
    assert "Access-Control-Allow-Origin" not in response


SINKS = re.compile(
    r"\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write|setHTMLUnsafe|createContextualFragment|\beval\(|new Function"
    r"|set(Timeout|Interval)\(\s*[\"'`]"
)


@pytest.mark.parametrize("name", [name for name in files() if name.startswith("static/") and name.endswith(".js")])
def test_a_script_of_ours_writes_text_and_no_markup(name):
    assert SINKS.findall(text(name)) == []


def test_the_icon_may_have_the_style_it_has():
    style = re.search(r"<style>(.*?)</style>", text("static/site/icon.svg"))[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in headers.STATIC_POLICY


@pytest.mark.parametrize("path", ["/feed/", "/feed/rss/", "/feed.json", "/robots.txt", "/sitemap.xml", "/healthz", "/"])
def test_text_says_how_it_is_encoded(visitor, path):
    kind = get(visitor, path)["Content-Type"]
    assert "charset=utf-8" in kind or kind.startswith("application/json") or kind == "application/feed+json"


def test_cookies_of_a_secure_site_are_for_this_host_alone(visitor):
    a_user("bob")
    door = get(visitor, "/accounts/login/")
    response = visitor.post("/accounts/login/", {"login": "bob", "password": "correct horse"}, secure=True)
    assert "__Host-sessionid" in response.cookies
    for morsel in [*door.cookies.values(), *response.cookies.values()]:
        assert morsel.key.startswith("__Host-")
        assert (morsel["secure"], morsel["path"], morsel["domain"] or "") == (True, "/", "")
        assert (morsel["httponly"], morsel["samesite"]) == (True, "Lax")


def test_no_sample_of_a_proxy_overlooks_the_prefix():
    """One that caches pages tells by these names whose page is their own."""
    samples = [
        name for name in files() if name.startswith("deploy/") and re.search(r"\bsessionid\b|\bheld_", text(name))
    ]
    assert [name for name in samples if "__Host-" not in text(name)] == []


def test_every_cookie_we_name_has_the_prefix_of_a_secure_site():
    named = https.settings_of(SITE_URL=f"https://{https.HOST}")
    assert named["COOKIE_PREFIX"] == named["SESSION_COOKIE_NAME"][:7] == named["CSRF_COOKIE_NAME"][:7] == "__Host-"
    users = [name for name in files() if name.endswith(".py") and "set_cookie(" in text(name)]
    assert [name for name in users if not name.startswith("tests/")] == ["comments/identity.py"]
    assert 'cookie_name = f"{settings.COOKIE_PREFIX}' in text("blog/cookies.py")
    for constant in ("HELD", "REMEMBER", "PROVEN"):
        assert f'{constant} = f"{{settings.COOKIE_PREFIX}}' in text("comments/identity.py")
