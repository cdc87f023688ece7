"""The feed of what waits: only for who decides, at an address nobody can guess."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client

from comments.models import Defaults, Status
from comments.panel import feed
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def get(token: str):
    return Client().get(f"/admin/queue/feed/{token}/")


def entries(response) -> list[dict[str, str]]:
    root = ElementTree.fromstring(response.content)
    return [
        {
            "title": entry.findtext(f"{ATOM}title"),
            "summary": entry.findtext(f"{ATOM}summary"),
            "link": entry.find(f"{ATOM}link").get("href"),
        }
        for entry in root.iter(f"{ATOM}entry")
    ]


def test_it_tells_who_wrote_where_and_how_it_begins(held, carol):
    (entry,) = entries(get(feed.token(carol)))
    assert entry["title"] == "Ellen on What a silence is holding"
    assert entry["summary"] == held.body
    assert entry["link"].endswith(f"/admin/queue/{held.pk}/")


def test_it_holds_no_address_and_nothing_that_is_decided(held, post, carol):
    a_comment(post, name="Shown")
    response = get(feed.token(carol))
    assert b"@" not in response.content
    assert b"Shown" not in response.content


def test_an_author_gets_their_own_discussions(held, alice, mallory):
    a_comment(a_post(mallory), status=Status.PENDING)
    assert len(entries(get(feed.token(alice)))) == 1


def test_it_is_kept_by_nobody_and_sets_no_cookie(held, carol):
    response = get(feed.token(carol))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Content-Type"].startswith("application/atom+xml")
    assert not response.cookies


def test_a_wrong_token_opens_nothing(carol):
    good = feed.token(carol)
    pk, signature = good.split("-")
    wrong = [
        f"{pk}-",
        f"{pk}-{'0' * 64}",
        f"{int(pk) + 1}-{signature}",
        good[:-1],
        good + "0",
        "x",
        "-1",
        f"{'9' * 30}-{signature}",
        f"²-{signature}",
    ]
    assert [get(token).status_code for token in wrong] == [404] * len(wrong)


def test_a_new_password_ends_the_old_address(carol):
    old = feed.token(carol)
    carol.set_password("another battery staple")
    carol.save()
    assert get(old).status_code == 404
    assert get(feed.token(carol)).status_code == 200


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_who_has_left_reads_nothing(change, carol):
    for name, value in change.items():
        setattr(carol, name, value)
    carol.save()
    assert get(feed.token(carol)).status_code == 404


def test_who_decides_on_nothing_reads_nothing(alice):
    Defaults.objects.update_or_create(pk=1, defaults={"authors_moderate": False})
    assert get(feed.token(alice)).status_code == 404
    assert get(feed.token(a_user("bob"))).status_code == 404


def test_it_is_only_read(carol):
    assert Client().post(f"/admin/queue/feed/{feed.token(carol)}/").status_code == 405


def test_control_characters_and_markup_leave_it_readable(post, carol):
    a_comment(post, status=Status.PENDING, name="a\x0b\x1fb<script>", body_html="<p>c\x0cd &lt;script&gt;</p>")
    (entry,) = entries(get(feed.token(carol)))
    assert "<script>" in entry["title"]


def test_the_address_stands_in_the_queue(carol, signed_in, settings):
    page = signed_in(carol).get("/admin/queue/").content.decode()
    assert f"{settings.SITE_URL}/admin/queue/feed/{feed.token(carol)}/" in page


def test_it_takes_few_queries_however_much_waits(post, carol, django_assert_max_num_queries):
    for _ in range(feed.SIZE + 5):
        a_comment(post, status=Status.PENDING)
    with django_assert_max_num_queries(10):  # six of them for the allowance of secrets, where no Redis counts it
        response = get(feed.token(carol))
    assert len(entries(response)) == feed.SIZE
