"""Mallory sends scripts as name, website and body; none runs, wherever her comments are looked at.

Everything is looked at with the content policy switched off, so that the sanitiser has to hold alone, and the public
page once more with the policy on, where a violation would tell that something had got so far.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from .detection import arm, findings, runs
from .payloads import BY_MARKDOWN, CORPUS, RAW, corpus
from .people import QUEUE, field, main_form, open_article, sign_in
from .running import PATIENCE

ARTICLE = "How to Sit by a Bed"
AT_ONCE = 20  # held comments that a writer is shown: no browser of hers sends more
TABS = 6  # pages that are open together: more of them would wait for the same two processes of the site
QUICK = RAW + BY_MARKDOWN + corpus()[::25]
ALL = RAW + BY_MARKDOWN + corpus()
MALLORY = "Comment.objects.filter(email__endswith='@mallory.example')"


@pytest.fixture
def armed(contexts, watch):
    """Makes contexts in which a script that runs is noticed; the policy is off unless asked for."""
    watch.allow("Failed to load resource")

    def make(**options: Any) -> Any:
        context = contexts(**{"bypass_csp": True, **options})
        arm(context)
        return context

    return make


def seen(page: Any, address: str, problems: list[str]) -> Any:
    page.goto(address)
    problems += findings(page)
    return page


class Mallory:
    """Writes her payloads through the site's form, from as many browsers as it takes."""

    def __init__(self, article: str, token: str, action: str) -> None:
        self.article, self.token, self.action = article, token, action
        self.sent = 0

    def send(self, context: Any, payload: str) -> str:
        """Everywhere at once; where a field refuses it, that field in the nearest form it takes. Returns the place."""
        for website in (payload, f"https://example.org/?{payload}", f"example.org/{self.sent}"):
            answer = context.request.post(self.action, form=self.form(payload, website), max_redirects=0)
            if answer.status == 303:
                self.sent += 1
                return re.sub(r"[?#].*", "", answer.headers["location"])
            assert answer.status == 400, (answer.status, payload)
        raise AssertionError(f"refused with any website: {payload!r}")

    def form(self, payload: str, website: str) -> dict[str, str]:
        return {
            "name": payload or "Mallory",
            "email": f"m{self.sent}@mallory.example",
            "website": website,
            "body": f"{payload}\n\nWords of mallory, number {self.sent}.",
            "parent": "",
            "token": self.token,
        }


def mallory(page: Any) -> Mallory:
    article = open_article(page, ARTICLE)
    form = main_form(page)
    token = form.locator("[name=token]").get_attribute("value")
    return Mallory(article, token, form.get_attribute("action"))


def batches(payloads: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(payloads), AT_ONCE):
        yield payloads[start : start + AT_ONCE]


def send_and_look(armed: Any, payloads: list[str]) -> Mallory:
    """The view of who wrote it: held, and seen through her own cookie."""
    writer = mallory(armed().new_page())
    problems: list[str] = []
    for batch in batches(payloads):
        context = armed()
        page = context.new_page()
        places = {writer.send(context, payload) for payload in batch}
        held = 0
        for place in places:
            held += seen(page, place, problems).locator(".is-held", has_text="Words of mallory").count()
        assert held == len(batch)
        context.close()
    assert problems == []
    return writer


def pages_from(page: Any, address: str, problems: list[str]) -> Iterator[Any]:
    """A list page and those after it."""
    while True:
        yield seen(page, address, problems)
        following = page.locator("main a[rel=next], #content a[rel=next]").first
        if not following.count():
            return
        address = following.get_attribute("href")
        address = page.evaluate("address => new URL(address, location).href", address)


def cards_on_the_way(page: Any, address: str) -> int:
    problems: list[str] = []
    cards = sum(
        each.locator("[data-card]", has_text="Words of mallory").count() for each in pages_from(page, address, problems)
    )
    assert problems == []
    return cards


def comments_on_the_way(page: Any, address: str) -> int:
    problems: list[str] = []
    comments = sum(
        each.locator("li.u-comment > article", has_text="Words of mallory").count()
        for each in pages_from(page, address, problems)
    )
    assert problems == []
    return comments


def look_at_the_rest(site: Any, staff: Any, reader: Any, article: str) -> None:
    """Pages that show one comment, and those that show a list of everything."""
    post = site.ask(f"print(Post.objects.get(title={ARTICLE!r}).pk)")
    keys = site.ask(f"print(*{MALLORY}.order_by('pk').values_list('pk', flat=True))").split()
    lists = "/admin/", "/admin/comments/discussion/", f"/admin/comments/discussion/{post}/change/"
    feeds = "/", "/feed/", "/comments/feed/", f"{article}feed/"
    problems = look_at(staff.context, [*(f"{QUEUE}{key}/" for key in keys), *lists])
    problems += look_at(reader.context, [*(f"/comments/on/{post}/?parent={key}" for key in keys), *feeds])
    assert problems == []


def look_at(context: Any, addresses: list[str]) -> list[str]:
    """What is wrong there; some are open together, so that what may run late is waited for once for all of them."""
    pages, problems = [context.new_page() for _ in range(TABS)], []
    for start in range(0, len(addresses), TABS):
        shown = list(zip(pages, addresses[start : start + TABS], strict=False))
        for page, address in shown:
            assert page.goto(address, wait_until="commit").ok, address
        problems += findings(*(page for page, _address in shown))
    for page in pages:
        page.close()
    return problems


@pytest.mark.parametrize(
    "payloads",
    [
        pytest.param(QUICK, id="a sample", marks=[pytest.mark.rehearsed] if CORPUS.exists() else []),
        pytest.param(
            ALL,
            id="all",
            marks=[
                pytest.mark.rehearsal,
                pytest.mark.skipif(not CORPUS.exists(), reason="the collection of payloads is not on this machine"),
            ],
        ),
    ],
)
def test_nothing_mallory_sends_ever_runs(armed, contexts, site, payloads):
    site.ask(f"{MALLORY}.delete()")
    writer = send_and_look(armed, payloads)
    site.ask("Comment.objects.update(likeness='')")  # what is alike would be folded, and each card is to be seen
    staff, reader = armed().new_page(), armed().new_page()
    sign_in(staff, "moderator")
    assert cards_on_the_way(staff, QUEUE) == len(payloads)

    site.ask(
        f"from comments import moderation\nby = User.objects.get(username='owner')\n"
        f"moderation.moderate({MALLORY}.values_list('pk', flat=True), Status.APPROVED, by=by)"
    )
    assert comments_on_the_way(reader, writer.article) == len(payloads)
    assert cards_on_the_way(staff, f"{QUEUE}?status=approved") == len(payloads)
    guarded = armed(bypass_csp=False).new_page()
    assert comments_on_the_way(guarded, writer.article) == len(payloads)
    look_at_the_rest(site, staff, reader, writer.article)


@pytest.mark.parametrize("payload", [*RAW[::6], *BY_MARKDOWN[::6]])
def test_nothing_runs_where_a_refused_form_comes_back(armed, payload, expect):
    page = armed().new_page()
    open_article(page, ARTICLE)
    form = main_form(page)
    for label in ("Your reply", "Name", "Website"):
        field(form, label).fill(payload)
    field(form, "E-mail").fill(payload)
    form.get_by_role("button", name="Send reply").click()
    form.get_by_role("alert").wait_for()

    expect(field(form, "Your reply")).to_have_value(payload)
    assert findings(page) == []


@pytest.mark.parametrize("payload", RAW[::6])
def test_nothing_runs_where_the_panel_repeats_what_was_searched_for(armed, payload, expect):
    page = armed().new_page()
    sign_in(page, "moderator")
    page.locator(".narrow-fold summary").click()
    boxes = [
        page.get_by_label(label)
        for label in ("Words, name, address or website", "Words in the text", "Title of the article")
    ]
    for box in boxes:
        box.fill(payload)
    page.get_by_role("button", name="Filter").click()

    page.wait_for_url(re.compile(r"[?&]text="))
    for box in boxes:
        expect(box).to_have_value(payload)
    assert findings(page) == []


@pytest.fixture
def raw_page(armed, watch):
    """A page that prints a payload as it is."""
    watch.allow("")
    page = armed().new_page()

    def show(payload: str) -> Any:
        body = f"<!doctype html><title>x</title><body><p>{payload}</p></body>"
        page.unroute_all()
        page.route("**/raw/", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
        page.route("**/raw/x", lambda route: route.abort())
        page.goto("/raw/", wait_until="load")
        return page

    return show


def test_the_same_payloads_do_run_in_a_page_that_prints_them(raw_page):
    silent = [payload for payload in RAW if not runs(raw_page(payload), PATIENCE)]

    assert silent == []


@pytest.mark.rehearsal
@pytest.mark.skipif(not CORPUS.exists(), reason="the collection of payloads is not on this machine")
def test_the_collection_does_run_in_a_page_that_prints_it(raw_page):
    silent = [payload for payload in corpus() if not runs(raw_page(payload), 1)]

    assert len(silent) < 0.05 * len(corpus()), silent
