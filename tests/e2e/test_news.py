"""News by mail, from the wish in the form to the press that ends it. The site hands its mail to a real server."""

from __future__ import annotations

import re
import time
import urllib.request
from itertools import count

import pytest

from tests.blog.mail.post_office import PostOffice

from .people import ARTICLE, card_saying, comment_saying, fill_in, main_form, open_article, send, sign_in, words
from .running import PATIENCE, RunningSite

pytestmark = pytest.mark.either_database

_serial = count(1)
MEMBER = """
from allauth.account.models import EmailAddress
for user in User.objects.filter(username="moderator"):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""


@pytest.fixture(scope="module")
def office():
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory, office):
    running = RunningSite(prepared, tmp_path_factory.mktemp("site"))
    running.environment |= {"EMAIL_URL": office.address, "MAIL_DELAY_MINUTES": "0"}
    running.start()
    running.ask(MEMBER)
    yield running
    running.stop()


@pytest.fixture
def plain(contexts):
    """Makes pages without scripts, of as many people as there are calls."""
    return lambda **options: contexts(java_script_enabled=False, **options).new_page()


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def browsers(request, contexts):
    return lambda: contexts(java_script_enabled=request.param).new_page()


def new_address():
    return f"follower{next(_serial)}@example.org"


def letter_to(office, address, holding):
    """The letter to this address with these words in it, as it came over the wire."""
    until = time.monotonic() + 2 * PATIENCE
    while time.monotonic() < until:
        if found := letters(office, address, holding):
            return found[0]
        time.sleep(0.2)
    raise AssertionError(f"No letter to {address} holds {holding!r}.")


def letters(office, address, holding):
    return [mail for mail in office.received if mail["To"] == address and holding in text_of(mail)]


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def link(mail, part):
    return re.findall(rf"https?://[^/\s]+(/comments/\S*{part}\S*)", text_of(mail))[0]


def write(page, text, address, name="Bob", follows="", parent=None):
    """From the article, or from "Reply" below one that stands there; with what else to hear of."""
    open_article(page)
    if parent:
        comment_saying(page, parent).locator("> article .acts").get_by_role("link", name="Reply").click()
    form = page.locator(".reply-here form") if parent and page.locator(".reply-here form").count() else main_form(page)
    fill_in(form, text, name=name, email=address)
    if follows:
        form.get_by_label("Mail me about other responses").select_option(label=follows)
    send(form)
    comment_saying(page, text).wait_for()


def approve(page, text):
    page.goto("/admin/queue/")
    card_saying(page, text).get_by_role("button", name="Approve").click()
    page.locator(".toast", has_text="Approved").wait_for()


def say(page, moderator, site, text, address, parent=None):
    """A response of somebody else that everybody can read and who asked for it was told of."""
    write(page, text, address, parent=parent)
    approve(moderator, text)
    told_all(site, text)


def begin(page, office, moderator, text, address, follows="every new response here"):
    """A comment that stands on the page, and a proven address that follows what is said there."""
    write(page, text, address, "Ellen Marsh", follows)
    page.goto(link(letter_to(office, address, "/prove/"), "prove/"))
    page.get_by_role("button", name="Yes, it is me").click()
    page.get_by_text("Your address is proven.").wait_for()
    approve(moderator, text)


def tell_now(site):
    """Have the worker tell what is due: by itself it looks for that every ten seconds."""
    site.ask("from blog import jobs; jobs.enqueue('news')")


def told_all(site, text):
    """Wait until everybody was told of a comment that was to be, and no letter of that is on its way."""
    asked = f"""
from blog.mail.models import Letter
told = Comment.objects.filter(body={text!r}, told_at__isnull=False).exists()
print(told and not Letter.objects.owed().filter(kind__in=["news", "answered"]).exists())
"""
    tell_now(site)
    until = time.monotonic() + 2 * PATIENCE
    while site.ask(asked) != "True":
        assert time.monotonic() < until, f"Nobody was told of {text!r}."
        time.sleep(0.2)


def one_click(site, mail):
    """What a mail program sends for "unsubscribe": no cookie, no Referer, no page before it (RFC 8058)."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip().strip("<>")
    assert address.startswith(site.url)
    opener = urllib.request.build_opener(NoRedirect)
    request = urllib.request.Request(address, data=b"List-Unsubscribe=One-Click", method="POST")
    with opener.open(request, timeout=PATIENCE) as response:
        return response.status


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A mail program need not follow one, and RFC 8058 asks for none."""

    def redirect_request(self, *args):
        return None


def test_news_come_from_the_wish_in_the_form_until_one_press_in_the_mail_program(browsers, office, site, expect):
    mine, first, second = words("a wish"), words("an answer"), words("one more")
    ellen, bob, ruth, address, bobs = browsers(), browsers(), browsers(), new_address(), new_address()
    sign_in(ruth, "moderator")
    begin(ellen, office, ruth, mine, address)

    write(bob, first, bobs, parent=mine)
    assert letters(office, address, first) == []  # nobody has decided yet
    approve(ruth, first)
    tell_now(site)
    letter = letter_to(office, address, first)
    assert letter["Subject"].endswith(f"Bob on “{ARTICLE}”")
    assert mine in text_of(letter)
    assert bobs not in letter.as_string()
    ellen.goto(link(letter, r"\d+/"))
    expect(comment_saying(ellen, first)).to_be_visible()

    assert one_click(site, letter) == 200
    write(bob, second, bobs, parent=mine)
    approve(ruth, second)
    told_all(site, second)
    assert letters(office, address, second) == []


def test_a_guest_says_how_often_mutes_a_thread_and_ends_it_all(plain, office, site, expect):
    mine, once, elsewhere = words("a pace"), words("what comes at once"), words("another thread")
    silent = [words("a day's wait"), words("the muted thread"), words("after the end")]
    ellen, bob, ruth, address, bobs = plain(), plain(), plain(), new_address(), new_address()
    sign_in(ruth, "moderator")
    begin(ellen, office, ruth, mine, address)
    pace = ellen.get_by_label(f"Every response to “{ARTICLE}”")

    say(bob, ruth, site, once, bobs, parent=mine)
    letter = letter_to(office, address, once)
    ellen.goto(link(letter, "#letters"))
    pace.select_option(label="once a day, together")
    ellen.get_by_role("button", name="Save").click()
    expect(ellen.get_by_text("This is the mail you get from now on.")).to_be_visible()
    expect(pace).to_have_value("daily")
    say(bob, ruth, site, silent[0], bobs)

    pace.select_option(label="at once")
    ellen.get_by_role("button", name="Save").click()
    expect(pace).to_have_value("now")
    ellen.goto(link(letter, "mute/"))
    ellen.get_by_role("button", name="Yes, no more").click()
    expect(ellen.get_by_text("You hear nothing more of that thread.")).to_be_visible()
    say(bob, ruth, site, silent[1], bobs, parent=mine)
    say(bob, ruth, site, elsewhere, bobs)
    assert len(letters(office, address, elsewhere)) == 1

    ellen.get_by_role("button", name="No more mail about any of these").click()
    expect(ellen.get_by_text("You follow nothing by mail.")).to_be_visible()
    say(bob, ruth, site, silent[2], bobs)
    assert [text for text in silent if letters(office, address, text)] == []


def test_a_member_does_so_from_the_account_page(plain, expect):
    ruth = plain()
    sign_in(ruth, "moderator")
    open_article(ruth)
    ruth.get_by_role("link", name="Follow this discussion by mail").click()
    ruth.get_by_role("button", name="Write to me").click()
    expect(ruth.get_by_text("It has begun").first).to_be_visible()
    ruth.goto("/accounts/")
    ruth.get_by_role("link", name="All mail you get").click()
    pace = ruth.get_by_label(f"Every response to “{ARTICLE}”")
    pace.select_option(label="once a day, together")
    ruth.get_by_role("button", name="Save").click()
    expect(pace).to_have_value("daily")
    pace.select_option(label="end this")
    ruth.get_by_role("button", name="Save").click()
    expect(pace).to_have_count(0)
    expect(ruth.get_by_text("You follow nothing by mail.")).to_be_visible()
