"""Who decides does so from the mail, without logging in. The site writes its mail into files."""

from __future__ import annotations

import re
from itertools import count

import pytest

from .people import comment_saying, fill_in, main_form, open_article, send, sign_in, words
from .running import RunningSite
from .test_receipts import letter_to

_serial = count(1)
PEOPLE = ("owner", "author", "moderator")
PROVE = """
from allauth.account.models import EmailAddress
for user in User.objects.filter(username__in={people}):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory):
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory, mailbox):
    running = RunningSite(prepared, tmp_path_factory.mktemp("site"))
    running.environment |= {"EMAIL_URL": f"file:///{mailbox}", "MAIL_DELAY_MINUTES": "0"}
    running.start()
    running.ask(PROVE.format(people=PEOPLE))
    yield running
    running.stop()


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def browsers(request, contexts):
    return lambda **options: contexts(java_script_enabled=request.param, **options).new_page()


def write(page, text):
    open_article(page)
    fill_in(main_form(page), text, name="Ellen Marsh", email=f"ellen{next(_serial)}@example.org")
    send(main_form(page))
    comment_saying(page, text).wait_for()


def link(mailbox, username, text, end):
    letter = letter_to(mailbox, f"{username}@demo.invalid", text)
    return re.findall(rf"https?://[^/\s]+(/comments/mail/\S+/{end}/)", letter)[0]


def test_a_moderator_approves_from_the_mail_and_the_second_is_told_who_was_first(browsers, mailbox, expect):
    text = words("a letter")
    reader, moderator, author, stranger = (browsers() for _ in range(4))
    write(reader, text)

    moderator.goto(link(mailbox, "moderator", text, "approve"))
    expect(moderator.get_by_text(text)).to_be_visible()
    moderator.get_by_role("button", name="Approve it").click()
    expect(moderator.get_by_text("Approved.", exact=True)).to_be_visible()
    open_article(stranger)
    expect(comment_saying(stranger, text)).to_be_visible()

    author.goto(link(mailbox, "author", text, "decline"))
    expect(author.get_by_text("Bernard was first: Ellen Marsh’s comment is approved.")).to_be_visible()
    expect(author.get_by_role("button")).to_have_count(0)

    moderator.get_by_role("button", name="Undo").click()
    expect(moderator.get_by_text("Undone. It waits again.")).to_be_visible()
    stranger.reload()
    expect(stranger.get_by_text(text)).to_have_count(0)


def test_a_word_goes_with_a_decline(browsers, mailbox, site, expect):
    text = words("a short word")
    reader, moderator = browsers(), browsers()
    write(reader, text)
    moderator.goto(link(mailbox, "moderator", text, "approve"))
    moderator.get_by_role("link", name="Rather decline it").click()
    moderator.get_by_label("A word to its writer, if you like").fill("Please leave out the name.")
    moderator.get_by_role("button", name="Decline it").click()
    expect(moderator.get_by_text("Declined.", exact=True)).to_be_visible()
    comment_saying(reader, text).get_by_role("link", name="private receipt").click()
    expect(reader.get_by_text("Please leave out the name.").first).to_be_visible()


def test_one_says_from_the_mail_and_in_the_panel_which_mail_one_gets(browsers, mailbox, expect):
    text = words("a switch")
    reader, owner = browsers(), browsers()
    write(reader, text)
    owner.goto(link(mailbox, "owner", text, "staff"))
    owner.get_by_label("up to ten together").check()
    owner.get_by_role("button", name="Save").click()
    expect(owner.get_by_text("Saved.")).to_be_visible()

    sign_in(owner, "owner", "/admin/queue/mail/")
    expect(owner.get_by_label("up to ten together")).to_be_checked()
    owner.get_by_label("each at once").check()
    owner.get_by_role("button", name="Save").click()
    expect(owner.get_by_text("Saved.")).to_be_visible()
    expect(owner.get_by_label("each at once")).to_be_checked()
