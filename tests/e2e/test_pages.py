"""What the pages are made of: valid HTML, little weight, no cookie."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request

import pytest

from .conftest import cannot
from .judges import html_errors, missing_for_vnu
from .pages import FEEDS, PANEL, READ
from .people import sign_in

KILOBYTE = 1024
WITH_TYPEFACE, WITHOUT_TYPEFACE = 80 * KILOBYTE, 36 * KILOBYTE


def fetched(site, path, form=None):
    """What a plain client gets, whatever the status."""
    data = urllib.parse.urlencode(form).encode() if form else None
    try:
        return urllib.request.urlopen(site.address(path), data).read()
    except urllib.error.HTTPError as error:
        return error.read()


@pytest.fixture(scope="module")
def _vnu():
    if reason := missing_for_vnu():
        cannot(reason)


def with_errors(site, article):
    action = re.search(rb'<form class="reply-form" method="post" action="([^"]+)"', fetched(site, article))[1].decode()
    return fetched(site, action, {"name": "", "email": "bob", "website": "?", "body": "Text <b>", "parent": ""})


@pytest.mark.usefixtures("_vnu")
def test_every_page_that_is_read_is_valid_html(site, furnished, tmp_path):
    pages = {name: fetched(site, furnished[name]) for name in [*READ, "login"]}
    pages["form with errors"] = with_errors(site, furnished["article"])
    for name, html in pages.items():
        (tmp_path / f"{name.replace(' ', '-')}.html").write_bytes(html)

    errors = html_errors(sorted(tmp_path.iterdir()))
    assert errors == [], "\n".join(errors)


@pytest.mark.usefixtures("_vnu")
def test_every_page_of_the_panel_is_valid_html(page, furnished, tmp_path):
    sign_in(page, "owner")
    for name in PANEL:
        answer = page.context.request.get(furnished[name])
        (tmp_path / f"{name.replace(' ', '-')}.html").write_bytes(answer.body())

    errors = html_errors(sorted(tmp_path.iterdir()))
    assert errors == [], "\n".join(errors)


RENDER = """
from django.template.loader import render_to_string
from django.test import RequestFactory
print(render_to_string("{status}.html", {{}}, RequestFactory().get("/") if {status} != 500 else None))
"""


@pytest.mark.usefixtures("_vnu")
def test_pages_that_tell_of_an_error_are_valid_html(site, tmp_path):
    for status in (403, 404, 410, 500):
        (tmp_path / f"{status}.html").write_text(site.ask(RENDER.format(status=status)))
    errors = html_errors(sorted(tmp_path.iterdir()))

    assert errors == [], "\n".join(errors)


@pytest.mark.usefixtures("_vnu")
def test_the_checker_finds_what_is_wrong(tmp_path):
    (tmp_path / "wrong.html").write_text("<!doctype html><html lang=en><title>x</title><p id=a><p id=a><li>x")

    assert len(html_errors([tmp_path / "wrong.html"])) >= 2


def first_visit(browser, site, path):
    """Bytes that come over the wire for an empty cache: headers and compressed bodies, by address."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    addresses, sizes = {}, {}
    protocol.on(
        "Network.responseReceived", lambda event: addresses.update({event["requestId"]: event["response"]["url"]})
    )
    protocol.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(path, wait_until="networkidle")
    context.close()
    icon = "/static/" + re.search(rb'rel="icon" href="/static/([^"]+)"', fetched(site, path))[1].decode()
    loaded = {addresses[key].removeprefix(site.url): int(size) for key, size in sizes.items() if key in addresses}
    return {icon: compressed(site, icon), **loaded}


def compressed(site, path):
    """A headless browser asks for no icon; a person's does."""
    request = urllib.request.Request(site.address(path), headers={"Accept-Encoding": "br, gzip"})
    with urllib.request.urlopen(request) as answer:
        return len(answer.read()) + len(str(answer.headers))


def test_a_first_visit_is_light(browser, site, furnished):
    sizes = first_visit(browser, site, furnished["article"])
    total = sum(sizes.values())
    fonts = sum(size for address, size in sizes.items() if address.endswith(".woff2"))
    for address, size in sorted(sizes.items(), key=lambda item: -item[1]):
        print(f"{size:7,} {address}")  # noqa: T201 - the table is what one looks at when this fails
    print(f"{total:7,} with the typeface, {total - fonts:,} without")  # noqa: T201

    assert fonts > 0, "the typeface was not asked for"
    assert total <= WITH_TYPEFACE
    assert total - fonts <= WITHOUT_TYPEFACE


def test_reading_leaves_no_cookie(either_page, furnished):
    for name in [*READ, *FEEDS]:
        either_page.request.get(furnished[name]) if name in FEEDS else either_page.goto(furnished[name])

    assert either_page.context.cookies() == []
    kept = either_page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [key for key in kept if not key.startswith("colloquy:seen:")] == []  # only how far one has read
