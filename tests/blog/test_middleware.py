"""blog/middleware.py: what mallory sends that no page could answer."""

from __future__ import annotations

import io

import pytest
from django.http.request import UnreadablePostError
from django.test import RequestFactory

from blog.middleware import MAX_UPLOAD_SIZE, SaneRequestsMiddleware
from tests.builders import a_post, a_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["/a%00b/", "/?page=%00", "/tag/%00/", "/static/%00.css", "/media/%00", "/admin/login/?next=%00", "/%00"],
)
def test_a_nul_byte_is_a_bad_request(client, path):
    response = client.get(path)
    assert response.status_code in {400, 404}
    assert b"\x00" not in response.content


@pytest.mark.parametrize(
    "path",
    [
        "/%ff%fe/",
        "/?page=%ff",
        "/tag/%ed%a0%80/",
        "/2026/01/%c3%28/",
        "/" + "a" * 9000 + "/",
        "/media/" + "a" * 300,
        "/media/../.env",
    ],
)
def test_an_address_that_is_no_text_leads_nowhere(client, path):
    assert client.get(path).status_code in {200, 400, 404}


def test_a_foreign_host_is_refused_with_a_page(client):
    response = client.get("/", headers={"Host": "evil.example.com"})
    assert response.status_code == 400
    assert b"This could not be understood" in response.content
    assert b"evil.example.com" not in response.content


def test_a_refusal_for_somebody_who_is_signed_in_is_a_page_too(client):
    client.force_login(a_user())
    assert client.get("/", headers={"Host": "evil.example.com"}).status_code == 400


def test_a_form_above_the_limit_is_answered_before_it_is_read(client, settings):
    body = io.BytesIO(b"body=" + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    response = client.post(a_post().get_absolute_url(), body.read(), content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert b"This is more than fits" in response.content


def test_an_upload_above_its_own_limit_is_answered_before_it_is_read(client):
    kind = "multipart/form-data; boundary=x"
    response = client.generic("POST", "/", b"", content_type=kind, CONTENT_LENGTH=str(MAX_UPLOAD_SIZE + 1))
    assert response.status_code == 413


def test_a_long_field_between_files_is_above_the_limit_as_well(client, settings):
    response = client.post("/admin/login/", {"username": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert response.status_code == 413


def test_more_fields_than_any_form_has_are_a_bad_request(client, settings):
    many = "&".join(f"a{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
    response = client.post("/admin/login/", many, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400


@pytest.mark.parametrize("length", ["", "many", "-1"])
def test_a_content_length_that_is_none_is_taken_for_nothing(client, length):
    response = client.generic("POST", "/admin/login/", b"", content_type="text/plain", CONTENT_LENGTH=length)
    assert response.status_code < 500


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "application/x-www-form-urlencoded; charset=none"]
)
def test_a_body_that_is_no_form_is_no_mistake_of_ours(client, kind):
    assert client.generic("POST", "/admin/login/", b"--x\r\nnothing", content_type=kind).status_code < 500


def test_who_hangs_up_while_sending_is_no_mistake_of_ours():
    middleware = SaneRequestsMiddleware(lambda request: None)
    response = middleware.process_exception(RequestFactory().post("/"), UnreadablePostError("gone"))
    assert response.status_code == 400
    assert middleware.process_exception(RequestFactory().post("/"), ValueError()) is None


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "trace"])
def test_a_wrong_method_gets_a_page_that_says_so(client, method):
    response = getattr(client, method)("/healthz")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert b"This address does not work that way" in response.content


def test_every_answer_carries_the_headers(client):
    for path in ("/", "/healthz", "/no-such-page/", "/admin/login/", a_post().get_absolute_url()):
        response = client.get(path)
        assert "camera=()" in response["Permissions-Policy"]
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]


def test_static_files_may_be_shown_by_other_sites(client):
    response = client.get("/static/site/icon.svg")
    assert response.status_code == 200
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_pages_travel_compressed(client):
    response = client.get(a_post().get_absolute_url(), headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
