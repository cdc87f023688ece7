"""What readers and writers meet of the rules: a closing date, a holiday, a page that says what became of a text."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from comments import links
from comments.forms import token_for
from comments.models import Comment, Discussion
from tests.builders import a_comment, a_post
from tests.comments.rules.crew import article_rules, finding_words, plugged, sent, site_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


def text_of(response) -> str:
    return unescape(response.content.decode())


def send(client, post, **fields):
    data = {"name": "Ellen", "email": "ellen@example.org", "body": "A thought of mine.", "token": token_for(post.pk)}
    return client.post(f"/comments/on/{post.pk}/", {**data, **fields})


def day(moment) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def receipt(client, comment) -> str:
    return text_of(client.get(f"/comments/receipt/{links.token(links.RECEIPT, comment)}/"))


def test_readers_are_told_when_it_closes(client, post):
    article_rules(post, close_after_days=30)
    page = text_of(client.get(post.get_absolute_url()))
    assert f"This discussion closes on {day(post.published_at + timedelta(days=30))}." in page
    article_rules(post, close_after_days=0, close_quiet_days=9)
    page = text_of(client.get(post.get_absolute_url()))
    closing = day(post.published_at + timedelta(days=9))
    assert f"This discussion closes on {closing}, unless something new is said before." in page


def test_what_closed_by_a_rule_says_when_and_takes_nothing(client, post):
    post.published_at = timezone.now() - timedelta(days=40)
    post.save()
    site_rules(close_after_days=30)
    page = text_of(client.get(post.get_absolute_url()))
    assert f"This discussion closed on {day(post.published_at + timedelta(days=30))}." in page
    late = send(client, post, body="Too late.")
    assert late.status_code == 403
    assert "Too late." in text_of(late)
    assert not Comment.objects.exists()


def test_an_own_closing_date_is_told_as_well(client, post):
    moment = timezone.now() + timedelta(days=2)
    Discussion.objects.create(post=post, closes_at=moment)
    assert f"This discussion closes on {day(moment)}." in text_of(client.get(post.get_absolute_url()))


HOLIDAYS = [
    # days from today, words, what readers are told
    (4, "", "Responses are read again from {day}."),
    (4, "Answers come from the 12th.", "Answers come from the 12th."),
    (0, "Answers come from the 12th.", None),
    (-3, "", None),
]


@pytest.mark.parametrize(("days", "words", "said"), HOLIDAYS)
def test_a_holiday_is_told_at_the_form_and_on_the_receipt_and_ends_by_itself(client, post, days, words, said):
    until = timezone.localdate() + timedelta(days=days)
    site_rules(holiday_until=until, holiday_words=words)
    said = said and said.format(day=date_format(until, "DATE_FORMAT"))
    comment = a_comment(post, status="pending")
    for page in (text_of(client.get(post.get_absolute_url())), receipt(client, comment)):
        assert (said in page) if said else ("Answers come" not in page and "read again" not in page)
    assert send(client, post).status_code == 303


def test_a_holiday_is_told_on_the_page_for_replying_too(client, post):
    site_rules(holiday_until=timezone.localdate() + timedelta(days=4), holiday_words="Back <b>soon</b>.")
    root = a_comment(post)
    page = client.get(f"/comments/on/{post.pk}/?parent={root.pk}").content.decode()
    assert "Back &lt;b&gt;soon&lt;/b&gt;." in page


def test_members_only_by_a_rule_of_the_site(client, post):
    site_rules(access="members")
    refused = send(client, post, body="As a guest.")
    assert refused.status_code == 403
    assert "Only members can reply here." in text_of(refused)


def test_what_is_filed_as_spam_leads_its_writer_to_the_page_that_says_so(client, post, mailoutbox):
    with plugged(matches=finding_words(disallowed="casino")):
        response = send(client, post, body="A casino.", mail_me="on")
    assert response.status_code == 303
    assert response["Location"].startswith("/comments/receipt/")
    page = text_of(client.get(response["Location"]))
    assert "It was taken for advertising." in page
    assert "Nobody has read it." in page
    assert "never taken" not in page
    assert Comment.objects.get().status == "spam"
    assert not mailoutbox


TOLD = [
    # held for; what its writer reads, and what not
    ("links", "It was held, because links are looked at here before others follow them.", "4"),
    ("first", "It was held, because the first responses of everybody are read here.", "2"),
    ("words", "It was held, because a person reads it first.", "word"),
    ("rate", "It was held, because a person reads it first.", "declined"),
    ("premoderated", "It was held, because a person reads it first.", "moderator asked"),
    ("", "It was held, because a person reads it first.", ""),
]


@pytest.mark.parametrize(("cause", "told", "secret"), TOLD)
def test_a_receipt_is_honest_and_teaches_nothing(client, post, cause, told, secret):
    page = receipt(client, a_comment(post, status="pending", held_for=cause))
    assert told in page
    sentence = page[page.index(told) :].split("<")[0]
    assert not secret or secret not in sentence.replace("because a person reads", "")


def test_whoever_is_shown_at_once_because_everybody_is_is_not_told_that_they_are_known(client, post):
    site_rules(level="shown")
    comment = sent(post, proven=True)
    assert "because you are known here" not in receipt(client, comment)


@pytest.mark.parametrize(("typed", "kept"), [("12", 12), ("", None), ("-1", None), ("9" * 30, None), ("<b>", None)])
def test_how_long_the_typing_took_is_taken_only_as_a_number(client, post, typed, kept):
    assert send(client, post, typed=typed).status_code == 303
    finding = next(row for row in Comment.objects.get().trace.findings if row[0] == "fast")
    assert finding[2]["seconds"] == kept


def test_the_form_is_the_same_for_everybody_and_says_nothing_of_time(client, post):
    pages = [client.get(post.get_absolute_url()).content for _ in range(2)]
    assert pages[0] == pages[1]
    assert b'name="typed"' in pages[0]


def test_the_article_page_asks_no_question_more(client, post, django_assert_max_num_queries):
    a_comment(post)
    site_rules(level="shown", links_allowed=2, holiday_words="x")
    article_rules(post, first_count=2, close_after_days=90)
    with django_assert_max_num_queries(6):
        client.get(post.get_absolute_url())
