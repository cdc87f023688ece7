"""Chromium and a real site for every module here.

`page` runs scripts, `plain_page` has them off, `either_page` runs the test both ways; `contexts()` opens another
reader's browser. Whatever a test does, it fails when a page logs an error, violates the content policy or asks
another host for something.

The rule for whoever writes here: an action ends before its effect, so nothing is read at once after it, but awaited
by `expect(...).to_...`, or by `people.comes_to` where Playwright cannot ask. What only a script does is asked of a page
that is loaded (after `goto`, `people.open_article`, `people.arrive`) or that shows a mark the script has left.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.collected import static_root

from .pages import furnish
from .running import PATIENCE, START_SECONDS, RunningSite
from .storing import Prepared, prepared_in

HERE = Path(__file__).parent
# The first that is here. Without windows it takes a quarter of the time for each new reader, with the same engine.
CHROMIUMS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("e2e")


def cannot(reason: str) -> NoReturn:
    """Without a browser there is nothing to test; on CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Prepared]:
    """Once for all processes of a run: the lock of the static files lets one prepare while the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "prepared"
    shared.mkdir(exist_ok=True)
    with ExitStack() as ending:
        with static_root(pytestconfig, tmp_path_factory) as (static, options):
            done = ending.enter_context(prepared_in(shared, static, options))
        yield done


@pytest.fixture(scope="module")
def site(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The demo, served as in production. One for each module: its tests share what they write."""
    running = RunningSite(prepared, tmp_path_factory.mktemp("site"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium. Ended with the module: while Playwright runs, Django takes this thread for an async one."""
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        cannot("Playwright is not installed")
    expect.set_options(timeout=PATIENCE * 1000)
    chromium = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if chromium is None:
        cannot("Chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # for fixtures of the whole suite that may touch the ORM meanwhile
    with sync_playwright() as playwright:
        options = {"args": ARGUMENTS, "timeout": START_SECONDS * 1000}
        running = playwright.chromium.launch(executable_path=chromium, **options)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def expect(browser: Any) -> Any:
    """Playwright's: asks again until it is so, or patience ends."""
    from playwright.sync_api import expect

    return expect


@pytest.fixture
def watch(site: RunningSite) -> Any:
    from .watching import Watch

    return Watch(site.url)


@pytest.fixture
def contexts(browser: Any, site: RunningSite, watch: Any) -> Iterator[Callable[..., Any]]:
    """Makes browser contexts: each is another reader, with cookies of its own."""
    opened: list[Any] = []

    def make(**options: Any) -> Any:
        context = browser.new_context(base_url=site.url, reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE * 1000)
        watch.attach(context)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert watch.found() == []


@pytest.fixture
def page(contexts: Callable[..., Any]) -> Any:
    return contexts().new_page()


@pytest.fixture
def plain_page(contexts: Callable[..., Any]) -> Any:
    return contexts(java_script_enabled=False).new_page()


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def either_page(request: pytest.FixtureRequest, contexts: Callable[..., Any]) -> Any:
    return contexts(java_script_enabled=request.param).new_page()


@pytest.fixture(scope="module")
def furnished(site: RunningSite) -> dict[str, str]:
    """Addresses of every kind of page by name, in a site with a bit of everything."""
    return furnish(site)
