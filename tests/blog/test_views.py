"""blog/views.py: health for machines, uploaded pictures for everybody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from blog import headers, health
from blog.mail.models import Letter
from tests.builders import an_owner


def test_the_process_says_that_it_lives_without_asking_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_a_prepared_site_is_ready(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    parts = {"database": True, "cache": True, "migrations": True}
    assert response.json() == {"ready": True, **parts, "oldest_unsent_mail": None}
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_late_mail_is_told_and_sends_no_reader_away(client):
    Letter.objects.create(kind="note", address="x", due_at=timezone.now() - timedelta(hours=3))
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["ready"] is True
    assert 10800 <= response.json()["oldest_unsent_mail"] < 10860


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["database_answers", "cache_keeps", "migrations_are_applied"])
def test_one_part_in_disorder_is_enough_not_to_be_ready(client, monkeypatch, part):
    monkeypatch.setattr(health, part, lambda: False)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert list(response.json().values()).count(False) == 2


def test_a_database_that_hangs_is_not_asked_anything_more(client, monkeypatch):
    monkeypatch.setattr(health, "database_answers_in_time", lambda: None)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert list(response.json().values()) == [False, False, False, False, None]


@pytest.mark.django_db
def test_not_ready_is_an_answer_even_when_the_database_is_away(client, monkeypatch):
    def refuse(*args):
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_health_is_answered_under_the_machine_s_own_name_and_without_tls(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz", headers={"Host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "127.0.0.1:8000"}).status_code == 301


@pytest.fixture
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "pictures").mkdir(parents=True)
    (settings.MEDIA_ROOT / "pictures" / "cat.png").write_bytes(b"\x89PNG\r\n")
    (settings.MEDIA_ROOT / "evil.svg").write_text("<svg onload='alert(1)'/>")
    (tmp_path / "secret.txt").write_text("not yours")
    return settings.MEDIA_ROOT


def test_a_picture_is_served_and_may_be_kept(client, uploads):
    response = client.get("/media/pictures/cat.png")
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert b"".join(response.streaming_content) == b"\x89PNG\r\n"
    assert "public" in response["Cache-Control"]
    assert response["Content-Disposition"] == 'inline; filename="cat.png"'
    assert not response.cookies


def test_a_browser_that_has_the_picture_is_told_so(client, uploads):
    modified = client.get("/media/pictures/cat.png")["Last-Modified"]
    assert client.get("/media/pictures/cat.png", headers={"If-Modified-Since": modified}).status_code == 304


def test_an_uploaded_file_runs_nothing(client, uploads):
    response = client.get("/media/evil.svg")
    assert response["Content-Security-Policy"] == headers.MEDIA_POLICY
    assert headers.MEDIA_POLICY.startswith("default-src 'none'; ")
    assert headers.MEDIA_POLICY.endswith("; sandbox")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/media/../secret.txt", "/media/%2e%2e/secret.txt", "/media//etc/passwd", "/media/pictures/", "/media/none.png"],
)
def test_nothing_outside_the_uploads_is_served(client, uploads, path):
    assert client.get(path).status_code in {400, 404}


@pytest.mark.django_db
def test_a_form_without_its_token_gets_a_page_that_keeps_the_text_in_mind(client):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(an_owner())
    response = strict.post("/admin/logout/")
    assert response.status_code == 403
    assert b"This door is closed" in response.content


@pytest.mark.django_db
def test_what_breaks_is_an_honest_page_without_details(settings, monkeypatch):
    def boom(*args):
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(health, "database_answers", boom)
    response = Client(raise_request_exception=False).get("/readyz")
    assert response.status_code == 500
    assert b"Something broke on our side" in response.content
    assert b"secret detail" not in response.content


@pytest.mark.django_db
def test_whom_to_tell_of_a_hole_is_said_where_the_owner_has_named_somebody(client, settings):
    settings.SECURITY_CONTACT = "mailto:olive@example.org"
    said = client.get("/.well-known/security.txt")
    assert said.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in said.text.splitlines())
    assert lines["Contact"] == "mailto:olive@example.org"
    assert timezone.now() < datetime.fromisoformat(lines["Expires"]) < timezone.now() + timedelta(days=366)
    assert client.post("/.well-known/security.txt").status_code == 405


@pytest.mark.django_db
def test_without_a_name_there_is_no_such_file(client):
    assert client.get("/.well-known/security.txt").status_code == 404
