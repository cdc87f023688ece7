"""What a card tells, to whom, and that nothing on it runs."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone

from blog import markup
from blog.lookalikes import folded
from blog.posts.models import Tag
from comments import moderation
from comments.models import Assignment, Comment, Commenter, Event, Status
from comments.panel import cards, queue
from comments.panel.scope import scope
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db


def card_of(comment: Comment, user) -> cards.Card:
    (card,) = cards.build([queue.one(scope(user), comment.pk)], user)
    return card


def page(user, path="/admin/queue/") -> str:
    client = Client()
    client.force_login(user)
    return client.get(path).content.decode()


def numbers(card: cards.Card) -> dict[str, int]:
    return {str(label): count for label, count in card.record.numbers}


def test_a_record_is_kept_by_address_for_a_guest(post, held, carol):
    first = timezone.now() - timedelta(days=100)
    a_comment(post, email="ellen@example.org", submitted_at=first)
    a_comment(post, email="ellen@example.org", status=Status.SPAM)
    a_comment(post, email="other@example.org")
    card = card_of(held, carol)
    assert numbers(card) == {"Approved": 1, "Declined": 0, "Spam": 1, "Removed": 0}
    assert (card.record.proof, card.record.first_seen) == ("typed", first)


def test_a_record_is_kept_by_account_for_a_member_whatever_address_was_typed(post, carol):
    bob = a_user("bob")
    a_comment(post, user=bob, email="")
    a_comment(post, email="bob@example.org")
    waiting = a_comment(post, user=bob, email="", status=Status.PENDING)
    card = card_of(waiting, carol)
    assert (card.record.proof, numbers(card)["Approved"]) == ("account", 1)


def test_who_left_no_address_has_no_record(post, carol):
    a_comment(post, email="", name="Anonymous")
    card = card_of(a_comment(post, email="", name="Anonymous", status=Status.PENDING), carol)
    assert card.record.proof == ""


def test_an_address_is_one_in_any_letters(post, carol):
    a_comment(post, email="ellen@example.org")
    card = card_of(a_comment(post, email="Ellen@Example.org", status=Status.PENDING), carol)
    assert numbers(card)["Approved"] == 1


def test_a_moderator_sees_the_address_and_an_author_does_not(held, carol, alice):
    assert "ellen@example.org" in page(carol)
    for path in ("/admin/queue/", f"/admin/queue/{held.pk}/"):
        assert "Ellen" in page(alice, path)
        assert "ellen@example.org" not in page(alice, path)


def test_it_says_in_a_sentence_why_a_comment_is_held(post, held, carol):
    member = a_comment(post, user=a_user("bob"), status=Status.PENDING)
    imported = a_comment(post, status=Status.PENDING, source="old.example", source_id=4)
    assert card_of(held, carol).why == "Every comment from a guest is held."
    assert "unless the article’s author or a moderator wrote it" in card_of(member, carol).why
    assert "imported" in card_of(imported, carol).why


def test_what_was_proven_is_told_apart_from_what_was_typed(post, carol):
    a_comment(post, email="ellen@example.org", status=Status.SPAM)
    for _ in range(3):
        a_comment(post, email="ellen@example.org", proof=Comment.Proof.ADDRESS)
    proven = a_comment(post, email="ellen@example.org", proof=Comment.Proof.ADDRESS, status=Status.PENDING)
    typed = a_comment(post, email="Ellen@example.org", status=Status.PENDING)
    assert numbers(card_of(proven, carol)) == {"Approved": 3, "Declined": 0, "Spam": 0, "Removed": 0}
    assert numbers(card_of(typed, carol))["Spam"] == 1
    assert card_of(proven, carol).rung.startswith("Known")
    assert "only typed" in card_of(typed, carol).rung


def test_it_says_whose_name_was_used(post, alice, carol):
    held = a_comment(post, name="Alicе", status=Status.PENDING, held_for=Comment.HeldFor.NAME)
    assert card_of(held, carol).why.startswith("Its name looks like that of Alice, who looks after this site")
    alice.is_staff = False
    alice.save()
    assert "belongs to somebody else" in card_of(held, carol).why
    Commenter.objects.create(email="a@example.org", name="Alice", folded_name=folded("Alice"))
    assert "has proven an address here" in card_of(held, carol).why


def test_it_says_that_a_known_writer_was_let_through(post, carol):
    shown = a_comment(post, email="e@example.org", proof=Comment.Proof.ADDRESS)
    assert "known writers are trusted here" in card_of(shown, carol).why


def test_it_says_who_decided_what_and_why(held, carol):
    moderation.moderate([held.pk], Status.DECLINED, by=carol, reason="Attacks <b>people</b>.")
    text = page(carol, "/admin/queue/?status=declined")
    assert "Carol declined it" in text
    assert "Attacks &lt;b&gt;people&lt;/b&gt;." in text


def test_a_held_again_comment_says_who_holds_it(held, carol):
    moderation.moderate([held.pk], Status.APPROVED, by=carol)
    moderation.moderate([held.pk], Status.PENDING, by=carol)
    assert card_of(held, carol).why.startswith("Carol held it again")


def test_a_comment_sent_again_says_so(held, carol):
    writer = frozenset({moderation.Asker.WRITER})
    for status in (Status.WITHDRAWN, Status.PENDING):
        moderation.moderate([held.pk], status, by=None, capacities=writer)
    held.refresh_from_db()
    assert card_of(held, carol).why.startswith("Its writer sent it again")


def test_it_shows_what_a_comment_answers(post, carol):
    parent = a_comment(post, name="David", body_html="<p>" + "word " * 60 + "</p>")
    a_comment(post, parent, status=Status.PENDING)
    text = page(carol)
    assert "word word" in text
    assert f'href="/comments/{parent.pk}/"' in text
    assert text.count("word ") < 60


def test_a_hidden_parent_is_shown_with_its_state_and_no_public_link(post, carol):
    parent = a_comment(post, name="David", status=Status.REMOVED)
    a_comment(post, parent, status=Status.PENDING)
    text = page(carol)
    assert "(Removed)" in text
    assert f'href="/comments/{parent.pk}/"' not in text


def test_one_goes_on_to_the_next_card_and_from_the_last_to_the_one_before(post, carol):
    comments = [a_comment(post, status=Status.PENDING) for _ in range(3)]
    built = cards.build(queue.page(scope(carol), queue.Selection(), shows_addresses=True).comments, carol)
    _first, second, third = (comment.pk for comment in comments)
    assert [card.next_pk for card in built] == [second, third, second]


def test_a_single_card_leads_nowhere_else(held, carol):
    assert card_of(held, carol).next_pk is None


class Elements(HTMLParser):
    """Everything in a page that could run and is not the panel's own."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []

    def handle_starttag(self, tag, attrs):
        handlers = [name for name, _value in attrs if name.startswith("on")]
        is_own_script = tag == "script" and dict(attrs).get("src", "").startswith("/static/")
        if handlers or tag in {"img", "svg", "iframe"} or (tag == "script" and not is_own_script):
            self.foreign.append(f"{tag} {attrs}")
        self.foreign += [f"{tag} {value}" for name, value in attrs if (value or "").startswith("javascript:")]


def foreign_elements(text: str) -> list[str]:
    parser = Elements()
    parser.feed(text)
    return parser.foreign


MISCHIEF = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ settings.SECRET_KEY }}{% csrf_token %}",
    "</title><svg onload=alert(1)>",
]


@pytest.mark.parametrize("mischief", MISCHIEF)
@pytest.mark.parametrize("path", ["/admin/queue/", "/admin/queue/?status=all", "/admin/queue/{pk}/"])
def test_nothing_that_was_typed_runs(mischief, path, post, carol):
    parent = a_comment(post, name=mischief, body=mischief, body_html=markup.comment_html(mischief))
    comment = a_comment(
        post,
        parent,
        status=Status.PENDING,
        name=mischief,
        email=mischief,
        website=mischief,
        body=mischief,
        body_html=markup.comment_html(mischief),
    )
    Event.objects.create(
        comment=comment, act="0" * 32, role="moderator", from_status="spam", to_status="pending", reason=mischief
    )
    text = page(carol, path.format(pk=comment.pk))
    assert "only-for-tests" not in text
    assert foreign_elements(text) == []
    assert "alert(1)" in text or "settings.SECRET_KEY" in text


def test_a_website_is_written_and_never_a_link(post, carol):
    a_comment(post, status=Status.PENDING, website="https://shop.example/")
    text = page(carol)
    assert "https://shop.example/" in text
    assert 'href="https://shop.example/"' not in text


def test_what_its_writer_took_back_has_no_buttons(post, carol):
    comment = a_comment(post, status=Status.WITHDRAWN)
    a_comment(post, status=Status.WITHDRAWN)
    text = page(carol, "/admin/queue/?status=withdrawn")
    assert "Only they can send it again." in text
    assert f"act-{comment.pk}" not in text
    assert 'id="bulk"' not in text


def test_everything_under_an_address_is_one_link_away(post, carol):
    a_comment(post, status=Status.PENDING, email="a&b+c@example.org", name="Ellen")
    a_comment(post, name="Somebody else")
    assert 'href="/admin/queue/?status=all&amp;person=a%26b%2Bc%40example.org"' in page(carol)
    assert "Somebody else" not in page(carol, "/admin/queue/?status=all&person=a%26b%2Bc%40example.org")


@pytest.mark.parametrize("by", ["tag", "post"])
def test_who_decides_on_a_part_is_told_what_became_of_a_writer_there_alone(by, post, held):
    dan = a_user("dan", is_staff=True)
    tag = Tag.objects.create(name="ward", slug="ward")
    post.tags.add(tag)
    Assignment.objects.create(user=dan, **{by: tag if by == "tag" else post})
    elsewhere = a_post()
    a_comment(post, email="ellen@example.org")
    for _ in range(3):
        a_comment(elsewhere, email="ellen@example.org", status=Status.SPAM)
    card = card_of(held, dan)
    assert (numbers(card)["Approved"], numbers(card)["Spam"], card.record.rejection_rate) == (1, 0, 0)


def test_a_moderator_of_the_site_is_told_of_everywhere(post, held, carol):
    a_comment(a_post(), email="ellen@example.org", status=Status.SPAM)
    assert numbers(card_of(held, carol))["Spam"] == 1
