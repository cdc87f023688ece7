"""Mails as real programs write them, and as nobody should."""

from __future__ import annotations

from pathlib import Path

import pytest

from blog.mail.models import Incoming
from comments.inbox import delivering
from comments.models import Comment, Status
from tests.comments.inbox.corpus import EXPECTED

pytestmark = pytest.mark.django_db

MESSAGES = Path(__file__).with_name("messages")


@pytest.mark.parametrize("name", EXPECTED)
def test_it_becomes_what_it_should(filled, name):
    outcome, code, text, attachments = EXPECTED[name]
    before = Comment.objects.count()
    row = delivering.deliver(filled((MESSAGES / f"{name}.eml").read_bytes())).row
    answers = list(Comment.objects.order_by("pk")[before:].values_list("status", "body"))
    status = {"published": Status.APPROVED, "held": Status.PENDING}.get(outcome)
    assert (row.outcome, row.code, answers) == (outcome, code, [(status, text)] if status else [])
    assert row.attachments == attachments


def test_every_mail_of_the_corpus_is_judged():
    assert {file.stem for file in MESSAGES.glob("*.eml")} == set(EXPECTED)
    assert {outcome for outcome, *_rest in EXPECTED.values()} == {"published", "held", "refused", "kept"}


@pytest.mark.parametrize(
    "name", [name for name, (outcome, *_rest) in EXPECTED.items() if outcome in {"refused", "kept"}]
)
def test_what_became_nothing_is_there_to_be_looked_at(filled, name):
    raw = filled((MESSAGES / f"{name}.eml").read_bytes())
    row = Incoming.objects.get(pk=delivering.deliver(raw).row.pk)
    assert row.why.endswith(".")
    assert bytes(row.raw) == (b"" if row.code == "report" else raw)
