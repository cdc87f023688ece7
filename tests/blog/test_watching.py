"""/metrics: who may read it, and that what it says is so."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from blog import metrics, watching
from blog.mail import outbox
from blog.mail.models import Letter
from blog.version import version
from comments import moderation
from comments.models import Status
from tests.builders import a_comment, a_post, carol
from tests.comments.test_query_plans import crowd  # noqa: F401 - the fixture
from tests.plans import explained, reads_all
from tests.source import text

pytestmark = pytest.mark.django_db
TOKEN = "a-long-secret-of-the-owner"


@pytest.fixture(autouse=True)
def _from_nothing(settings):
    settings.METRICS_TOKEN = TOKEN
    before = metrics._state
    metrics.configure(None, "1.0")
    yield
    metrics._state = before


def read(client):
    """The samples, as the reference parser of Prometheus understands them."""
    page = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert page.status_code == 200, page.content
    found = {}
    for family in text_string_to_metric_families(page.content.decode()):
        for sample in family.samples:
            found[sample.name, *sorted(sample.labels.values())] = sample.value
    return found


@pytest.mark.parametrize("said", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN])
def test_without_the_token_there_is_no_such_page(client, said):
    assert client.get("/metrics", headers={"Authorization": said}).status_code == 404


def test_where_no_token_is_set_none_opens_it(client, settings):
    settings.METRICS_TOKEN = ""
    for said in ("", "Bearer", "Bearer "):
        assert client.get("/metrics", headers={"Authorization": said}).status_code == 404


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("192.0.2.7", {}, 200),
        ("198.51.100.1", {}, 404),
        ("", {}, 404),
        ("10.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 200),
        ("10.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("198.51.100.1", {"X-Forwarded-For": "192.0.2.7"}, 404),
        ("192.0.2.7", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("192.0.2.7", {"Forwarded": "for=203.0.113.9"}, 404),
    ],
)
def test_a_network_that_is_named_may_read_it(client, settings, address, headers, status):
    """The last two: a proxy within that network which nobody said to trust would let the world in."""
    settings.METRICS_NETWORKS, settings.TRUSTED_PROXIES = ["192.0.2.0/24"], ["10.0.0.1"]
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


def test_it_only_reads_and_nobody_keeps_it(client):
    assert client.post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405
    page = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert "no-store" in page["Cache-Control"]
    assert not page.cookies


def test_it_tells_which_version_answers_and_since_when(client):
    found = read(client)
    assert any(key[0] == "colloquy_info" and version() in key for key in found)
    assert next(value for key, value in found.items() if key[0] == "colloquy_start_time_seconds") > 1e9


def test_pages_are_counted_by_name_and_never_by_address(client):
    post = a_post(slug="a-private-matter")
    client.get(post.get_absolute_url())
    client.get("/no-such-page/")
    found = read(client)
    assert found["colloquy_requests_total", "2xx", "posts:detail"] == 1
    assert found["colloquy_request_seconds_count", "posts:detail"] == 1
    assert found["colloquy_refusals_total", "404", "not_found"] == 1
    assert not [key for key in found if "private-matter" in str(key)]


def test_what_waits_is_counted_and_how_long(client):
    post = a_post()
    a_comment(post, status=Status.PENDING, submitted_at=timezone.now() - timedelta(hours=2))
    a_comment(post, status=Status.PENDING)
    a_comment(post)
    found = read(client)
    assert (found["colloquy_comments_pending",], found["colloquy_comments_visible",]) == (2, 1)
    assert 7200 <= found["colloquy_comments_pending_oldest_seconds",] < 7300


def test_comments_and_decisions_are_counted_once_they_are_committed(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        comment = a_comment(a_post(), status=Status.PENDING)
    with django_capture_on_commit_callbacks(execute=True):
        moderation.moderate([comment.pk], Status.APPROVED, by=carol())
    found = read(client)
    assert found["colloquy_comments_received_total", "pending"] == 1
    assert found["colloquy_decisions_total", "approved", "pending"] == 1


def test_mail_is_told_as_owed_late_sent_and_given_up(client, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_CONFIGURED = True
    Letter.objects.create(kind="none", address="x", failed_at=timezone.now())
    late = timezone.now() - timedelta(minutes=10)
    Letter.objects.create(kind="none", address="y", due_at=late, try_at=timezone.now() + timedelta(hours=1))
    Letter.objects.create(kind="test", to="olive@example.org", address="z")
    outbox.send_due()
    found = read(client)
    assert (found["colloquy_letters_owed",], found["colloquy_letters_given_up",]) == (1, 1)
    assert found["colloquy_letters_total", "sent"] == 1
    assert 600 <= found["colloquy_letters_oldest_unsent_seconds",] < 700


def test_a_database_that_is_away_is_told_and_the_rest_as_well(client, monkeypatch):
    def refuse(*args):
        raise DatabaseError("gone")

    client.get("/healthz")
    monkeypatch.setattr(connection, "cursor", refuse)
    found = read(client)
    assert found["colloquy_database_up",] == 0
    assert found["colloquy_requests_total", "2xx", "healthz"] == 1


def test_the_figures_that_the_documentation_speaks_of_exist(settings):
    settings.METRICS_TOKEN = ""
    told = set(re.findall(r"^# TYPE (\w+)", "\n".join(watching.told()), re.MULTILINE))
    told |= {f"colloquy_{name}" for name in watching.GAUGES}
    spoken_of = set(re.findall(r"\bcolloquy_[a-z_]+", text("docs/running.md")))
    assert len(spoken_of) >= 6
    assert spoken_of <= told


def test_no_figure_reads_all_comments(crowd):  # noqa: F811
    """However many there are, only the beginning of an index is read."""
    asked = []

    def listen(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        list(watching.told())
    assert len(asked) >= len(watching.GAUGES)
    of_comments = [one for one in asked if '"comments_comment"' in one[0]]
    assert len(of_comments) == 2
    with connection.cursor() as cursor:
        for sql, params in of_comments:
            plan = explained(cursor, sql, params)
            assert not [line for line in plan if reads_all(line)], (sql, plan)
            assert "LIMIT" in sql
