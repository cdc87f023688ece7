"""Forms of the panel for people."""

from __future__ import annotations

import pytest

from accounts.forms import NewPasswordForm, PersonChangeForm, PersonCreationForm
from accounts.roles import Role
from tests.builders import a_user, an_owner

pytestmark = pytest.mark.django_db

NEW = {
    "username": "dora",
    "display_name": "Dora",
    "email": "",
    "password1": "correct horse",
    "password2": "correct horse",
}


def created(**fields):
    return PersonCreationForm({**NEW, "role": Role.MEMBER, "usable_password": "true", **fields})


def changed(person, **fields):
    data = {"username": person.username, "display_name": "", "email": person.email or "", "is_active": True}
    return PersonChangeForm({**data, "role": Role.MEMBER, **fields}, instance=person)


def test_a_person_without_an_address_has_none_at_all():
    form = created()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["email"] is None


def test_an_address_is_one_persons_however_it_is_written():
    a_user("bob", email="bob@example.org")
    assert [error.code for error in created(email="BOB@example.org").errors.as_data()["email"]] == ["unique"]


def test_keeping_ones_own_address_is_no_clash():
    person = a_user("bob", email="bob@example.org")
    assert changed(person, email="Bob@example.org").is_valid()


def test_the_only_owner_stays_one():
    owner = an_owner()
    form = changed(owner, role=Role.AUTHOR)
    assert [error.code for error in form.errors.as_data()["role"]] == ["last-owner"]
    form = changed(owner, role=Role.OWNER, is_active=False)
    assert [error.code for error in form.errors.as_data()["is_active"]] == ["last-owner"]


def test_one_of_two_owners_may_step_back():
    an_owner()
    second = a_user("otto", is_staff=True, is_superuser=True)
    assert changed(second, role=Role.AUTHOR).is_valid()


def test_the_form_shows_the_role_that_is():
    assert PersonChangeForm(instance=an_owner()).initial["role"] == Role.OWNER


@pytest.mark.parametrize("passwords", [("", ""), ("correct horse battery", "")])
def test_a_new_password_is_typed_twice(passwords):
    form = NewPasswordForm(a_user("bob"), dict(zip(("password1", "password2"), passwords, strict=True)))
    assert not form.is_valid()


def test_a_new_password_is_set():
    person = a_user("bob")
    form = NewPasswordForm(person, {"password1": "staple battery 7", "password2": "staple battery 7"})
    assert form.is_valid(), form.errors
    form.save()
    assert person.check_password("staple battery 7")
