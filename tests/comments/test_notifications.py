"""What a writer is told by mail: only what is still true, only who asked and proved the address, never oneself."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from blog.mail.models import Letter
from comments import erasure, ledger, links, moderation
from comments.models import Comment, Commenter, HouseRule, Status
from comments.redacting import redact
from tests.builders import a_comment, a_post, a_user, alice, carol
from tests.comments.post_box import after

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _with_mail(settings):
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def post():
    return a_post(title="On slowness", author=alice())


@pytest.fixture
def ellens(post):
    """Waits, is proven, and its writer wants to be told."""
    Commenter.objects.create(email="ellen@example.org", name="Ellen")
    return a_comment(post, status=Status.PENDING, name="Ellen", email="ellen@example.org", proof=1, wants_news=True)


@pytest.fixture
def later():
    return after


@pytest.fixture
def moderator():
    return carol()


@pytest.fixture
def decide(moderator):
    def move(comment, status=Status.APPROVED, **fields):
        return moderation.moderate([comment.pk], status, by=moderator, **fields)

    return move


def test_nothing_is_sent_before_five_minutes_have_passed(ellens, later, decide):
    decide(ellens)
    assert later(minutes=4) == []
    [letter] = later(minutes=6)
    assert letter.to == ["ellen@example.org"]
    assert letter.subject == "[Colloquy] Approved: your response to “On slowness”"


def test_a_decision_that_was_taken_back_is_told_to_nobody(ellens, later, decide, moderator):
    outcome = decide(ellens)
    moderation.undo(outcome.act, by=moderator)
    assert later() == []
    assert not Letter.objects.exists()


def test_what_is_told_is_the_decision_that_stands(ellens, later, decide):
    decide(ellens)
    decide(ellens, Status.DECLINED, reason="Please leave out the name.")
    [letter] = later()
    assert "was declined" in letter.body
    assert "> Please leave out the name." in letter.body
    assert links.token(links.RECEIPT, ellens) in letter.body


@pytest.mark.parametrize("status", [Status.SPAM, Status.REMOVED])
def test_who_was_taken_for_a_machine_or_removed_gets_no_mail(ellens, later, status, decide):
    decide(ellens, status)
    assert later() == []


@pytest.mark.parametrize("change", [{"wants_news": False}, {"proof": 0}, {"email": ""}])
@pytest.mark.parametrize("when", ["before", "after"])
def test_only_who_asked_and_proved_the_address_is_told(ellens, later, change, when, decide):
    if when == "after":
        decide(ellens)
    Comment.objects.filter(pk=ellens.pk).update(**change)
    if when == "before":
        decide(ellens)
    assert later() == []


def test_a_writer_who_withdraws_or_erases_is_told_nothing_more(ellens, later, decide):
    decide(ellens)
    moderation.moderate([ellens.pk], Status.WITHDRAWN, by=None, capacities=frozenset({moderation.Asker.WRITER}))
    assert later() == []
    erasure.erase(ellens, keep_text=False)
    assert not Letter.objects.exists()


def test_one_thing_is_told_once(post, ellens, later, decide):
    decide(ellens)
    later()
    decide(ellens, Status.PENDING)
    decide(ellens)
    assert len(later()) == 1


def test_an_account_is_told_at_its_proven_address_alone(post, later, decide):
    bob = a_user("bob")
    mine = a_comment(post, user=bob, email="", name="Bob", status=Status.PENDING, wants_news=True)
    decide(mine)
    assert later() == []
    EmailAddress.objects.create(user=bob, email="bob@example.org", verified=True, primary=True)
    decide(mine, Status.DECLINED)
    assert [letter.to for letter in later()] == [["bob@example.org"]]


def test_a_bulk_act_asks_no_question_for_each(post, django_assert_max_num_queries):
    waiting = [a_comment(post, status=Status.PENDING) for _ in range(30)]
    moderator = carol()
    with django_assert_max_num_queries(25):
        moderation.moderate([comment.pk for comment in waiting], Status.APPROVED, by=moderator)


def test_where_no_mail_can_be_sent_nothing_is_owed(settings, ellens, decide):
    settings.EMAIL_CONFIGURED = False
    decide(ellens)
    assert not Letter.objects.exists()


def test_the_wish_can_be_taken_back_on_the_receipt_and_for_everything(client, ellens):
    receipt = f"/comments/receipt/{links.token(links.RECEIPT, ellens)}/"
    assert "We write to ellen@example.org" in client.get(receipt).content.decode()
    assert client.get(f"{receipt}news/").status_code == 405
    client.post(f"{receipt}news/", {"news": "off"})
    assert not Comment.objects.get(pk=ellens.pk).wants_news
    client.post(f"{receipt}news/", {"news": "on"})
    assert Comment.objects.get(pk=ellens.pk).wants_news
    mine = f"/comments/mail/{links.token_of(links.MAIL, Commenter.objects.get())}/"
    assert client.get(f"{mine}quiet/").status_code == 405
    page = client.post(f"{mine}quiet/", follow=True).content.decode()
    assert "no more mail about anything here so far" in page
    assert not Comment.objects.get(pk=ellens.pk).wants_news


def test_a_member_with_a_proven_address_may_ask_and_others_are_not_offered_it(client, post):
    bob = a_user("bob")
    client.force_login(bob)
    assert "Mail me when this is decided" not in client.get(post.get_absolute_url()).content.decode()
    EmailAddress.objects.create(user=bob, email="bob@example.org", verified=True, primary=True)
    assert "Mail me when this is decided" in client.get(post.get_absolute_url()).content.decode()


def test_the_letter_quotes_the_rule_and_asks_for_a_change(ellens, later, decide):
    rule = HouseRule.objects.create(number=1, title="Be kind", text="To whoever is absent, too.")
    decide(ellens, Status.DECLINED, reason="Without the name.", ground=moderation.Ground(rule, asks_change=True))
    [letter] = later(minutes=6)
    for words in ("Please change it and send it again.", "Be kind", "To whoever is absent, too.", "Without the name."):
        assert words in letter.body
    assert "was declined" not in letter.body


def test_who_asked_is_told_what_was_taken_out_and_why(ellens, later, moderator):
    Comment.objects.update(body="Ask Anna Meier.", body_html="<p>Ask Anna Meier.</p>")
    ellens.refresh_from_db()
    redact(ellens, ["Anna Meier"], "name", by=moderator, reason="She has no part in this.")
    [letter] = later(minutes=6)
    assert letter.to == ["ellen@example.org"]
    assert "[name removed]" in letter.body
    assert "She has no part in this." in letter.body
    assert "Anna" not in letter.body


def test_what_was_put_back_is_told_to_nobody(ellens, later, moderator):
    Comment.objects.update(body="Ask Anna Meier.", body_html="<p>Ask Anna Meier.</p>")
    ellens.refresh_from_db()
    ledger.undo(redact(ellens, ["Anna Meier"], "name", by=moderator), by=moderator)
    assert later(minutes=6) == []
