"""axe-core finds nothing on any page, in light and in dark, with scripts and without them."""

from __future__ import annotations

import pytest

from .conftest import cannot
from .judges import AXE, axe_violations
from .pages import PANEL, READ
from .people import comment_by, fill_in, main_form, send, sign_in

# Without scripts most pages are the same: these are not.
DIFFER = {"article", "rough words", "reply page", "queue", "comment in the queue", "article form", "new article"}


@pytest.fixture(autouse=True)
def _axe():
    if not AXE.exists():
        cannot("axe-core is not installed: npm ci in tests/e2e")


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def scripts(request):
    return request.param


@pytest.fixture
def page(contexts, scheme, scripts):
    """axe is a script itself: "off" means that none of ours arrives."""
    context = contexts(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    if not scripts:
        context.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    return context.new_page()


def violations(page, addresses, names, scripts):
    found = []
    for name in names:
        if scripts or name in DIFFER:
            page.goto(addresses[name])
            found += [f"{name}: {violation}" for violation in axe_violations(page)]
    return found


def test_pages_that_are_read_have_no_violations(page, furnished, scripts):
    found = violations(page, furnished, READ, scripts)

    assert found == [], "\n".join(found)


def test_pages_of_the_panel_have_no_violations(page, furnished, scripts):
    sign_in(page, "owner")
    found = violations(page, furnished, PANEL, scripts)

    assert found == [], "\n".join(found)


def test_the_login_has_no_violations(page, furnished):
    page.goto(furnished["login"])
    assert axe_violations(page) == []
    page.get_by_label("Username").fill("mallory")
    page.get_by_label("Password").fill("guess")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("alert").wait_for()
    assert axe_violations(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_the_form_with_errors_has_no_violations(page, furnished, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(furnished["article"])
    fill_in(main_form(page), "", name="", email="bob")
    send(main_form(page))
    main_form(page).get_by_role("alert").wait_for()

    assert axe_violations(page) == []


def test_a_held_comment_has_no_violations(page, furnished):
    page.goto(furnished["article without responses"])
    fill_in(main_form(page), "Held in either light.", email=f"bob-{id(page)}@example.org")
    send(main_form(page))
    page.locator(".is-held").wait_for()

    assert axe_violations(page) == []


@pytest.mark.parametrize("scripts", [True], indirect=True, ids=["scripts on"])
def test_the_reply_form_in_place_has_no_violations(page, furnished):
    page.goto(furnished["article"])
    comment_by(page, "Ellen").get_by_role("link", name="Reply to Ellen").first.click()
    page.locator(".reply-here form").wait_for()

    assert axe_violations(page) == []


def test_axe_finds_what_is_wrong(page, furnished, scheme):
    wrong = '<img src="data:,"><input><p id="pale">Nobody can read this.</p>'
    page.goto(furnished["about"])
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", wrong)
    page.evaluate("Object.assign(document.getElementById('pale').style, {color: '#888', background: '#999'})")

    found = {violation.split(":")[0] for violation in axe_violations(page)}
    assert found >= ({"color-contrast"} if scheme == "dark" else {"color-contrast", "image-alt", "label"})
