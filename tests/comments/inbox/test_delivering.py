"""From a mail to what becomes of it."""

from __future__ import annotations

import pytest

from blog.mail.models import Incoming
from comments.inbox import addresses, delivering
from comments.models import Comment, Commenter, Status
from comments.readers import Reader
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on(settings):
    settings.REPLY_ADDRESS = "reply@blog.example.org"
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def moderator():
    user = carol()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return Reader(user=user)


@pytest.fixture
def ellen():
    return Reader(commenter=Commenter.objects.create(email="ellen@example.org", name="Ellen"))


def a_mail(to, sender, words="Well said.", **headers):
    lines = {"From": sender, "To": to, "Subject": "Re: x", "Message-ID": "<1@example.org>", **headers}
    return ("\n".join(f"{key}: {value}" for key, value in lines.items()) + f"\n\n{words}\n").encode()


def test_a_moderators_reply_is_published_and_approves_what_it_answers(moderator):
    comment = a_comment(a_post(), status=Status.PENDING)
    done = delivering.deliver(a_mail(addresses.reply_to(comment, moderator), "Carol <carol@example.org>"))
    assert (done.row.outcome, done.row.why) == (Incoming.Outcome.PUBLISHED, "")
    comment.refresh_from_db()
    answer = Comment.objects.get(pk=done.row.answer)
    assert comment.status == answer.status == Status.APPROVED
    assert (answer.parent_id, answer.user, answer.body) == (comment.pk, moderator.user, "Well said.")


def test_a_readers_reply_waits_like_any_other_comment(ellen):
    comment = a_comment(a_post())
    done = delivering.deliver(a_mail(addresses.reply_to(comment, ellen), "ellen@example.org"))
    assert done.row.outcome == Incoming.Outcome.HELD
    answer = Comment.objects.get(pk=done.row.answer)
    assert (answer.status, answer.name, answer.proof) == (Status.PENDING, "Ellen", Comment.Proof.ADDRESS)
