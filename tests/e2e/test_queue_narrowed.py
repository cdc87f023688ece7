"""Searching, narrowing, keeping views and choosing keys, with scripts and without; and who else is looking."""

from __future__ import annotations

import re
from itertools import count

import pytest

from .conftest import cannot
from .judges import AXE, axe_violations
from .people import QUEUE, card_saying, sign_in, words

pytestmark = pytest.mark.either_database

PHONE = {"width": 360, "height": 740}
KEYS, VIEWS = f"{QUEUE}keys/", f"{QUEUE}views/"
_ages = count(3)  # days: older than what waits in the demo, at any hour

MAKE = """
from comments import tree
from datetime import timedelta
from django.utils import timezone
post = Post.objects.listed().first()
with tree.locked(post.pk) as discussion:
    for i, text in enumerate({texts!r}):
        link = '<a href="https://example.org/">here</a>' if i else ""
        comment = Comment(name=f"Nora {{i}}", email=f"nora{{i}}@example.org", body=text, body_html=f"<p>{{text}} {{link}}</p>")
        comment.submitted_at = timezone.now() + timedelta(seconds=i) - timedelta(days=60 + {age})
        tree.add(comment, discussion)
"""


@pytest.fixture
def waiting(site):
    texts = [words("a narrow door") for _ in range(2)]
    site.ask(MAKE.format(texts=texts, age=next(_ages)))
    return texts


def test_one_box_finds_by_whatever_one_knows(either_page, waiting, expect):
    page = either_page
    sign_in(page, "moderator")
    for known in (waiting[0], "nora0@example"):
        page.get_by_label("Words, name, address or website").fill(known)
        page.get_by_role("button", name="Search").click()
        expect(card_saying(page, waiting[0])).to_be_visible()
        expect(card_saying(page, waiting[1])).to_have_count(0)


def test_filters_are_joined_and_wrong_ones_said(either_page, waiting, expect):
    page = either_page
    sign_in(page, "moderator")
    page.get_by_text("Narrow it down").click()
    page.get_by_label("Links").select_option("yes")
    page.get_by_label("Older than (days)").fill("50")
    page.get_by_label("Tag", exact=True).fill("no such thing")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no such tag.")
    expect(page.get_by_label("Tag", exact=True)).to_have_value("no such thing")
    expect(card_saying(page, waiting[1])).to_be_visible()
    expect(card_saying(page, waiting[0])).to_have_count(0)


def test_a_view_is_kept_renamed_and_deleted(either_page, waiting, expect):
    page = either_page
    sign_in(page, "moderator")
    page.goto(f"{QUEUE}?q=narrow+door")
    page.get_by_text("Keep this view").click()
    page.get_by_label("Its name").fill("Doors")
    page.get_by_role("button", name="Keep", exact=True).click()
    views = page.get_by_role("navigation", name="Saved views")
    expect(views.get_by_role("link", name="Doors")).to_have_attribute("aria-current", "page")
    page.goto(QUEUE)
    views.get_by_role("link", name="Doors").click()
    expect(page).to_have_url(re.compile(r"\?q=narrow\+door$"))
    views.get_by_role("link", name="Change these").click()
    form = page.get_by_role("form", name="Doors")
    form.get_by_label("Name").fill("Narrow doors")
    form.get_by_role("button", name="Save").click()
    form = page.get_by_role("form", name="Narrow doors")
    form.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("“Narrow doors” is deleted. No comment was touched.").first).to_be_visible()
    expect(form).to_have_count(0)


def test_keys_are_chosen_without_a_script(plain_page, waiting, expect):
    sign_in(plain_page, "moderator")
    plain_page.get_by_role("link", name=re.compile("^Keys")).click()
    expect(plain_page.get_by_label("Approve", exact=True)).to_have_value("A")
    plain_page.get_by_label("Approve", exact=True).fill("q")
    plain_page.get_by_role("button", name="Keep these keys").click()
    expect(plain_page.get_by_label("Approve", exact=True)).to_have_value("Q")
    plain_page.get_by_role("button", name="Back to the usual keys").click()
    expect(plain_page.get_by_label("Approve", exact=True)).to_have_value("A")


def test_a_colleague_is_seen_at_the_card_they_are_on(contexts, waiting, expect):
    carol, olive = (contexts().new_page() for _ in range(2))
    sign_in(carol, "moderator")
    card_saying(carol, waiting[1]).focus()
    with carol.expect_response("**/queue/looking/"):
        pass
    sign_in(olive, "owner")
    expect(card_saying(olive, waiting[1]).locator("[data-looking]")).to_contain_text("is looking at this.")
    expect(card_saying(olive, waiting[0]).locator("[data-looking]")).to_be_hidden()
    carol.close(run_before_unload=True)
    card_saying(olive, waiting[1]).focus()  # the next sign of one's own brings the news
    expect(card_saying(olive, waiting[1]).locator("[data-looking]")).to_be_hidden()


def test_without_a_script_a_colleague_is_seen_on_the_page(contexts, waiting, expect):
    carol, olive = (contexts(java_script_enabled=False).new_page() for _ in range(2))
    sign_in(carol, "moderator")
    sign_in(olive, "owner")
    expect(card_saying(olive, waiting[0])).to_contain_text("has this on the screen.")


def test_a_report_is_answered_from_its_card(either_page, site, waiting, expect):
    page = either_page
    site.ask(
        "from comments import reports\n"
        f"reports.report(Comment.objects.get(body={waiting[0]!r}), {{'reason': 'unkind', 'words': 'It hurts.'}}, user=None, network='n')"
    )
    sign_in(page, "moderator")
    page.goto(f"{QUEUE}?status=reported")
    card = card_saying(page, waiting[0])
    expect(card).to_contain_text("It hurts.")
    card.get_by_role("button", name="Leave it as it is").click()
    expect(page.get_by_text("It stays as it is.").first).to_be_visible()
    expect(card).to_have_count(0)


def open_all(page) -> None:
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()


@pytest.mark.parametrize("path", [f"{QUEUE}?q=narrow&older=x&status=all", KEYS, VIEWS])
def test_it_fits_a_phone(path, either_page, site, waiting):
    page = either_page
    page.set_viewport_size(PHONE)
    site.ask(
        "from comments.models import SavedView\n"
        "owner = User.objects.get(username='moderator')\n"
        "SavedView.objects.get_or_create(owner=owner, name='W' * 60, defaults={'query': '?q=narrow'})"
    )
    sign_in(page, "moderator")
    page.goto(path)
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(contexts, waiting, scheme):
    if not AXE.exists():
        cannot("axe-core is not installed: npm ci in tests/e2e")
    page = contexts(color_scheme=scheme, bypass_csp=True).new_page()
    sign_in(page, "moderator")
    for path in (f"{QUEUE}?q=narrow&older=x", KEYS, VIEWS, "help"):
        if path == "help":
            page.goto(QUEUE)
            page.keyboard.press("?")
        else:
            page.goto(path)
            open_all(page)
        assert axe_violations(page) == [], path
