"""Setting rules in the panel: who may, what is refused, what is tried before it is saved."""

from __future__ import annotations

import re
from html import unescape

import pytest

from blog.posts.models import Tag
from comments.models import Act, Discussion, Policy
from tests import builders
from tests.builders import a_comment
from tests.comments.rules.crew import article_rules, site_rules, tag_rules

pytestmark = pytest.mark.django_db

SITE = "/admin/queue/rules/"


@pytest.fixture
def tea():
    return Tag.objects.create(name="Tea")


@pytest.fixture
def olive():
    return builders.an_owner()


def addresses(post, tea) -> dict[str, str]:
    return {"site": SITE, "tag": f"{SITE}tag/{tea.pk}/", "article": f"{SITE}article/{post.pk}/"}


def text(response) -> str:
    return unescape(response.content.decode())


def sent(**fields) -> dict[str, object]:
    return {"seen": 0, "slow_grows": "unknown", **fields}


MAY = {
    # page: owner carol alice mallory bob nobody
    "site": (200, 403, 403, 403, 403, 302),
    "tag": (200, 403, 403, 403, 403, 302),
    "article": (200, 200, 200, 403, 403, 302),
}
WHO = ("olive", "carol", "alice", "mallory", "bob", "nobody")
CASES = [(page, who, status) for page, row in MAY.items() for who, status in zip(WHO, row, strict=True)]


@pytest.mark.parametrize(("page", "who", "status"), CASES)
def test_who_comes_to_which_page_and_who_saves_there(page, who, status, post, tea, signed_in, request):
    made = {"bob": builders.a_user, "nobody": lambda _name: None}
    user = made[who](who) if who in made else request.getfixturevalue(who)
    address = addresses(post, tea)[page]
    client = signed_in(user)
    assert client.get(address).status_code == status
    saved = client.post(address, sent(first_count=3, save=1))
    assert saved.status_code == (302 if status == 200 else status)
    assert Policy.objects.count() == (status == 200)
    assert client.put(address).status_code in {405, 403, 302}


def test_looking_changes_nothing(post, tea, olive, signed_in):
    for address in addresses(post, tea).values():
        assert signed_in(olive).get(address + "?save=1&first_count=3").status_code == 200
    assert not Policy.objects.exists()
    assert not Discussion.objects.exists()
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("rejection_percent", "0", "Give a whole number from 1 to 100, or leave it empty."),
        ("rejection_percent", "101", "Give a whole number from 1 to 100, or leave it empty."),
        ("first_count", "-1", "Give a whole number from 0 to 100, or leave it empty."),
        ("first_count", "101", "Give a whole number from 0 to 100, or leave it empty."),
        ("first_count", "9" * 40, "Give a whole number from 0 to 100, or leave it empty."),
        ("links_allowed", "-3", "Give a whole number from 0 to 1000, or leave it empty."),
        ("links_allowed", "many", "Give a whole number from 0 to 1000, or leave it empty."),
        ("links_allowed", "1.5", "Give a whole number from 0 to 1000, or leave it empty."),
        ("close_after_days", "99999", "Give a whole number from 0 to 10000, or leave it empty."),
        ("slow_seconds", "86401", "Give a whole number from 0 to 86400, or leave it empty."),
        ("reports_hold", "1e3", "Give a whole number from 0 to 100, or leave it empty."),
        ("level", "anarchy", "Select a valid choice"),
        ("holiday_until", "31 June", "Enter a valid date."),
        ("holiday_words", "x" * 201, "at most 200 characters"),
    ],
)
@pytest.mark.parametrize("button", ["save", "try"])
def test_hostile_values_are_refused_with_a_sentence_and_kept_in_the_form(field, value, said, button, olive, signed_in):
    response = signed_in(olive).post(SITE, sent(**{field: value, button: 1}))
    assert response.status_code == 400
    assert said in text(response)
    if field not in {"level"}:
        assert value in text(response)
    assert not Policy.objects.exists()


def test_it_is_tried_then_saved_with_the_values_that_travelled_along(post, olive, signed_in):
    site_rules(level="shown")
    html = '<p><a href="https://a.example">x</a></p>'
    found = [a_comment(post, body_html=html, name=f"Writer {n}") for n in range(3)]
    client = signed_in(olive)
    tried = client.post(SITE, sent(level="shown", links_allowed="0", slow_grows="true", holiday_words="Soon."))
    page = text(tried)
    assert "3 more would have been held. 3 of them are on the page now." in page
    assert all(f'href="/admin/queue/{comment.pk}/"' in page for comment in found)
    assert Policy.objects.get().links_allowed is None
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    del hidden["csrfmiddlewaretoken"]
    again = client.post(SITE, {**hidden, "change": 1})
    assert 'value="0"' in text(again)
    assert 'value="Soon."' in text(again)
    saved = client.post(SITE, {**hidden, "save": 1}, follow=True)
    policy = Policy.objects.get()
    assert (policy.links_allowed, policy.slow_grows, policy.holiday_words, policy.level) == (0, True, "Soon.", "shown")
    assert "These rules hold from now on." in text(saved)
    assert f'value="{Act.objects.get().pk}"' in text(saved)


def test_trying_writes_nothing(post, olive, signed_in):
    site_rules(level="shown")
    a_comment(post)
    before = (Policy.objects.get().values, Discussion.objects.get().version)
    signed_in(olive).post(SITE, sent(level="read"))
    assert (Policy.objects.get().values, Discussion.objects.get().version) == before
    assert not Act.objects.exists()


def test_where_nothing_would_have_been_different_it_says_so(olive, signed_in):
    page = text(signed_in(olive).post(SITE, sent(links_allowed="3")))
    assert "Nothing would have been different." in page


def test_an_author_is_shown_only_what_is_theirs_to_decide(post, alice, mallory, signed_in):
    site_rules(level="shown")
    a_comment(post, name="Below Alice")
    other = builders.a_post(mallory)
    a_comment(other, name="Below Mallory")
    page = text(signed_in(alice).post(f"{SITE}article/{post.pk}/", sent(level="read")))
    assert "1 more would have been held." in page
    assert "Below Mallory" not in page


def test_each_field_says_what_it_inherits(post, tea, carol, signed_in):
    post.tags.add(tea)
    site_rules(first_count=2, links_allowed=7)
    tag_rules(tea, links_allowed=4)
    page = text(signed_in(carol).get(f"{SITE}article/{post.pk}/"))
    for said in ("Empty: inherited, 4.", "Empty: inherited, 2.", "Empty: inherited, everything is read first."):
        assert said in page
    assert "Empty: inherited, nothing." not in page  # what is told without words says the help
    assert 'name="access"' not in page


def test_two_who_set_the_same_rules_do_not_overwrite_each_other(post, carol, alice, signed_in):
    address = f"{SITE}article/{post.pk}/"
    signed_in(carol).post(address, sent(first_count=2, save=1))
    late = signed_in(alice).post(address, sent(first_count=9, save=1))
    assert late.status_code == 409
    assert "Somebody else has changed these rules meanwhile." in text(late)
    assert Policy.objects.get().first_count == 2


def test_what_changes_nothing_says_so(olive, signed_in):
    page = text(signed_in(olive).post(SITE, sent(save=1), follow=True))
    assert "Nothing was changed." in page


def test_rules_of_a_draft_are_its_authors_and_of_no_article_nobodys(alice, carol, olive, signed_in):
    draft = builders.a_post(alice, status="draft", title="Not ready yet")
    assert signed_in(carol).get(f"{SITE}article/{draft.pk}/").status_code == 404
    assert signed_in(alice).get(f"{SITE}article/{draft.pk}/").status_code == 200
    for gone in ("article/999999/", "tag/999999/"):
        assert signed_in(olive).get(SITE + gone).status_code == 404


def test_the_pages_are_found_from_the_settings(post, olive, carol, signed_in):
    assert f'href="{SITE}"' in text(signed_in(olive).get("/admin/comments/defaults/1/change/"))
    article_rules(post)
    page = text(signed_in(carol).get(f"/admin/comments/discussion/{post.pk}/change/"))
    assert f'href="{SITE}article/{post.pk}/"' in page


def test_a_page_takes_few_queries(post, tea, olive, signed_in, django_assert_max_num_queries):
    post.tags.add(tea)
    tag_rules(tea, first_count=2)
    article_rules(post, first_count=3)
    client = signed_in(olive)
    for address in addresses(post, tea).values():
        with django_assert_max_num_queries(12):
            client.get(address)
