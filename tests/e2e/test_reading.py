"""Coming back to a discussion: what is folded, what is new, and how one gets to it."""

from __future__ import annotations

import re
from itertools import count

import pytest

from .people import open_article, sign_in

_serial = count(1)
MAKE = """
from datetime import UTC, datetime
from tests.builders import a_comment, a_post
post = a_post(User.objects.get(username="author"), title="Read {number}", slug="read-{number}", published_at=datetime(2020, 1, 1, tzinfo=UTC))
a_comment(post)
print(post.get_absolute_url())
"""
SAY = """
from tests.builders import a_comment
comment = a_comment(Post.objects.get(slug="{slug}"), body="x", body_html="{html}")
print(comment.pk)
"""


@pytest.fixture
def article(site):
    """The address of an article with one response."""
    return site.ask(MAKE.format(number=next(_serial)))


def say(site, article, html="<p>Something new.</p>"):
    """A response that is on the page from now on; a second later, as browsers count them."""
    slug = article.strip("/").split("/")[-1]
    later = "Comment.objects.filter(pk=comment.pk).update(shown_at=comment.submitted_at + __import__('datetime').timedelta(seconds=2))"
    return site.ask(SAY.format(slug=slug, html=html) + later).splitlines()[-1]


def long_response(site, article):
    return say(site, article, f"<p>{'Many words. ' * 400}The end.</p>")


def test_a_long_response_is_folded_and_opens_when_it_is_led_to(site, article, either_page, expect):
    key = long_response(site, article)
    text = either_page.locator(f"#comment-{key} .e-content")
    either_page.goto(article)
    expect(either_page.get_by_text("Read the whole response: 802 words, about 3 minutes")).to_be_visible()
    expect(text).to_be_hidden()
    either_page.goto("about:blank")
    either_page.goto(f"/comments/{key}/")
    expect(text).to_be_visible()


def test_a_link_on_the_page_opens_the_fold_too(site, article, page):
    key = long_response(site, article)
    page.goto(article)
    page.locator(f"#comment-{key} .u-url").click()
    page.locator(f"#comment-{key} .e-content").wait_for()


def test_paper_shows_what_is_folded(site, article, either_page, expect):
    key = long_response(site, article)
    either_page.goto(article)
    either_page.emulate_media(media="print")
    expect(either_page.locator(f"#comment-{key} .e-content")).to_be_visible()
    expect(either_page.locator(f"#comment-{key} summary")).to_be_hidden()


def test_a_first_visit_has_no_news(article, page, expect):
    page.goto(article)
    expect(page.locator(".new")).to_have_count(0)
    expect(page.get_by_text("since your last visit")).to_have_count(0)


def test_the_next_visit_marks_what_came_meanwhile(site, article, contexts, expect):
    context = contexts()
    page = context.new_page()
    page.goto(article)
    page.goto("/")  # left, and not torn away: only that is remembered for sure
    page.close()
    first, second = say(site, article), long_response(site, article)
    page = context.new_page()
    page.goto(article)
    fresh = page.locator("li:has(> .comment .new)")
    expect(fresh).to_have_count(2)
    expect(fresh.first).to_have_id(f"comment-{first}")
    expect(fresh.last).to_have_id(f"comment-{second}")
    expect(page.locator(f"#comment-{second} .e-content")).to_be_visible()
    page.get_by_role("link", name="2 new since your last visit").click()
    expect(page).to_have_url(re.compile(f"#comment-{first}$"))
    page.get_by_role("link", name="Next new").click()
    expect(page).to_have_url(re.compile(f"#comment-{second}$"))
    page.reload()
    expect(page.locator(".new")).to_have_count(2)


def test_what_one_sent_oneself_is_no_news(site, article, page, expect):
    sign_in(page, "author", article)
    page.goto("/")
    page.goto(article)
    form = page.locator("#reply [data-reply-form]")
    form.get_by_role("textbox", name="Your reply").fill("Thank you all.")
    form.get_by_role("button", name="Send reply").click()
    page.wait_for_url("**#comment-*")
    expect(page.get_by_text("Thank you all.")).to_be_visible()
    later = "Comment.objects.filter(body='Thank you all.').update(shown_at=timezone.now() + __import__('datetime').timedelta(seconds=9))"
    site.ask("from django.utils import timezone; from comments.models import Comment; print(" + later + ")")
    for _again in range(2):
        page.reload()
        expect(page.get_by_text("Thank you all.")).to_be_visible()
        expect(page.locator(".new")).to_have_count(0)
    other = say(site, article)
    page.reload()
    expect(page.locator("li:has(> .comment .new)")).to_have_id(f"comment-{other}")


def test_n_goes_to_the_next_and_is_a_letter_while_one_types(site, article, contexts, expect):
    context = contexts()
    page = context.new_page()
    page.goto(article)
    page.goto("/")
    key, later = say(site, article), say(site, article)
    page = context.new_page()
    page.goto(article)
    page.keyboard.press("n")  # outside the discussion it is nothing
    expect(page).not_to_have_url(re.compile("#"))
    page.get_by_role("link", name="2 new since your last visit").focus()
    page.keyboard.press("n")
    page.wait_for_url(f"**#comment-{key}")
    page.keyboard.press("n")
    page.wait_for_url(f"**#comment-{later}")
    field = page.get_by_role("textbox", name="Your reply")
    field.fill("")
    page.evaluate("history.replaceState(null, '', location.pathname)")
    field.press("n")
    expect(field).to_have_value("n")
    expect(page).not_to_have_url(re.compile("#"))


def test_without_a_script_a_link_is_kept_for_the_next_time(site, article, plain_page, expect):
    plain_page.goto(article)
    plain_page.get_by_role("link", name="this link").click()
    expect(plain_page.get_by_text("Nothing new here")).to_be_visible()
    address, key = plain_page.url, say(site, article)
    plain_page.goto(address)
    plain_page.reload()
    plain_page.get_by_role("link", name="1 new since your last visit").click()
    expect(plain_page).to_have_url(re.compile(f"#comment-{key}$"))


def test_orders_are_links(either_page, expect):
    address = open_article(either_page)
    numbers = "all => all.map(({ value }) => value)"
    either_page.get_by_role("link", name="Newest first").click()
    either_page.wait_for_url("**?order=newest*")
    found = either_page.locator(".threads > li").evaluate_all(numbers)
    assert found == sorted(found, reverse=True) != []
    either_page.get_by_role("link", name="The author’s replies").click()
    either_page.wait_for_url("**?order=author*")
    expect(either_page.locator(".threads .role")).to_have_text(
        ["author"] * either_page.locator(".threads > li").count()
    )
    either_page.get_by_role("link", name="Oldest first").click()
    expect(either_page).to_have_url(re.compile(f"^{re.escape(address)}(#responses)?$"))


def test_helpful_is_said_in_place_and_remembered(site, article, page, expect):
    page.goto(article)
    button = page.get_by_role("button", name="Helpful", exact=True)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    pressed = page.get_by_role("button", name="Helpful to you", pressed=True)
    pressed.wait_for()
    page.reload()
    page.get_by_role("button", name="Helpful to 1", pressed=True).click()
    page.get_by_role("button", name="Helpful", exact=True, pressed=False).wait_for()


def test_helpful_without_a_script_leads_back(site, article, plain_page, expect):
    plain_page.goto(article)
    plain_page.get_by_role("button", name="Helpful", exact=True).click()
    expect(plain_page.get_by_role("button", name="Helpful to 1")).to_be_visible()
    expect(plain_page).to_have_url(re.compile("#comment-"))
    assert plain_page.context.cookies() == []


def test_a_thread_is_put_away_and_found_again(site, page, expect):
    open_article(page)
    thread = page.locator(".threads > li:has(> .replies)").first
    reply = thread.locator("> .replies > li").first
    expect(page.get_by_role("button", name="Hide 3 replies")).to_be_visible()
    thread.get_by_role("button", name="Hide 1 reply").click()
    expect(reply.locator(".e-content").first).to_be_hidden()
    expect(thread.get_by_role("button", name="Show 1 reply")).to_be_visible()
    page.reload()
    expect(reply.locator(".e-content").first).to_be_hidden()
    page.evaluate("id => { location.hash = id }", reply.get_attribute("id"))
    expect(reply.locator(".e-content").first).to_be_visible()
    expect(thread.get_by_role("button", name="Hide 1 reply")).to_have_attribute("aria-expanded", "true")


def test_what_arrives_is_announced_and_nothing_moves(site, article, page, expect):
    page.clock.install()
    page.goto(article)
    key = say(site, article)
    page.clock.run_for(61_000)
    link = page.get_by_role("link", name="Show new responses: 1")
    link.wait_for()
    expect(page.locator(f"#comment-{key}")).to_have_count(0)
    link.click()
    page.locator(f"#comment-{key} .new").wait_for()


def test_without_a_script_nothing_promises_to_collapse(plain_page, expect):
    open_article(plain_page)
    expect(plain_page.locator(".threads").get_by_role("button", name=re.compile("^(Hide|Show) "))).to_have_count(0)


def test_a_comment_is_reported_to_the_moderators(site, article, either_page, expect):
    either_page.goto(article)
    either_page.get_by_role("link", name="Report", exact=True).first.click()
    either_page.get_by_role("button", name="Report it").click()
    expect(either_page.get_by_role("group")).to_contain_text("Choose what fits best.")
    either_page.get_by_label("It is unkind to somebody").check()
    either_page.get_by_label("In your own words").fill("It hurts.")
    either_page.get_by_role("button", name="Report it").click()
    expect(either_page.get_by_role("status")).to_have_text("Thank you. A moderator will look at it.")
    either_page.get_by_role("link", name="Back to the discussion").click()
    expect(either_page).to_have_url(re.compile("#comment-"))


def test_words_from_right_to_left_begin_on_the_right(site, article, page):
    key = say(site, article, "<p>שלום לכולם</p><ul><li>אחד</li></ul><blockquote><p>שתיים</p></blockquote>")
    page.goto(article)
    content = page.locator(f"#comment-{key} .e-content")

    quote = content.locator("blockquote").evaluate("quote => getComputedStyle(quote).borderRightWidth")
    item = content.locator("ul").evaluate("list => getComputedStyle(list).paddingRight")
    assert content.evaluate("box => getComputedStyle(box).direction") == "rtl"
    assert (quote, item != "0px") == ("1px", True)
    assert page.locator(".e-content", has_text="Words").last.evaluate("box => getComputedStyle(box).direction") == "ltr"
