"""The owner says who moderates which part, and can take it back; nobody else may."""

from __future__ import annotations

import pytest

from accounts.roles import assign
from blog.posts.models import Tag
from comments import ledger
from comments.models import Act, Assignment
from tests import builders

ADD = "/admin/comments/assignment/add/"
LIST = "/admin/comments/assignment/"


@pytest.fixture
def lena(db):
    lena = builders.a_user("lena")
    assign(lena, "local-moderator")
    return lena


@pytest.fixture
def grief(db):
    return Tag.objects.create(name="Grief", slug="grief")


@pytest.fixture
def owner(db):
    return builders.an_owner()


def test_a_tag_is_given(signed_in, owner, lena, grief):
    response = signed_in(owner).post(ADD, {"user": lena.pk, "tag": grief.pk, "article": ""})
    assert response.status_code == 302
    assert Assignment.objects.get().tag == grief
    act = Act.objects.get()
    assert (act.kind, act.actor, act.about) == ("part-given", owner, "Lena: everything under “Grief”")
    assert "everything under “Grief”" in signed_in(owner).get(LIST).content.decode()


@pytest.mark.parametrize("form", ["{url}", "https://blog.example{url}", "{url}?x=1#comment-3", "{title}"])
def test_an_article_is_named_by_its_address_or_its_title(signed_in, owner, lena, post, form):
    given = form.format(url=post.get_absolute_url(), title=post.title)
    signed_in(owner).post(ADD, {"user": lena.pk, "tag": "", "article": given})
    assert Assignment.objects.get().post == post


@pytest.mark.parametrize(
    ("tag", "article", "says"),
    [
        (True, "{url}", "Choose a tag or an article: one of the two."),
        (False, "", "Choose a tag or an article: one of the two."),
        (False, "/2024/01/nowhere/", "There is no such article here."),
        (False, "/", "There is no such article here."),
    ],
)
def test_what_names_no_part_or_two_is_given_back_with_a_sentence(
    signed_in, owner, lena, grief, post, tag, article, says
):
    sent = {"user": lena.pk, "tag": grief.pk if tag else "", "article": article.format(url=post.get_absolute_url())}
    page = signed_in(owner).post(ADD, sent).content.decode()
    assert says in page
    assert not Assignment.objects.exists()
    assert sent["article"] in page


def test_the_same_part_is_given_once(signed_in, owner, lena, grief):
    Assignment.objects.create(user=lena, tag=grief)
    page = signed_in(owner).post(ADD, {"user": lena.pk, "tag": grief.pk, "article": ""}).content.decode()
    assert "This part is theirs already." in page
    assert Assignment.objects.count() == 1


def test_a_member_cannot_be_chosen(signed_in, owner, grief):
    bob = builders.a_user("bob")
    signed_in(owner).post(ADD, {"user": bob.pk, "tag": grief.pk, "article": ""})
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("who", ["carol", "alice", "lena"])
def test_nobody_else_gives_or_takes(signed_in, request, who, lena, grief):
    user = request.getfixturevalue(who)
    given = Assignment.objects.create(user=lena, tag=grief)
    client = signed_in(user)
    assert client.post(ADD, {"user": user.pk, "tag": grief.pk, "article": ""}).status_code == 403
    assert client.post(f"{LIST}{given.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(LIST).status_code == 403
    assert list(Assignment.objects.all()) == [given]


def test_what_was_given_is_taken_and_given_back_by_undoing(signed_in, owner, lena, grief):
    given = Assignment.objects.create(user=lena, tag=grief)
    signed_in(owner).post(f"{LIST}{given.pk}/delete/", {"post": "yes"})
    assert not Assignment.objects.exists()
    act = Act.objects.get()
    assert ledger.kind_of(act).preview(act, owner) == ["Lena: everything under “Grief”: given back."]
    assert ledger.undo(act, by=owner).is_changed
    assert Assignment.objects.get().tag == grief


def test_giving_is_undone_by_taking(signed_in, owner, lena, post):
    signed_in(owner).post(ADD, {"user": lena.pk, "tag": "", "article": post.title})
    act = Act.objects.get()
    assert ledger.undo(act, by=owner).is_changed
    assert not Assignment.objects.exists()


def test_what_is_gone_cannot_be_given_back(signed_in, owner, lena, grief):
    given = Assignment.objects.create(user=lena, tag=grief)
    signed_in(owner).post(f"{LIST}{given.pk}/delete/", {"post": "yes"})
    grief.delete()
    act = Act.objects.get()
    assert ledger.undo(act, by=owner).left
    assert not Assignment.objects.exists()
    assert Act.objects.get().undone_at is None


@pytest.mark.parametrize(("who", "may"), [("owner", True), ("carol", False), ("lena", False)])
def test_only_an_owner_undoes_it(request, who, may, lena, grief, owner):
    act = ledger.enter("part-given", by=owner, before={"user": lena.pk, "tag": grief.pk, "post": None})
    assert ledger.kind_of(act).may_undo(act, request.getfixturevalue(who)) is may
