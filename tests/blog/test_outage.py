"""blog/outage.py: a database that is away costs nobody their text, and nobody sees a broken page."""

from __future__ import annotations

import errno
import logging
import sqlite3

import psycopg
import pytest
from django.db.utils import (
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
)

from blog import outage
from blog.outage import AWAY, BUSY, FULL, READ_ONLY, kind_of
from blog.posts import context
from blog.posts.models import Site
from tests.builders import a_comment, a_post, a_user, an_owner
from tests.outage import away, read_only

pytestmark = pytest.mark.django_db

PAGES = ["/", "/tag/water/", "/about/", "/comments/1/", "/comments/mail/1.x/", "/no-such-page/"]
OF_STAFF = ["/admin/", "/admin/queue/", "/admin/posts/post/", "/admin/settings/", "/accounts/"]
OF_PROGRAMS = ["/feed/", "/feed/rss/", "/feed.json", "/comments/feed/", "/sitemap.xml"]


@pytest.fixture(autouse=True)
def _nothing_was_told_yet(monkeypatch):
    monkeypatch.setattr(outage, "_told", {})


@pytest.fixture
def patient(client):
    """Sees what a browser would see."""
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("path", PAGES)
def test_a_reader_is_asked_to_come_again(patient, path):
    a_post()
    with away():
        response = patient.get(path)
    assert response.status_code == 503
    assert b"Come again in a moment" in response.content
    assert response["Retry-After"] == str(outage.RETRY_SECONDS)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_the_page_says_whose_it_is_and_leads_back_to_where_one_was(patient):
    Site.objects.filter(pk=1).update(title="The <i>Second</i> Chair")
    patient.get("/")
    with away():
        page = patient.get("/about/").content.decode()
    assert '<a href="/">The &lt;i&gt;Second&lt;/i&gt; Chair</a>' in page
    assert '<a class="btn" href="">Try again</a>' in page


def test_a_process_that_never_read_the_title_has_the_host(patient, monkeypatch, settings):
    settings.SITE_URL = "https://chair.example"
    monkeypatch.setattr(context, "_last_read", {})
    with away():
        assert '<a href="/">chair.example</a>' in patient.get("/").content.decode()


@pytest.mark.parametrize("path", OF_STAFF)
def test_who_is_signed_in_is_asked_too_and_stays_signed_in(patient, path, settings):
    """Before the panel the session is read in a middleware, for the second factor."""
    settings.REQUIRE_SECOND_FACTOR = True
    patient.force_login(an_owner())
    with away():
        response = patient.get(path)
    assert response.status_code == 503
    assert b"does not answer" in response.content
    assert not response.cookies
    assert patient.get("/accounts/").status_code == 200


@pytest.mark.parametrize("path", OF_PROGRAMS)
def test_a_program_gets_a_line(patient, path):
    with away():
        response = patient.get(path)
    assert response.status_code == 503
    assert response.content.decode() == f"{outage.SENTENCES[AWAY]}\n"


def test_a_script_gets_a_line_and_whoever_wants_json_gets_that(patient):
    post = a_post()
    with away():
        line = patient.get(post.get_absolute_url(), headers={"Sec-Fetch-Dest": "empty", "Accept": "*/*"})
        json = patient.get(post.get_absolute_url(), headers={"Accept": "application/json"})
    assert line["Content-Type"].startswith("text/plain")
    assert json.json() == {"error": str(outage.SENTENCES[AWAY])}


def test_the_process_says_that_it_lives_and_that_it_is_not_ready(patient):
    with away():
        assert patient.get("/healthz").status_code == 200
        ready = patient.get("/readyz")
    assert (ready.status_code, ready.json()["database"]) == (503, False)


def test_it_is_over_as_soon_as_the_database_is_back(patient):
    post = a_post()
    with away():
        assert patient.get(post.get_absolute_url()).status_code == 503
    assert patient.get(post.get_absolute_url()).status_code == 200


def test_a_page_can_be_read_while_nothing_can_be_written(patient):
    comment = a_comment(a_post())
    article = comment.discussion.post.get_absolute_url()
    with read_only():
        for path in ["/", article, f"{article}feed/", "/feed/", "/sitemap.xml", "/privacy/"]:
            assert patient.get(path).status_code == 200, path


def test_the_panel_can_be_read_while_nothing_can_be_written(patient):
    patient.force_login(an_owner())
    a_comment(a_post(), status="pending")
    with read_only():
        for path in [*OF_STAFF, "/admin/queue/?status=spam", "/admin/waiting/"]:
            assert patient.get(path, follow=True).status_code == 200, path


def test_a_mistake_of_ours_is_still_one(patient, monkeypatch):
    monkeypatch.setattr("blog.views.facts", lambda: 1 / 0)
    response = patient.get("/privacy/")
    assert response.status_code == 500
    assert b"Something broke" in response.content


def test_one_line_a_minute_is_written_down(patient, caplog):
    patient.force_login(a_user("uma"))
    caplog.clear()  # of the line that says who signed in
    with caplog.at_level(logging.WARNING), away():
        for path in ["/", "/accounts/", "/", "/accounts/"]:
            patient.get(path)
    assert [record.name for record in caplog.records] == ["blog.outage"]


def caused_by(error, cause):
    error.__cause__ = cause
    return error


def of_sqlite(code):
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OperationalError("connection refused"), AWAY),
        (InterfaceError("the connection is closed"), AWAY),
        (caused_by(OperationalError("x"), of_sqlite(sqlite3.SQLITE_FULL)), FULL),
        (caused_by(OperationalError("x"), of_sqlite(sqlite3.SQLITE_READONLY_DIRECTORY)), READ_ONLY),
        (caused_by(OperationalError("x"), of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT)), BUSY),
        (caused_by(OperationalError("x"), of_sqlite(sqlite3.SQLITE_IOERR_WRITE)), AWAY),
        (caused_by(InternalError("x"), psycopg.errors.ReadOnlySqlTransaction()), READ_ONLY),
        (caused_by(OperationalError("x"), psycopg.errors.DiskFull()), FULL),
        (caused_by(OperationalError("x"), psycopg.errors.AdminShutdown()), AWAY),
        (caused_by(OperationalError("x"), psycopg.errors.DeadlockDetected()), BUSY),
        (
            caused_by(NotSupportedError("x"), psycopg.errors.FeatureNotSupported()),
            BUSY,
        ),  # another plan was made meanwhile
        (caused_by(ProgrammingError("x"), psycopg.errors.UndefinedColumn()), ""),
        (caused_by(IntegrityError("x"), psycopg.errors.UniqueViolation()), ""),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EROFS, "Read-only file system"), READ_ONLY),
        (OSError(errno.ENOENT, "No such file"), ""),
        (caused_by(InternalError("x"), psycopg.errors.InFailedSqlTransaction()), ""),
        (DataError("integer out of range"), ""),
        (ValueError("x"), ""),
    ],
)
def test_each_kind_of_trouble_has_its_name(error, kind):
    assert kind_of(error) == kind
