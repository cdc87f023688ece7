"""The page of the spam filter: who sees it, who changes what, and that nothing is forgotten by accident."""

from __future__ import annotations

import uuid

import pytest

from accounts.models import User
from comments import ledger
from comments.models import Act, Lesson, SpamFilter, SpamScore, Token
from comments.panel import filtering
from comments.spam import trials
from tests.builders import a_user, an_owner
from tests.comments.spam.conftest import ADVERTISING, judged, teach

pytestmark = pytest.mark.django_db

PAGE, CHOOSE, FORGET = "/admin/queue/filter/", "/admin/queue/filter/choose/", "/admin/queue/filter/forget/"
CHOICES = {"mode": "order", "bar": "95", "trials": "100"}
PEOPLE = ["owner", "carol", "alice", "member", "visitor"]


@pytest.fixture
def person(alice, carol):
    made = {"owner": an_owner, "alice": lambda: alice, "carol": lambda: carol, "member": lambda: a_user("bob")}
    return lambda who: made.get(who, lambda: None)()


def state() -> tuple:
    filter_ = SpamFilter.current()
    tables = [model.objects.count() for model in (Token, Lesson, SpamScore, Act)]
    return (filter_.mode, filter_.bar, filter_.trials, filter_.uses_akismet, filter_.spam, filter_.ham, *tables)


@pytest.mark.parametrize(("who", "code"), list(zip(PEOPLE, [200, 200, 403, 403, 302], strict=True)))
def test_whoever_decides_on_everything_sees_it(who, code, person, signed_in):
    assert signed_in(person(who)).get(PAGE).status_code == code


@pytest.mark.parametrize(("who", "code"), list(zip(PEOPLE, [303, 403, 403, 403, 302], strict=True)))
@pytest.mark.parametrize(("address", "data"), [(CHOOSE, CHOICES), (FORGET, {"sure": "yes"})])
def test_only_the_owner_changes_anything(address, data, who, code, person, signed_in, post, carol):
    teach(post, carol)
    before = state()
    assert signed_in(person(who)).post(address, data).status_code == code
    assert (state() != before) == (who == "owner")


@pytest.mark.parametrize("address", [CHOOSE, FORGET])
def test_looking_changes_nothing(address, person, signed_in, post, carol):
    teach(post, carol)
    before = state()
    client = signed_in(person("owner"))
    assert client.get(address, {**CHOICES, "sure": "yes"}).status_code == 405
    assert client.get(PAGE, {**CHOICES, "sure": "yes"}).status_code == 200
    assert client.post(PAGE, CHOICES).status_code == 405
    assert state() == before


@pytest.mark.parametrize("who", ["owner", "carol"])
def test_the_forms_stand_there_for_whom_they_are(who, person, signed_in):
    page = signed_in(person(who)).get(PAGE).content.decode()
    assert (CHOOSE in page, FORGET in page) == (who == "owner",) * 2
    assert filtering.may_change(person("owner") if who == "carol" else a_user("dora")) == (who == "carol")


def test_before_anything_is_learnt_it_says_so(person, signed_in):
    page = signed_in(person("carol")).get(PAGE).content.decode()
    assert "It is still learning" in page
    assert "There was no case yet" in page
    assert "What says most" not in page


def test_it_tells_what_was_learnt_and_how_far_it_is(post, carol, person, signed_in):
    teach(post, carol)
    comment = judged(post, ADVERTISING)
    SpamScore.objects.filter(comment=comment).update(says_spam=True, outcome="spam", decided_at=comment.submitted_at)
    page = signed_in(person("carol")).get(PAGE).content.decode()
    assert "It says what looks like advertising" in page
    assert "1 of 200 cases" in page
    assert "Of the last 1 comments that it would have filed, 1 were advertising: 100.0 %. The bar is 99 %." in page
    assert "“cheap watches”" in page
    assert f"{comment.submitted_at:%B %Y}" in page
    assert page.count('<rect class="is-precision"') == 1


def test_it_tells_when_it_files(post, carol, person, signed_in):
    teach(post, carol)
    comment = judged(post, ADVERTISING)
    SpamScore.objects.filter(comment=comment).update(says_spam=True, outcome="spam", decided_at=comment.submitted_at)
    SpamFilter.objects.update(trials=1)
    assert trials.may_file()
    assert "It files advertising away by itself" in signed_in(person("carol")).get(PAGE).content.decode()


def test_it_costs_few_queries_however_much_was_learnt(post, carol, person, signed_in, django_assert_max_num_queries):
    teach(post, carol, spam=15, ham=15)
    client = signed_in(person("owner"))
    with django_assert_max_num_queries(14):
        client.get(PAGE)


def test_the_page_says_what_akismet_would_be_sent(person, signed_in):
    page = signed_in(person("owner")).get(PAGE).content.decode()
    for thing in ("the text of the comment", "e-mail address and website", "the address of this site"):
        assert thing in page
    assert "There is no key" in page


def test_a_change_is_saved_recorded_and_can_be_undone(person, signed_in):
    owner = person("owner")
    client = signed_in(owner)
    client.post(CHOOSE, CHOICES)
    filter_ = SpamFilter.current()
    assert (filter_.mode, filter_.bar, filter_.trials, filter_.uses_akismet) == ("order", 95, 100, False)
    act = Act.objects.get()
    assert (act.kind, act.actor, act.before["bar"]) == (filtering.CHANGED, owner, 99)
    kind = ledger.kind_of(act)
    assert kind.may_undo(act, owner)
    assert not kind.may_undo(act, person("carol"))
    assert "99" in kind.preview(act, owner)[0]
    assert ledger.undo(act, by=owner).is_changed
    filter_ = SpamFilter.current()
    assert (filter_.mode, filter_.bar, filter_.trials) == ("file", 99, 200)


@pytest.mark.parametrize(("who", "bar"), [("owner", 99), ("carol", 95)])
def test_the_button_of_the_notice_undoes_it_for_the_owner_alone(who, bar, person, signed_in):
    signed_in(person("owner")).post(CHOOSE, CHOICES)
    user = person("carol") if who == "carol" else User.objects.get(username="olive")
    signed_in(user).post("/admin/queue/undo/", {"act": str(Act.objects.get().pk)})
    assert SpamFilter.current().bar == bar


def test_what_is_saved_unchanged_is_no_act(person, signed_in):
    signed_in(person("owner")).post(CHOOSE, {"mode": "file", "bar": "99", "trials": "200"})
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "everything"},
        {"bar": "79"},
        {"bar": "101"},
        {"bar": "x"},
        {"trials": "19"},
        {"trials": "99999"},
        {"uses_akismet": "on"},
    ],
)
def test_what_cannot_be_is_refused_with_the_place(wrong, person, signed_in):
    before = state()
    response = signed_in(person("owner")).post(CHOOSE, {**CHOICES, **wrong})
    assert response.status_code == 200
    assert response.content.decode().count("invalid-feedback") == 1
    assert state() == before


def test_akismet_can_be_chosen_where_there_is_a_key(person, signed_in, settings):
    settings.AKISMET_KEY = "a-key"
    signed_in(person("owner")).post(CHOOSE, {**CHOICES, "uses_akismet": "on"})
    assert SpamFilter.current().uses_akismet


def test_forgetting_asks_first(post, carol, person, signed_in):
    teach(post, carol)
    before = state()
    client = signed_in(person("owner"))
    response = client.post(FORGET, {"next": PAGE}, follow=True)
    assert "Nothing was forgotten" in response.content.decode()
    assert state() == before


def test_forgotten_it_stands_in_the_record_and_cannot_be_undone(post, carol, person, signed_in):
    teach(post, carol)
    owner = person("owner")
    signed_in(owner).post(FORGET, {"sure": "yes"})
    assert not Token.objects.exists()
    act = Act.objects.get(kind=filtering.FORGOTTEN)
    kind = ledger.kind_of(act)
    assert not kind.may_undo(act, owner)
    assert not ledger.undo(act, by=owner).is_changed
    assert Act.objects.get(pk=uuid.UUID(str(act.pk))).undone_at is None


@pytest.mark.parametrize(("who", "there"), [("owner", True), ("carol", True), ("alice", False)])
def test_the_menu_leads_there_for_who_may_see_it(who, there, person, signed_in):
    assert (PAGE in signed_in(person(who)).get("/admin/queue/").content.decode()) == there
