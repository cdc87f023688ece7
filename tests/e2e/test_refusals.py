"""Every way a send can be refused, with scripts and without: the text is there again, and the page says what to do."""

from __future__ import annotations

import contextlib
import urllib.error
import urllib.parse
import urllib.request

import pytest

from .people import comment_by, field, fill_in, main_form, open_article, send, words
from .running import RunningSite

PARENT = "Ellen"


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory):
    running = RunningSite(prepared, tmp_path_factory.mktemp("site"))
    running.environment |= {"COMMENT_FLOOD_SECONDS": "3600"}
    running.start()
    yield running
    running.stop()


def an_address_without_an_at(page, form, site):
    field(form, "E-mail").fill("bob.example.org")


def no_name(page, form, site):
    field(form, "Name").fill("")


def a_website_that_is_none(page, form, site):
    field(form, "Website").fill("not a website")


def too_long(page, form, site):
    text = field(form, "Your reply").input_value()
    field(form, "Your reply").fill(text + " and on" * 3000)


def a_token_that_is_gone(page, form, site):
    page.context.route("**/comments/on/*/", without_token)


def without_token(route):
    data = route.request.post_data or ""
    kept = "&".join(part for part in data.split("&") if not part.startswith("token="))
    route.continue_(post_data=kept)


def the_trap_for_machines(page, form, site):
    page.context.route("**/comments/on/*/", into_the_trap)


def into_the_trap(route):
    route.continue_(post_data=(route.request.post_data or "").replace("subject=", "subject=casino"))


def closed_meanwhile(page, form, site):
    site.ask("Discussion.objects.update(access='closed')")


def members_only_meanwhile(page, form, site):
    site.ask("Discussion.objects.update(access='members')")


def too_fast(page, form, site):
    """Somebody in the same network has just sent; or was too fast as well, after another test's."""
    token = form.locator("[name=token]").input_value()
    sent = {"body": words("the first of two"), "name": "Dora", "email": "dora@example.org", "token": token}
    with contextlib.suppress(urllib.error.HTTPError):
        address = site.address(form.get_attribute("action"))
        urllib.request.urlopen(address, urllib.parse.urlencode(sent).encode(), timeout=15).close()


CASES = [
    (an_address_without_an_at, "a whole e-mail address"),
    (no_name, "Tell us what to call you"),
    (a_website_that_is_none, "Enter a web address"),
    (too_long, "Please shorten it by"),
    (a_token_that_is_gone, "had to be made anew"),
    (the_trap_for_machines, "Please empty this field"),
    (closed_meanwhile, "was closed while you were writing"),
    (members_only_meanwhile, "Only members can reply here"),
    (too_fast, "You are sending quickly"),
]


@pytest.fixture
def _reopened(site):
    yield
    site.ask("Discussion.objects.update(access='')")


@pytest.mark.usefixtures("_reopened")
@pytest.mark.parametrize("answers_somebody", [False, True], ids=["of its own", "an answer"])
@pytest.mark.parametrize(("amiss", "sentence"), CASES, ids=[amiss.__name__ for amiss, _ in CASES])
def test_a_refusal_gives_the_text_back_and_says_what_to_do(
    either_page, site, expect, amiss, sentence, answers_somebody
):
    text = words("something that must not be lost")
    open_article(either_page)
    form = main_form(either_page)
    if answers_somebody:
        comment_by(either_page, PARENT).get_by_role("link", name=f"Reply to {PARENT}").first.click()
        form = either_page.locator(".reply-here form, .overheard ~ #reply form").first
    fill_in(form, text)
    amiss(either_page, form, site)
    written = field(form, "Your reply").input_value()
    send(form)

    form = main_form(either_page)
    expect(either_page.get_by_role("main").get_by_text(sentence)).to_have_count(1)
    expect(field(form, "Your reply")).to_have_value(written)
    assert site.ask(f"print(Comment.objects.filter(body__contains={text!r}).count())") == "0"
