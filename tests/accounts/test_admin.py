"""People in the panel, as the owner makes and changes them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AUTHORS, User
from accounts.roles import role_of
from tests import builders
from tests.accounts import entrance

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/user/"
ADD = "/admin/accounts/user/add/"


@pytest.fixture
def olive():
    return builders.an_owner()


@pytest.fixture
def owner(client, olive):
    entrance.log_in(client, olive.username)
    entrance.reauthenticate(client)
    return client


def filled(**fields):
    password = "a long and quiet walk"
    return {
        "username": "bob",
        "email": "",
        "display_name": "",
        "role": "member",
        "password1": password,
        "password2": password,
        **fields,
    }


def change(person: User, **fields) -> dict:
    return {
        "username": person.username, "display_name": person.display_name, "email": person.email or "",
        "role": role_of(person), "is_active": "on", **fields,
    }  # fmt: skip


def token_on(client, path):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).content.decode())[1]


def at(person: User) -> str:
    return reverse("admin:accounts_user_change", args=[person.pk])


@pytest.mark.parametrize("role", ["member", "moderator", "author", "author-moderator", "owner"])
def test_a_person_is_made_with_a_role(owner, role):
    assert owner.post(ADD, filled(role=role)).status_code == 302
    bob = User.objects.get(username="bob")
    assert role_of(bob) == role
    assert bob.is_staff == (role != "member")
    assert bob.check_password("a long and quiet walk")


def test_no_address_is_kept_as_none(owner):
    owner.post(ADD, filled(username="bob"))
    owner.post(ADD, filled(username="dave"))
    assert list(User.objects.filter(username__in=["bob", "dave"]).values_list("email", flat=True)) == [None, None]


def test_an_address_that_somebody_has_is_an_error_beside_the_field(owner):
    builders.a_user("bob", email="bob@example.org")
    response = owner.post(ADD, filled(username="mallory", email="BOB@example.ORG"))
    assert response.context["adminform"].form.errors.as_data()["email"][0].code == "unique"
    assert "already has an account" in response.content.decode()
    assert not User.objects.filter(username="mallory").exists()


def test_ones_own_address_is_nobody_elses(owner):
    bob = builders.a_user("bob")
    assert owner.post(at(bob), change(bob, email="BOB@example.org")).status_code == 302
    bob.refresh_from_db()
    assert bob.email == "BOB@example.org"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"username": "OLIVE"}, "username"),
        ({"username": "two words"}, "username"),
        ({"email": "nowhere"}, "email"),
        ({"role": "emperor"}, "role"),
        ({"password1": "12345678", "password2": "12345678"}, "password2"),
        ({"password2": "something else"}, "password2"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(owner, fields, wrong):
    response = owner.post(ADD, filled(**fields))
    assert list(response.context["adminform"].form.errors) == [wrong]
    assert User.objects.count() == 1


def test_a_role_can_be_changed(owner):
    bob = builders.a_user("bob")
    owner.post(at(bob), change(bob, role="author"))
    bob.refresh_from_db()
    assert bob.in_group(AUTHORS)
    assert bob.is_staff


@pytest.mark.parametrize("loss", [{"role": "author"}, {"is_active": ""}])
def test_the_only_owner_stays_one(owner, olive, loss):
    response = owner.post(at(olive), change(olive, **loss))
    assert "only owner" in response.content.decode()
    olive.refresh_from_db()
    assert olive.is_superuser
    assert olive.is_active


def test_the_only_owner_cannot_be_deleted(owner, olive):
    address = reverse("admin:accounts_user_delete", args=[olive.pk])
    assert owner.post(address, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=olive.pk).exists()


def test_one_of_two_owners_may_step_down(owner, olive):
    builders.a_user("oscar", is_superuser=True, is_staff=True)
    assert owner.post(at(olive), change(olive, role="author")).status_code == 302
    olive.refresh_from_db()
    assert not olive.is_superuser


def test_nobody_makes_themselves_an_owner_by_hidden_fields(owner):
    bob = builders.a_user("bob")
    owner.post(at(bob), change(bob, is_superuser="on", is_staff="on", password="x"))
    bob.refresh_from_db()
    assert role_of(bob) == "member"
    assert not bob.is_staff
    assert bob.check_password("correct horse")


@pytest.mark.parametrize("who", [builders.alice, builders.carol])
def test_whoever_is_no_owner_changes_nobody(client, who):
    bob = builders.a_user("bob")
    client.force_login(who())
    assert client.post(at(bob), change(bob, role="owner")).status_code == 403
    assert client.post(ADD, filled(username="dave", role="owner")).status_code == 403
    assert not User.objects.filter(is_superuser=True).exists()


def test_the_owner_sets_a_new_password(owner):
    bob = builders.a_user("bob")
    address = reverse("admin:auth_user_password_change", args=[bob.pk])
    password = "a long and quiet walk"
    assert owner.post(address, {"password1": password, "password2": password}).status_code == 302
    bob.refresh_from_db()
    assert bob.check_password(password)


def test_a_new_password_is_wanted_twice_and_not_an_easy_one(owner):
    bob = builders.a_user("bob")
    address = reverse("admin:auth_user_password_change", args=[bob.pk])
    for first, second in (
        ("", ""),
        ("a long and quiet walk", ""),
        ("12345678", "12345678"),
        ("one of them", "another one"),
    ):
        assert owner.post(address, {"password1": first, "password2": second}).status_code == 200
    assert owner.post(address, {"usable_password": "false", "unset-password": "1"}).status_code == 200
    bob.refresh_from_db()
    assert bob.check_password("correct horse")


def test_no_page_shows_anything_of_a_password(owner, olive):
    page = owner.get(at(olive)).content.decode()
    assert "pbkdf2" not in page
    assert olive.password not in page


@pytest.mark.parametrize(("role", "names"), [("author", ["alice"]), ("moderator", ["carol"]), ("owner", ["olive"])])
def test_people_are_listed_by_role(owner, role, names):
    builders.alice()
    builders.carol()
    found = owner.get(LIST, {"role": role}).context["cl"].result_list
    assert [person.username for person in found] == names


def test_the_list_asks_the_database_no_more_for_more_people(owner, django_assert_max_num_queries):
    for number in range(12):
        builders.a_user(f"bob{number}")
    with django_assert_max_num_queries(10):
        owner.get(LIST)


@pytest.mark.parametrize("path", [ADD, "/admin/accounts/user/{}/change/", "/admin/accounts/user/{}/password/"])
def test_a_browser_that_was_left_open_changes_nobody(client, olive, path):
    entrance.log_in(client, olive.username)
    response = client.post(path.format(olive.pk), filled())
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.count() == 1


def test_what_was_sent_goes_on_after_the_password(olive):
    client, bob = Client(enforce_csrf_checks=True), builders.a_user("bob")
    client.force_login(olive)
    sent = change(bob, role="author", csrfmiddlewaretoken=token_on(client, at(bob)))
    asked = client.post(at(bob), sent)["Location"]
    assert role_of(bob) == "member"
    client.post(asked, {"password": entrance.PASSWORD, "csrfmiddlewaretoken": token_on(client, asked)})
    assert role_of(User.objects.get(pk=bob.pk)) == "author"


def test_a_new_password_does_not_wait_in_the_session(client, olive):
    entrance.log_in(client, olive.username)
    client.post(ADD, filled())
    assert "quiet" not in str(dict(client.session))
