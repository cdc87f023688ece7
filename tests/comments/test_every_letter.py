"""Every kind of letter there is, out of one story: well-formed, whole links that lead here, nobody else's address."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from blog import worker
from blog.mail import composing, trying
from blog.mail.models import Letter
from comments import following, moderation, redacting, submission
from comments.inbox import addresses, delivering
from comments.models import Comment, Commenter, Defaults, StaffMail, Status, Subscription
from comments.proofs import asking, proving
from comments.readers import Reader
from comments.subscribing import asking as subscribing
from tests.builders import a_comment, a_post, alice, an_owner, carol
from tests.comments.inbox.mails import a_mail
from tests.site import environment, run

pytestmark = pytest.mark.django_db
Scope, Pace = Subscription.Scope, Subscription.Pace
SITE = "https://blog.example.org"
REPLIES = "reply@blog.example.org"


def proven(user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def a_follower(name, scope, discussion=None, pace=Pace.AT_ONCE):
    reader = Reader(commenter=Commenter.objects.create(email=f"{name}@example.org", name=name.title()))
    following.set_pace(following.follow(reader, scope, discussion), pace)
    return reader


def a_day_goes_by():
    """In steps, as the worker looks."""
    start = timezone.now()
    for hours in (0, 0.1, 0.2, 5, 14, 25, 25.1):
        with time_machine.travel(start + timedelta(hours=hours)):
            worker.look()


@pytest.fixture
def letters(settings):
    """The story, told to its end: every letter that was sent, by its kind."""
    settings.EMAIL_CONFIGURED, settings.SITE_URL, settings.REPLY_ADDRESS = True, SITE, REPLIES
    settings.COMMENT_FLOOD_SECONDS = 0
    author, moderator, owner = proven(alice()), proven(carol()), proven(an_owner())
    StaffMail.objects.create(user=owner, held=StaffMail.Held.TOGETHER)
    Defaults.objects.update_or_create(pk=1)
    post = a_post(author, title="On slowness & <haste>", send_to_readers=True)

    a_follower("ann", Scope.ARTICLES)
    sending = submission.Sending(post, "Slower, *please*.", name="Ellen", email="ellen@example.org", wants_mail=True)
    ellens = submission.submit(sending).comment
    asking.ask(ellens)
    subscribing.ask("stranger@example.org", Scope.ARTICLES)
    trying.owe_a_test(owner.email)
    a_day_goes_by()

    ellen = Reader(commenter=proving.confirm(asking.find(asking.new_secret(ellens))))
    ellens = Comment.objects.get(pk=ellens.pk)
    asking.send_the_way_in(ellens)
    a_follower("zoe", Scope.DISCUSSION, ellens.discussion)
    a_follower("yan", Scope.DISCUSSION, ellens.discussion, Pace.DAILY)
    answer = a_comment(post, ellens, name="David", email="david@example.org", status=Status.PENDING)
    moderation.moderate([ellens.pk, answer.pk], Status.APPROVED, by=moderator)
    redacting.redact(ellens, ["*please*"], "other", by=moderator, reason="Asked & <answered>.")
    delivering.deliver(a_mail(addresses.reply_to(answer, ellen), ellen.address, "Too long. " * 5000))
    a_day_goes_by()

    kinds = {str(row.message_id): row.kind for row in Letter.objects.all()}
    assert not Letter.objects.unsent().exists()
    found = {}
    for sent in mail.outbox:
        number = sent.extra_headers["Message-ID"].strip("<>").partition("@")[0]
        found.setdefault(kinds[number], []).append(sent)
    return found


def test_the_story_tells_of_every_kind(letters):
    assert set(letters) == set(composing._composers)


def test_a_process_that_serves_no_pages_can_write_them_all(kinds_of_a_bare_process):
    assert kinds_of_a_bare_process == set(composing._composers)


@pytest.fixture
def kinds_of_a_bare_process(tmp_path):
    code = "from blog.mail import composing; print(*composing._composers)"
    done = run("manage.py", "shell", "-v", "0", "-c", code, env=environment(tmp_path))
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def parsed(letter):
    return message_from_bytes(letter.message().as_bytes(), policy=policy.default)


def parts(message):
    return [message.get_body([kind]).get_content() for kind in ("plain", "html")]


def test_headers_are_those_of_well_behaved_mail(letters):
    for kind, sent in letters.items():
        for letter in sent:
            message = parsed(letter)
            assert len(message.get_all("To")) == len(letter.recipients()) == 1, kind
            assert message["Message-ID"].endswith("@blog.example.org>"), kind
            assert message["Auto-Submitted"] == "auto-generated", kind
            assert message["Subject"].strip().startswith("[Colloquy] "), kind
            assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", kind
            assert message["List-Unsubscribe"].strip().startswith(f"<{SITE}/"), kind
            assert [part.get_content_type() for part in message.walk()] == [
                "multipart/alternative",
                "text/plain",
                "text/html",
            ], kind


def test_both_parts_can_be_read_and_nothing_is_fetched(letters):
    for kind, sent in letters.items():
        for letter in sent:
            text, html = parts(parsed(letter))
            assert len(text.split()) > 15, kind
            assert not re.search(r"&(amp|lt|gt|quot|#\d+);|\{[{%]", text), (kind, text)
            assert not re.search(r"<(img|script|link|style|iframe|object|video)|url\(|\{[{%]|<haste>", html), kind


def test_every_link_is_whole_and_leads_here(letters):
    for kind, sent in letters.items():
        for letter in sent:
            text, html = parts(parsed(letter))
            found = re.findall(r'(?:href|src)="([^"]*)"', html) + re.findall(r"https?://\S+", text)
            assert found, kind
            for link in found:
                assert f"{urlsplit(link).scheme}://{urlsplit(link).netloc}" == SITE or link.startswith("mailto:"), kind


def test_no_address_of_another_person_is_anywhere_in_it(letters):
    people = {*Commenter.objects.values_list("email", flat=True), "david@example.org", "stranger@example.org"}
    people |= set(EmailAddress.objects.values_list("email", flat=True))
    for kind, sent in letters.items():
        for letter in sent:
            raw = str(parsed(letter)) + "".join(parts(parsed(letter)))
            others = {address for address in people if address.lower() in raw.lower()} - set(letter.to)
            assert others == set(), kind


def test_answers_by_mail_go_to_an_address_of_its_own(letters):
    answered = {kind for kind, sent in letters.items() if any(parsed(letter)["Reply-To"] for letter in sent)}
    assert answered == {"held", "published", "answered", "news"}
    for kind in answered:
        for letter in letters[kind]:
            assert re.fullmatch(r"reply\+[a-z0-9.-]+@blog\.example\.org", parsed(letter)["Reply-To"]), kind
