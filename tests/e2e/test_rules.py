"""Rules in a browser: the owner tries them before they hold, and a writer's haste is a hint and no more."""

from __future__ import annotations

import pytest

from .people import fill_in, main_form, open_article, send, sign_in, words

RULES = "/admin/queue/rules/"
PHONE = {"width": 360, "height": 740}


def seconds_of(site, text) -> str:
    found = f"Comment.objects.get(body={text!r}).trace.findings"
    return site.ask(f"print(next(row[2]['seconds'] for row in {found} if row[0] == 'fast'))")


def test_how_long_the_typing_took_is_measured_where_scripts_run(page, plain_page, site, expect):
    typed, plain = words("haste"), words("patience")
    for reader, text in ((page, typed), (plain_page, plain)):
        open_article(reader)
        main_form(reader).get_by_role("textbox", name="Your reply").focus()
        reader.wait_for_load_state("networkidle")  # what measures is fetched when somebody begins
        fill_in(main_form(reader), text)
        send(main_form(reader))
        expect(reader.get_by_text(text)).to_be_visible()
    assert seconds_of(site, typed).isdigit()
    assert seconds_of(site, plain) == "None"


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_rules_are_tried_before_they_hold(either_page, site, expect, size):
    page = either_page
    if size:
        page.set_viewport_size(size)
    sign_in(page, "owner", to=RULES)
    page.goto(RULES)
    page.get_by_label("Links that a comment may have").fill("101")
    page.get_by_label("Declined comments of a writer").fill("101")
    page.get_by_role("button", name="See what it would have done").click()
    expect(page.get_by_text("Give a whole number from 1 to 100, or leave it empty.")).to_be_visible()
    expect(page.get_by_label("Links that a comment may have")).to_have_value("101")
    page.get_by_label("Declined comments of a writer").fill("")
    page.get_by_role("button", name="See what it would have done").click()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    page.get_by_role("button", name="Change it again").click()
    expect(page.get_by_label("Links that a comment may have")).to_have_value("101")
    page.get_by_label("Links that a comment may have").fill("102")
    page.get_by_role("button", name="See what it would have done").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("These rules hold from now on.")).to_be_visible()
    expect(page.get_by_label("Links that a comment may have")).to_have_value("102")
    page.get_by_label("Links that a comment may have").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Links that a comment may have")).to_have_value("")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
