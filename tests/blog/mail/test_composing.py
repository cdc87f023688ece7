"""Who writes letters of a kind."""

from __future__ import annotations

import pytest

from blog.mail import composing
from blog.mail.composing import Draft
from blog.mail.models import Letter
from tests.site import environment, run


def test_the_composer_of_a_kind_writes_its_letters(composes):
    composes("note")(lambda letter: Draft(f"About {letter.about}", "comments/mail/proof"))
    assert composing.compose(Letter(kind="note", about=7)).subject == "About 7"


def test_a_kind_without_a_composer_is_an_error_that_names_it():
    with pytest.raises(composing.UnknownKindError, match="novelty"):
        composing.compose(Letter(kind="novelty"))


def test_a_kind_is_said_in_words(composes):
    composes("note", "a note to a friend")(lambda letter: None)
    assert composing.words("note") == "a note to a friend"


def test_a_kind_of_a_newer_version_goes_by_its_name():
    assert composing.words("novelty") == "novelty"


def test_every_kind_of_this_site_has_words():
    assert all(composing.words(kind) != kind for kind in composing._composers)
    assert {"receipt", "proof", "mine", "decided", "answered"} <= set(composing._composers)


KINDS = """
import django
django.setup()
from blog.mail.composing import _composers
known = set(_composers)
import blog.urls
print(sorted(set(_composers) - known))
"""


def test_a_process_without_pages_knows_how_every_letter_is_written(tmp_path):
    """The worker reads no map of addresses before its first letter."""
    done = run("-c", KINDS, env=environment(tmp_path, DJANGO_SETTINGS_MODULE="blog.settings"))
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
