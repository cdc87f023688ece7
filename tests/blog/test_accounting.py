"""What surrounds every request: its number, its figures, and the line it may leave."""

from __future__ import annotations

import json
import logging
import re

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.signals import connection_created
from django.test import Client

from blog import accounting, health, jobs, logs, metrics, queues
from blog.mail.models import DoNotMail
from blog.pages import changes
from tests.builders import a_post, an_owner

pytestmark = pytest.mark.django_db
GIVEN = "from-the-proxy-0123"


@pytest.fixture(autouse=True)
def numbers():
    before = metrics._state
    metrics.configure(None, "1.0")
    yield metrics.sums
    metrics._state = before


@pytest.fixture
def access(settings):
    """The lines of the access log, as a program reads them."""
    settings.ACCESS_LOG = True
    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(json.loads(logs.JsonLines().format(record)))
    logger = logging.getLogger(logs.ACCESS)
    logger.addHandler(handler)
    yield lines
    logger.removeHandler(handler)


def test_every_answer_has_a_number_of_its_own(client):
    numbers = {client.get("/healthz")["X-Request-ID"] for _ in range(3)}
    assert len(numbers) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", number) for number in numbers)


@pytest.mark.parametrize(
    ("address", "said", "is_taken"),
    [
        ("10.0.0.1", GIVEN, True),
        ("203.0.113.9", GIVEN, False),
        ("10.0.0.1", "short", False),
        ("10.0.0.1", "x" * 65, False),
        ("10.0.0.1", "with a space", False),
        ("10.0.0.1", "bob@example.org", False),
        ("10.0.0.1", "12345678\r\nSet-Cookie: a=b", False),
        ("10.0.0.1", "１２３４５６７８", False),
    ],
)
def test_the_number_of_a_proxy_is_taken_if_it_is_one_and_the_proxy_is_ours(client, settings, address, said, is_taken):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    answer = client.get("/healthz", REMOTE_ADDR=address, HTTP_X_REQUEST_ID=said)
    assert (answer["X-Request-ID"] == said) is is_taken


def test_the_line_of_a_request_tells_the_page_and_nobody(client, access):
    post = a_post(slug="a-private-matter")
    answer = client.get(f"{post.get_absolute_url()}?sent=5:secret&q=illness", REMOTE_ADDR="203.0.113.9")
    [line] = access
    assert (line["method"], line["route"], line["status"]) == ("GET", "posts:detail", 200)
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["ms"] > 0
    assert not re.search(r"private-matter|secret|illness|203\.0", json.dumps(line))


def test_without_the_setting_there_is_no_line(client, access, settings):
    settings.ACCESS_LOG = False
    client.get("/healthz")
    assert access == []


def test_a_method_that_nobody_knows_is_not_repeated(client, access):
    client.generic("GET-YOUR-PILLS", "/healthz")
    assert access[0]["method"] == "(other)"


@pytest.mark.parametrize(
    ("method", "path", "status", "route", "reason"),
    [
        ("get", "/no-such-page/", 404, "posts:page", "not_found"),
        ("get", "/no/such/page/", 404, "(none)", "not_found"),
        ("post", "/healthz", 405, "healthz", "method"),
        ("get", "/?%00", 400, "(none)", "bad_request"),
    ],
)
def test_every_refusal_is_counted_with_its_page_and_reason(client, numbers, method, path, status, route, reason):
    assert getattr(client, method)(path).status_code == status
    assert numbers()[f'colloquy_refusals_total{{status="{status}",reason="{reason}"}}'] == 1
    assert numbers()[f'colloquy_requests_total{{route="{route}",status="4xx"}}'] == 1


def test_a_form_without_its_token_is_counted_as_such(numbers):
    client = Client(enforce_csrf_checks=True)
    client.force_login(an_owner())
    assert client.post("/admin/logout/").status_code == 403
    assert numbers()['colloquy_refusals_total{status="403",reason="csrf"}'] == 1


def test_a_body_that_is_too_large_is_counted(client, numbers):
    assert client.post("/", b"", "text/plain", CONTENT_LENGTH=str(10**9)).status_code == 413
    assert numbers()['colloquy_refusals_total{status="413",reason="too_large"}'] == 1


def test_what_broke_is_counted_by_its_kind(numbers, monkeypatch):
    def boom():
        raise RuntimeError("a detail")

    monkeypatch.setattr(health, "database_answers", boom)
    assert Client(raise_request_exception=False).get("/readyz").status_code == 500
    assert numbers()['colloquy_errors_total{kind="RuntimeError"}'] == 1
    assert numbers()['colloquy_requests_total{route="readyz",status="5xx"}'] == 1


def test_an_error_of_the_database_is_counted_even_where_it_is_borne(numbers):
    DoNotMail.objects.create(address="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        DoNotMail.objects.create(address="x")
    assert numbers()['colloquy_database_errors_total{kind="IntegrityError"}'] == 1


def test_a_connection_that_cannot_be_made_is_counted_once(numbers, monkeypatch):
    def refuse():
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "database_answers", refuse)
    Client(raise_request_exception=False).get("/readyz")
    assert numbers()['colloquy_database_errors_total{kind="DatabaseError"}'] == 1


def test_its_wrapper_is_added_to_a_connection_once():
    connection.ensure_connection()
    accounting.watch_queries(connection)
    assert connection.execute_wrappers.count(accounting.counting_errors) == 1


def test_who_listens_for_a_while_takes_its_own_wrapper_off_again():
    def listen(execute, *said):
        return execute(*said)

    connection.execute_wrappers.clear()
    with connection.execute_wrapper(listen):
        connection_created.send(type(connection), connection=connection)  # as when it connects only then
    assert set(connection.execute_wrappers) == {accounting.counting_errors, changes._note}


def test_background_work_knows_who_asked_for_it(monkeypatch, django_capture_on_commit_callbacks):
    seen = []
    monkeypatch.setitem(jobs._quiet, "until", 0.0)
    monkeypatch.setitem(jobs._works, "look", lambda: seen.append(logs.request_number.get()))
    token = logs.request_number.set(GIVEN)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.enqueue("look")
    logs.request_number.reset(token)
    queues.chosen().work(jobs.ended)
    assert (seen, logs.request_number.get()) == ([GIVEN], "")
