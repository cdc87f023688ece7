"""The help card comes on the owner's words, however they are written."""

from __future__ import annotations

import time

import pytest

from comments.care.card import card, card_of, is_called_for, wanted
from comments.models import Defaults, Discussion
from comments.submission import MAX_LENGTH
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db

WORDS = "suicid*\nKill  myself\n can't go on \nmüde\n*\n\nStraße"
CALLS = {
    "I thought of suicide.": True,
    "SUICIDAL, they said": True,
    "suïcide": True,
    "I could kill\nmyself": True,
    "kill-myself": True,
    "I can’t go on": True,
    "so mude": True,
    "STRASSE": True,
    "skill myself": False,
    "I kill myselfish habits": False,
    "müdes Kind": False,
    "sui cide": False,
    "": False,
    "* * *": False,
}


def a_discussion(**fields):
    settings = {"care_mode": True, "help_words": WORDS, "help_card": "Ring **01632 960 111**.", **fields}
    defaults, _made = Defaults.objects.update_or_create(pk=1, defaults=settings)
    return Discussion(post=a_post(), defaults=defaults)


@pytest.mark.parametrize("text", CALLS)
def test_words_are_found_whole_in_any_spelling(text):
    assert is_called_for(a_discussion(), text) is CALLS[text]


def test_it_is_the_owners_text_made_safe():
    shown = card(a_discussion(help_card="Ring **01632**.<script>alert(1)</script>"), "suicide")
    assert "<strong>01632</strong>" in shown
    assert "<script" not in shown


@pytest.mark.parametrize("off", [{"care_mode": False}, {"help_card": " "}, {"help_words": ""}])
def test_without_mode_words_or_text_there_is_none(off):
    assert card(a_discussion(**off), "suicide") is None


def test_a_comment_calls_for_it_by_its_text_alone():
    a_discussion()
    post = a_post()
    called, other = a_comment(post, body="suicide"), a_comment(post, body="sunrise")
    assert card_of(called)
    assert card_of(other) is None


def test_an_asterisk_stands_for_any_ending_and_only_there():
    assert wanted("ab*\nc*d\ne f*") == [" ab", " c d ", " e f"]


def test_many_words_and_the_longest_text_take_no_time():
    words = "\n".join(f"word{number} and {number}" for number in range(500))
    discussion = a_discussion(help_words=words)
    began = time.process_time()

    assert not is_called_for(discussion, ("word " * MAX_LENGTH)[:MAX_LENGTH])
    assert time.process_time() - began < 0.5
