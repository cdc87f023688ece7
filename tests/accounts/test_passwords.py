"""accounts/passwords.py, and what else a password here may be or not."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.passwords import SiteWordsValidator
from tests import builders
from tests.accounts import entrance


@pytest.fixture(autouse=True)
def _address(settings):
    settings.SITE_URL = "https://lamplight.example.org"


@pytest.mark.parametrize("password", ["lamplight", "Lamplight2026!", "colloquy-1234", "comment-lamplight-99"])
def test_the_words_of_the_site_are_no_password(password):
    with pytest.raises(ValidationError, match="name of this site"):
        SiteWordsValidator().validate(password)


@pytest.mark.parametrize("password", ["lamplight on a wooden table", "correct horse battery", "8s#kQ2!vPzt0"])
def test_a_sentence_with_one_of_them_is(password):
    SiteWordsValidator().validate(password)


@pytest.mark.parametrize("password", ["password1", "qwertyuiop", "12345678", "short", "iloveyou"])
def test_what_is_tried_first_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["onlysmalllettershere", "ALLCAPITALSHERE", "~!@#$%^&*()", "pâté über 茶", "x" * 63 + " y"]
)
def test_no_mixture_of_signs_is_asked_for_and_none_is_forbidden(password):
    validate_password(password)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["Long-And-Quiet " + "walk " * 20, "long-and-quiet " + "walk " * 19])
def test_a_password_counts_as_it_was_typed_and_whole(client, wrong):
    whole = "long-and-quiet " + "walk " * 20
    bob = builders.a_user("dora")
    bob.set_password(whole)
    bob.save()
    entrance.log_in(client, "dora", wrong)
    assert "_auth_user_id" not in client.session
    entrance.log_in(client, "dora", whole)
    assert client.session["_auth_user_id"] == str(bob.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/"])
def test_the_field_hides_it_and_lets_managers_fill_it(client, path):
    page = client.get(path).content.decode()
    assert 'type="password"' in page
    assert 'autocomplete="off"' not in page
    assert "onpaste" not in page
