from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from comments.models import Comment, Status
from comments.receipts.standing import STANDING
from tests import builders
from tests.accounts.entrance import log_in, reauthenticate

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(client):
    bob = builders.a_user("bob")
    log_in(client)
    return bob


def account(client, query=""):
    return " ".join(client.get(f"/accounts/{query}").content.decode().split())


class TestAccountPage:
    def test_it_shows_ones_own_comments_and_nobody_elses(self, client, bob):
        post = builders.a_post()
        builders.a_comment(post, user=bob, body="Mine.")
        builders.a_comment(post, user=builders.a_user("mallory"), body="Not mine.")
        builders.a_comment(post, name=bob.name, email=bob.email, body="Sent as a guest.")
        page = account(client)
        assert ">Mine.</p>" in page
        assert "Not mine." not in page
        assert "Sent as a guest." not in page

    @pytest.mark.parametrize("status", Status)
    def test_it_says_in_words_what_became_of_each(self, client, bob, status):
        comment = builders.a_comment(builders.a_post(), user=bob, status=status)
        page = account(client)
        assert f"<strong>{STANDING[status]}</strong>" in page
        assert (f'href="/comments/{comment.pk}/"' in page) is (status == Status.APPROVED)

    def test_it_has_the_newest_first_and_the_rest_on_further_pages(self, client, bob):
        post, now = builders.a_post(), timezone.now()
        for age in range(25):
            builders.a_comment(post, user=bob, body=f"Age {age}.", submitted_at=now - timedelta(hours=age))
        first, second = account(client), account(client, "?page=2")
        assert re.findall(r"Age (\d+)\.", first) == [str(age) for age in range(20)]
        assert re.findall(r"Age (\d+)\.", second) == [str(age) for age in range(20, 25)]

    def test_each_leads_to_where_it_is_changed(self, client, bob):
        builders.a_comment(builders.a_post(), user=bob, body="Mine.")
        receipt = re.search(r'href="(/comments/receipt/[^"]+)"', account(client))[1]
        assert "Mine." in client.get(receipt).content.decode()

    def test_it_escapes_what_was_written(self, client, bob):
        builders.a_comment(builders.a_post(), user=bob, body="<script>alert(1)</script>")
        assert "<script>alert" not in account(client)

    def test_it_takes_as_many_queries_for_twenty_comments_as_for_one(self, client, bob, django_assert_max_num_queries):
        post = builders.a_post()
        for _number in range(20):
            builders.a_comment(post, user=bob)
        with django_assert_max_num_queries(12):
            account(client)

    @pytest.mark.parametrize("page", ["0", "99", "x", "-1"])
    def test_a_page_that_is_none_is_the_nearest_one(self, client, bob, page):
        builders.a_comment(builders.a_post(), user=bob, body="Mine.")
        assert ">Mine.</p>" in account(client, f"?page={page}")


class TestName:
    def test_it_is_changed_for_what_comes_next(self, client, bob):
        said = builders.a_comment(builders.a_post(), user=bob, name="Bob")
        assert client.post("/accounts/name/", {"display_name": "Robert"})["Location"] == "/accounts/"
        assert User.objects.get(pk=bob.pk).name == "Robert"
        assert Comment.objects.get(pk=said.pk).name == "Bob"

    def test_a_refused_one_is_there_again_and_the_old_one_stays(self, client, bob):
        builders.alice()
        response = client.post("/accounts/name/", {"display_name": "Alice"})
        page = response.content.decode()
        assert (response.status_code, 'value="Alice"' in page, "belongs to somebody" in page) == (400, True, True)
        assert User.objects.get(pk=bob.pk).name == "Bob"

    def test_looking_changes_nothing(self, client, bob):
        assert client.get("/accounts/name/?display_name=X").status_code == 405

    def test_a_stranger_is_led_to_the_door(self, client):
        assert client.post("/accounts/name/", {"display_name": "X"})["Location"].startswith("/accounts/login/")


class TestExport:
    def test_it_is_a_file_for_programs(self, client, bob):
        builders.a_comment(builders.a_post(), user=bob, body="Mine.")
        response = client.get("/accounts/export/json/")
        assert response["Content-Disposition"] == f'attachment; filename="account-{bob.pk}.json"'
        assert "no-store" in response["Cache-Control"]
        assert json.loads(response.content)["comments"][0]["text"] == "Mine."

    def test_it_is_a_page_to_read_that_asks_nobody_for_anything(self, client, bob):
        builders.a_comment(builders.a_post(), user=bob, body="Mine. <b>")
        response = client.get("/accounts/export/")
        page = response.content.decode()
        assert response["Content-Disposition"].endswith('.html"')
        assert "Mine. &lt;b&gt;" in page
        assert not re.search(r"src=|href=|url\(", page)


class TestDelete:
    def test_it_asks_for_the_password_first(self, client, bob):
        assert client.get("/accounts/delete/")["Location"].startswith("/accounts/reauthenticate/")
        response = client.post("/accounts/delete/", {"comments": "named", "sure": "on"})
        assert response["Location"].startswith("/accounts/reauthenticate/")
        assert User.objects.filter(pk=bob.pk).exists()

    def test_it_deletes_and_says_so(self, client, bob):
        reauthenticate(client)
        response = client.post("/accounts/delete/", {"comments": "named", "sure": "on"})
        assert "Your account is gone" in response.content.decode()
        assert not User.objects.exists()
        assert client.get("/accounts/")["Location"].startswith("/accounts/login/")

    @pytest.mark.parametrize("given", [{}, {"sure": "on"}, {"comments": "named"}, {"comments": "all", "sure": "on"}])
    def test_half_a_form_deletes_nothing(self, client, bob, given):
        reauthenticate(client)
        assert client.post("/accounts/delete/", given).status_code == 400
        assert User.objects.filter(pk=bob.pk).exists()

    def test_looking_deletes_nothing(self, client, bob):
        reauthenticate(client)
        assert client.get("/accounts/delete/?comments=named&sure=on").status_code == 200
        assert User.objects.filter(pk=bob.pk).exists()

    def test_staff_with_articles_are_told_what_stands_in_the_way(self, client, bob):
        builders.a_post(author=bob)
        reauthenticate(client)
        page = client.post("/accounts/delete/", {"comments": "named", "sure": "on"}).content.decode()
        assert "You are the author of 1 article." in page
        assert User.objects.filter(pk=bob.pk).exists()


def test_an_anonymous_reader_is_offered_the_door_and_gets_no_cookie(client):
    response = client.get(builders.a_post().get_absolute_url())
    assert '<a href="/accounts/login/">Log in</a>' in response.content.decode()
    assert not response.cookies


def test_a_signed_in_reader_sees_their_name(client, bob):
    page = client.get("/").content.decode()
    assert '<a href="/accounts/">Bob</a>' in page
    assert "Log in" not in page
