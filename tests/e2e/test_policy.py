"""No page needs what its content policy forbids. The policy is the one of production, and whatever it blocks fails the
test: `watching` hears of each violation."""

from __future__ import annotations

import json

import pytest

from .pages import FEEDS, PANEL, READ
from .people import main_form, open_article, send, sign_in

# Asked inside the site: every address of the site map that takes no argument.
SITE_MAP = """
import json
from django.urls import get_resolver
def addresses(patterns, before=""):
    for pattern in patterns:
        path = before + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, path)
        elif not any(mark in path for mark in "<(*?"):
            yield "/" + path
print(json.dumps(sorted(set(addresses(get_resolver().url_patterns)))))
"""


@pytest.fixture(scope="module")
def site_map(site):
    return json.loads(site.ask(SITE_MAP))


def walk(page, addresses):
    """Look at each page until it is quiet, and tell the policies they had; what is no page, a browser shows in its way."""
    policies = {}
    for name, address in addresses.items():
        answer = page.request.get(address)
        policies[name] = answer.headers.get("content-security-policy", "")
        is_file = "attachment" in answer.headers.get("content-disposition", "")
        if answer.headers.get("content-type", "").startswith("text/html") and not is_file:
            page.goto(address)
    return policies


def lax(policies):
    return [name for name, policy in policies.items() if "unsafe" in policy or "default-src 'none'" not in policy]


def test_no_page_that_is_read_needs_what_is_forbidden(page, furnished, site_map):
    door = [path for path in site_map if not path.startswith("/admin/")]
    policies = walk(page, {name: furnished[name] for name in READ} | dict(zip(door, door, strict=True)))
    open_article(page)
    send(main_form(page))
    page.get_by_role("alert").first.wait_for()

    assert lax(policies) == []
    assert [name for name, policy in policies.items() if "nonce" in policy] == []


def test_no_page_of_the_house_needs_what_is_forbidden(page, furnished, site_map):
    sign_in(page, "owner")
    own = [path for path in site_map if path.startswith(("/admin/", "/accounts/")) and "/logout/" not in path]
    policies = walk(page, {name: furnished[name] for name in PANEL} | dict(zip(own, own, strict=True)))

    assert len(own) > 40
    assert lax(policies) == []


def test_the_editor_works_under_the_policy(page, expect):
    sign_in(page, "author", "/admin/posts/post/add/")
    writing = page.locator(".ProseMirror")
    writing.press_sequentially("Words under a policy")
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Bold").first.click()

    expect(writing.locator("strong")).to_have_text("Words under a policy")


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_may_be_looked_at_in_a_browser(page, furnished, name):
    answer = page.request.get(furnished[name])

    assert answer.headers["content-security-policy"].count("'none'") >= 4


def test_the_icon_keeps_its_colours_where_it_is_looked_at_alone(page):
    page.goto("/")
    page.goto(page.locator("link[rel=icon]").get_attribute("href"))

    assert page.evaluate("getComputedStyle(document.querySelector('path')).fill") != "rgb(0, 0, 0)"


@pytest.mark.parametrize(
    "forbidden",
    ["<script>document.title = 'ran'</script>", "<p style='color: red'>x</p>", "<img src='//[::1]:1/x.png'>"],
)
def test_what_is_forbidden_is_noticed(page, watch, forbidden):
    watch.allow("")
    page.goto("/")
    body = f"<!doctype html><title>x</title>{forbidden}"
    policy = page.request.get("/").headers["content-security-policy"]
    kind = {"content-type": "text/html", "content-security-policy": policy}
    page.route("**/forbidden/", lambda route: route.fulfill(body=body, headers=kind))
    page.goto("/forbidden/")
    page.wait_for_timeout(100)

    assert [problem for problem in watch.problems if "policy" in problem.lower()] != []
    assert page.title() == "x"
