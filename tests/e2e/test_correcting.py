"""Correcting in a browser: taking a name out, moving, closing and pinning, and a decline that comes back."""

from __future__ import annotations

import re
from itertools import count

import pytest

from .people import ARTICLE, QUEUE, card_saying, comment_saying, open_article, sign_in, words

PHONE = {"width": 360, "height": 740}
_names = count(1)

MAKE = """
from comments import tree, links
post = Post.objects.get(title={title!r})
with tree.locked(post.pk) as discussion:
    comment = Comment(name={name!r}, email="ellen@example.org", body={text!r}, body_html="<p>" + {text!r} + "</p>", status={status!r})
    tree.add(comment, discussion)
print(comment.pk, links.token(links.RECEIPT, comment))
"""


@pytest.fixture
def written(site):
    def write(text, status="approved"):
        said = site.ask(MAKE.format(title=ARTICLE, name=f"Ellen{next(_names)}", text=text, status=status)).split()
        return said[-2], said[-1]

    return write


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_name_is_taken_out_and_its_writer_reads_that(either_page, written, expect):
    page = either_page
    text = words("Anna Meier and me")
    key, token = written(text)
    sign_in(page, "moderator")
    page.set_viewport_size(PHONE)
    page.goto(f"{QUEUE}{key}/redact/")
    page.get_by_label("What is taken out").fill("Anna Meier")
    page.get_by_label("Why").fill("She has no part in this.")
    page.get_by_role("button", name="Show the result first").click()
    expect(page.locator(".outcome del").first).to_have_text("Anna Meier")
    assert fits(page)
    page.get_by_role("button", name="Take it out").click()
    expect(page.get_by_text("Its writer reads that it was, and why.").first).to_be_visible()
    page.goto(f"/comments/receipt/{token}/")
    expect(page.get_by_text("A moderator took something out").first).to_be_visible()
    expect(page.get_by_text("She has no part in this.").first).to_be_visible()
    assert fits(page)


def test_what_is_selected_is_taken_with_one_press(page, written, expect):
    key, _token = written(words("Berta Klein"))
    sign_in(page, "moderator")
    page.goto(f"{QUEUE}{key}/redact/")
    page.evaluate(
        """() => { const text = document.querySelector("[data-source]").firstChild;
        const at = text.data.indexOf("Berta Klein");
        getSelection().setBaseAndExtent(text, at, text, at + 11); }"""
    )
    page.get_by_role("button", name="Take this out").click()
    expect(page.get_by_label("What is taken out")).to_have_value("Berta Klein")


def test_a_thread_is_closed_and_pinned_where_it_stands(either_page, written, expect):
    page = either_page
    text = words("a thread that ends")
    key, _token = written(text)
    sign_in(page, "moderator")
    open_article(page)
    comment_saying(page, text).get_by_role("button", name="Close this thread").click()
    page.goto(f"/comments/{key}/")
    comment_saying(page, text).get_by_role("button", name="Pin this thread").click()
    open_article(page)
    first = page.locator("ol.threads > li").first
    expect(first).to_have_attribute("id", f"comment-{key}")
    expect(first.get_by_text("Pinned", exact=True)).to_be_visible()
    expect(first.get_by_text("This thread takes no more replies.")).to_be_visible()
    first.get_by_role("button", name="Unpin this thread").first.click()
    open_article(page)
    expect(page.get_by_text("Pinned", exact=True)).to_have_count(0)


def test_a_thread_is_moved_and_its_address_leads_there(either_page, written, site, expect):
    page = either_page
    text = words("what belongs elsewhere")
    key, _token = written(text)
    other = site.ask(f"print(Post.objects.listed().exclude(title={ARTICLE!r}).first().title)").strip()
    sign_in(page, "moderator")
    page.set_viewport_size(PHONE)
    page.goto(f"{QUEUE}{key}/move/")
    page.get_by_label("Words of the article’s title").fill(other)
    page.get_by_role("button", name="Search", exact=True).last.click()
    assert fits(page)
    page.get_by_role("radio", name=re.compile(re.escape(other))).check()
    page.get_by_role("button", name="Move it there").click()
    expect(page.get_by_text("stands below").first).to_be_visible()
    page.goto(f"/comments/{key}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(other)
    expect(comment_saying(page, text)).to_be_visible()


def test_an_old_address_in_the_old_article_leads_on(page, written, site, expect):
    text = words("an address that is still out there")
    key, _token = written(text)
    old = open_article(page)
    site.ask(
        f"""
from comments import moving
other = Post.objects.listed().exclude(title={ARTICLE!r}).first()
user = __import__("accounts.models").models.User.objects.filter(is_superuser=True).first()
moving.move(Comment.objects.select_related("discussion__post").get(pk={key}), other, by=user)
"""
    )
    page.goto("about:blank")
    page.goto(f"{old}#comment-{key}")
    expect(comment_saying(page, text)).to_be_visible()


def test_a_decline_by_a_rule_comes_back_changed(either_page, written, site, expect):
    page = either_page
    site.ask(
        """
from comments import house_rules
from comments.models import HouseRule
user = __import__("accounts.models").models.User.objects.filter(is_superuser=True).first()
if not HouseRule.objects.exists(): house_rules.save(HouseRule(number=1, title="Be kind", text="To the absent too."), by=user)
"""
    )
    text = words("somebody who is not here")
    key, token = written(text, "pending")
    sign_in(page, "moderator")
    page.set_viewport_size(PHONE)
    page.goto(f"{QUEUE}{key}/decline/")
    page.get_by_role("radio", name="1. Be kind").check()
    page.get_by_label("In your own words").fill("Without her name, please.")
    page.get_by_role("checkbox", name="Please change this and send it again").check()
    assert fits(page)
    page.get_by_role("button", name="Decline", exact=True).click()
    page.goto(f"/comments/receipt/{token}/")
    expect(page.get_by_text("To the absent too.").first).to_be_visible()
    expect(page.get_by_text("Without her name, please.").first).to_be_visible()
    page.get_by_label("Your response").fill(text.replace("somebody", "nobody"))
    page.get_by_role("button", name="Send it again").click()
    page.goto(f"{QUEUE}{key}/")
    expect(page.get_by_text("Sent again after a decline.")).to_be_visible()
    expect(page.locator("ins", has_text="nobody")).to_be_visible()
    assert fits(page)


def test_two_presses_choose_a_rule_and_decline(page, written, site, expect):
    text = words("what a key declines")
    key, _token = written(text, "pending")
    sign_in(page, "moderator")
    page.goto(f"{QUEUE}{key}/decline/")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/admin/queue/(#.*)?$"))
    expect(card_saying(page, text)).to_have_count(0)
