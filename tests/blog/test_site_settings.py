"""One page of settings: the owner's, complete, kept whole or not at all, and undone from the record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from blog.posts.models import Site
from comments import ledger
from comments.models import Act, Defaults, Discussion
from tests import builders
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db
PAGE = "/admin/settings/"
VALID = {
    "title": "A Light on the Landing",
    "tagline": "Nights, mostly",
    "description": "One sentence.",
    "about": "Joan writes here.\n\nShe answers.",
    "language": "en",
    "time_zone": "Pacific/Auckland",
    "posts_per_page": "7",
    "accent": "moss",
    "share_at": ["mastodon", "email"],
    "is_open": "on",
    "requires_identity": "on",
    "authors_moderate": "on",
    "known_after": "3",
    "roots_per_page": "20",
    "display_depth": "4",
}
TOKENS = Path(__file__).resolve().parents[2] / "static/site/tokens.css"


@pytest.fixture
def owner():
    return builders.an_owner()


@pytest.fixture
def client(owner):
    client = Client()
    client.force_login(owner)
    return client


def test_every_setting_of_the_site_and_its_discussions_stands_on_the_page(client):
    page = client.get(PAGE).content.decode()
    fields = [field for model in (Site, Defaults) for field in model._meta.concrete_fields if field.editable]
    names = [field.name for field in fields if not field.primary_key]
    assert [name for name in names if f'name="{name}"' not in page] == []
    for variable in ("SITE_URL", "EMAIL_URL"):
        assert variable in page


def test_saving_keeps_both_rows(client):
    assert client.post(PAGE, VALID).status_code == 302
    site, defaults = Site.current(), Defaults.current()
    assert (site.title, site.posts_per_page, site.accent) == ("A Light on the Landing", 7, "moss")
    assert site.places_to_share == ["mastodon", "email"]
    assert (defaults.roots_per_page, defaults.trusts_known) == (20, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"roots_per_page": "0"},
        {"accent": "pink"},
        {"share_at": ["fax"]},
        {"time_zone": "Mars/Olympus"},
        {"language": "xx"},
    ],
)
def test_what_is_wrong_anywhere_keeps_nothing_and_loses_nothing(client, wrong):
    before = Site.current().title
    response = client.post(PAGE, {**VALID, "tagline": "Mornings", **wrong})
    page = response.content.decode()
    assert response.status_code == 400
    assert 'value="Mornings"' in page
    assert "errorlist" in page
    assert Site.current().title == before
    assert not Act.objects.exists()


def test_a_change_of_the_discussions_is_seen_by_all_of_them(client):
    a_comment(a_post())
    client.post(PAGE, VALID)
    version = Discussion.objects.get().version
    client.post(PAGE, {**VALID, "tagline": "Mornings"})
    assert Discussion.objects.get().version == version
    client.post(PAGE, {**VALID, "tagline": "Mornings", "display_depth": "3"})
    assert Discussion.objects.get().version == version + 1


def test_a_saving_is_undone_from_the_record(client, owner):
    client.post(PAGE, VALID)
    client.post(PAGE, {**VALID, "title": "Another", "display_depth": "3", "share_at": []})
    act = Act.objects.order_by("-number")[0]
    assert act.before == {
        "site": {
            "title": [VALID["title"], "Another"],
            "not_shared_at": ["facebook x reddit linkedin", "facebook x reddit linkedin mastodon email"],
        },
        "defaults": {"display_depth": [4, 3]},
    }
    assert "title: “Another” becomes “A Light on the Landing” again." in ledger.kind_of(act).preview(act, owner)
    assert ledger.undo(act, by=owner).is_changed
    assert (Site.current().title, Defaults.current().display_depth) == ("A Light on the Landing", 4)
    assert Site.current().places_to_share == ["mastodon", "email"]


def test_the_clock_is_the_owners_to_choose_and_to_take_back(client, owner):
    a_comment(a_post())
    client.post(PAGE, VALID)
    version = Discussion.objects.get().version
    client.post(PAGE, {**VALID, "time_zone": "Asia/Tokyo"})
    assert (Site.current().time_zone, Discussion.objects.get().version) == ("Asia/Tokyo", version + 1)
    act = Act.objects.order_by("-number")[0]
    assert act.about == "time zone"
    assert ledger.undo(act, by=owner).is_changed
    assert (Site.current().time_zone, Discussion.objects.get().version) == ("Pacific/Auckland", version + 2)


def test_it_offers_what_is_there_and_says_what_the_server_has(client, settings):
    settings.TIME_ZONE = "Europe/Vienna"
    page = client.get(PAGE).content.decode()
    assert '<option value="" selected>As the server says: Europe/Vienna</option>' in page
    assert '<optgroup label="America">' in page
    assert '<option value="America/Argentina/Buenos_Aires">Argentina/Buenos Aires</option>' in page
    assert "There is no other one yet." in page
    settings.LANGUAGES = [("en", "English"), ("de", "German")]
    page = client.get(PAGE).content.decode()
    assert '<option value="de">German</option>' in page
    assert "There is no other one yet." not in page


def test_undoing_leaves_what_was_changed_again_since(client, owner):
    client.post(PAGE, VALID)
    client.post(PAGE, {**VALID, "title": "Another", "tagline": "Mornings"})
    act = Act.objects.order_by("-number")[0]
    client.post(PAGE, {**VALID, "title": "A third", "tagline": "Mornings"})
    assert ledger.kind_of(act).preview(act, owner) == ["tagline: “Mornings” becomes “Nights, mostly” again."]
    undone = ledger.undo(act, by=owner)
    assert (undone.is_changed, undone.left) == (True, ["Changed again since, and left as it is: title."])
    assert (Site.current().title, Site.current().tagline) == ("A third", "Nights, mostly")


def test_saving_what_stands_already_is_no_act(client):
    client.post(PAGE, VALID)
    client.post(PAGE, VALID)
    assert Act.objects.count() == 1


@pytest.mark.parametrize("who", ["carol", "alice", "bob", None])
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_the_owners_alone(who, method):
    client = Client()
    if who:
        client.force_login(
            {"carol": builders.carol, "alice": builders.alice, "bob": lambda: builders.a_user("bob")}[who]()
        )
    assert getattr(client, method)(PAGE, VALID).status_code in {302, 403}
    assert Site.current().title != VALID["title"]


def test_readers_see_the_colour_the_words_and_the_places(client):
    post = a_post()
    client.post(PAGE, VALID)
    front = Client().get("/").content.decode()
    assert 'data-accent="moss"' in front
    assert "<p>Joan writes here.</p>" in front
    article = Client().get(post.get_absolute_url()).content.decode()
    assert "share.joinmastodon.org" in article
    assert "facebook.com" not in article


def test_what_the_owner_writes_is_text(client):
    a_post()
    client.post(PAGE, {**VALID, "about": "<script>alert(1)</script>"})
    assert "<script>alert" not in Client().get("/").content.decode()


def luminance(colour: str) -> float:
    digits = colour * 2 if len(colour) == 3 else colour
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, 1.4.3."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def colours(rule: str) -> dict[str, tuple[str, str]]:
    return {name: (light, dark) for name, light, dark in re.findall(r"--([a-z-]+): light-dark\(#(\w+), #(\w+)\)", rule)}


PAPER = {"paper": ("fcfbf7", "1a1a19"), "wash": ("f4f1e9", "242321")}


@pytest.mark.parametrize("accent", [value for value, _label in Site.Accent.choices])
@pytest.mark.parametrize("dark", [0, 1], ids=["light", "dark"])
def test_every_colour_can_be_read(accent, dark):
    css = TOKENS.read_text()
    rule = re.search(rf'\[data-accent="{accent}"\] {{(.*?)}}', css)[1] if accent else css.partition("}")[0]
    found = {name: pair[dark] for name, pair in {**PAPER, **colours(rule)}.items()}
    for ground in ("paper", "wash", "accent-wash"):
        assert contrast(found["accent"], found[ground]) >= 4.5
        assert contrast(found["accent-deep"], found[ground]) >= 4.5
    assert contrast(found["on-accent"], found["accent"]) >= 4.5
    assert contrast(found["author"], found["paper"]) >= 3
