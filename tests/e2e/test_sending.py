"""The reply form when something is amiss: nothing that was written is lost."""

from __future__ import annotations

import pytest

from .people import comment_by, comment_saying, field, fill_in, main_form, open_article, send, words

pytestmark = pytest.mark.either_database


def stored(site, text):
    return int(site.ask(f"print(Comment.objects.filter(body__contains={text!r}).count())"))


def test_an_invalid_address_keeps_the_text_and_takes_the_focus(either_page, expect):
    text = words("an address")
    open_article(either_page)
    fill_in(main_form(either_page), text, email="bob.example.org")
    send(main_form(either_page))

    form = main_form(either_page)
    expect(form.get_by_role("alert")).to_contain_text("Your text is still here.")
    expect(field(form, "Your reply")).to_have_value(text)
    email = field(form, "E-mail")
    expect(email).to_be_focused()
    expect(email).to_be_in_viewport()
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description("Enter a whole e-mail address, such as name@example.org.")
    email.fill("bob@example.org")
    send(form)
    expect(comment_saying(either_page, text)).to_contain_text("awaiting moderation")


def test_an_error_in_a_reply_keeps_what_is_answered_and_the_text(either_page, expect):
    text = words("an empty name")
    open_article(either_page)
    comment_by(either_page, "Ellen").get_by_role("link", name="Reply to Ellen").first.click()
    form = either_page.locator(".reply-here form, .overheard ~ #reply form")
    fill_in(form, text, name="")
    send(form)

    expect(either_page.get_by_role("heading", level=1)).to_have_text("Reply to Ellen")
    form = main_form(either_page)
    expect(field(form, "Your reply")).to_have_value(text)
    expect(field(form, "Name")).to_be_focused()
    field(form, "Name").fill("Bob")
    send(form)
    expect(comment_by(either_page, "Ellen").locator("ol.replies").filter(has_text=text)).to_be_visible()


def test_a_double_click_sends_once(either_page, expect, site):
    text = words("a nervous finger")
    open_article(either_page)
    fill_in(main_form(either_page), text)
    main_form(either_page).get_by_role("button", name="Send reply").dblclick(no_wait_after=True)

    expect(comment_saying(either_page, text)).to_be_visible()
    assert stored(site, text) == 1


def test_reloading_after_sending_sends_nothing_again(either_page, expect, site):
    text = words("a reload")
    open_article(either_page)
    fill_in(main_form(either_page), text)
    send(main_form(either_page))
    expect(comment_saying(either_page, text)).to_be_visible()
    either_page.reload()

    expect(comment_saying(either_page, text)).to_be_visible()
    assert stored(site, text) == 1


def test_going_away_and_back_keeps_the_text(either_page, expect):
    text = words("a door left open")
    open_article(either_page)
    fill_in(main_form(either_page), text)
    either_page.get_by_role("link", name="About").first.click()
    either_page.wait_for_url("**/about/")
    either_page.go_back()

    expect(field(main_form(either_page), "Your reply")).to_have_value(text)
    expect(main_form(either_page).get_by_role("button", name="Send reply")).to_be_enabled()


@pytest.mark.parametrize("ticked", [True, False], ids=["ticked", "not ticked"])
def test_a_name_is_remembered_only_when_asked_to(either_page, expect, ticked):
    text = words("a name tag")
    address = open_article(either_page)
    form = main_form(either_page)
    remember = form.get_by_label("Save my name, e-mail and website in this browser")
    expect(remember).not_to_be_checked()
    fill_in(form, text, name="Bob the Builder")
    remember.set_checked(ticked)
    send(form)
    expect(comment_saying(either_page, text)).to_be_visible()

    either_page.goto(address)
    expect(field(main_form(either_page), "Name")).to_have_value("Bob the Builder" if ticked else "")
    names = {cookie["name"] for cookie in either_page.context.cookies()}
    assert ("remember" in names) is ticked
    assert all(cookie["httpOnly"] for cookie in either_page.context.cookies())


def test_a_form_whose_token_is_gone_comes_back_with_the_text(page, expect):
    text = words("a token")
    open_article(page)
    fill_in(main_form(page), text)
    page.evaluate("document.querySelector('#reply [name=token]').value = 'stale'")
    send(main_form(page))

    expect(main_form(page).get_by_role("alert")).to_contain_text("Your text is still here: send it again.")
    send(main_form(page))
    expect(comment_saying(page, text)).to_contain_text("awaiting moderation")


def test_a_discussion_that_closes_meanwhile_gives_the_text_back(either_page, expect, site):
    text = words("a closing door")
    open_article(either_page, "Handover")
    fill_in(main_form(either_page), text)
    discussion = "Discussion.objects.filter(post__title='Handover')"
    site.ask(f"print({discussion}.update(access='closed'))")
    try:
        send(main_form(either_page))
        expect(main_form(either_page).get_by_role("alert")).to_contain_text("closed")
        expect(field(main_form(either_page), "Your reply")).to_have_value(text)

        open_article(either_page, "Handover")
        expect(either_page.get_by_text("This discussion is closed.")).to_be_visible()
        expect(either_page.locator("[data-reply-form]")).to_have_count(0)
        expect(either_page.locator("[data-reply]")).to_have_count(0)
    finally:
        site.ask(f"print({discussion}.update(access='open'))")
