"""The watch over every page can fail; otherwise none of the other tests would say anything."""

from __future__ import annotations

import pytest

from .people import comes_to

WRONG = {
    "a script error": ("setTimeout(() => { throw new Error('broken') })", "script: "),
    "an error in the console": ("console.error('broken')", "console error: broken"),
    "another host": (
        "document.body.append(Object.assign(new Image(), {src: 'http://192.0.2.1/x.png'}))",
        "another host",
    ),
    "an inline script": (
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))",
        "policy violated",
    ),
}


@pytest.mark.parametrize(("code", "says"), WRONG.values(), ids=WRONG)
def test_it_sees_what_must_not_happen(page, watch, code, says):
    page.goto("/")
    page.evaluate(code)

    comes_to(page, lambda: any(says in problem for problem in watch.problems), True)
    watch.allow("")  # all of it, and what comes later


def test_it_sees_nothing_on_a_page_that_is_well(either_page, watch):
    assert either_page.goto("/").status == 200
    assert watch.problems == []


def test_a_page_that_is_not_there_is_no_error_of_the_page(page, watch):
    assert page.goto("/1999/01/nothing/").status == 404
    assert watch.problems == []
