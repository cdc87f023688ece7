"""Whose a name is, and who may use it."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from blog.lookalikes import folded
from blog.posts.models import Site
from comments import names
from comments.models import Comment, Commenter
from tests.blog.test_lookalikes import DISTINCT, SPELLINGS
from tests.builders import a_comment, a_post, a_user, alice

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanne():
    return alice(display_name="Hanne Verrill")


@pytest.fixture
def ellen():
    """Proved her address, and keeps her name."""
    ellen = Commenter.objects.create(email="ellen@example.org", name="Ellen Mars")
    names.claim(ellen)
    return ellen


def test_no_spelling_of_a_name_of_the_house_is_free(hanne):
    assert [spelling for spelling in SPELLINGS if names.owner_of(spelling) is None] == []
    assert names.owner_of("Hаnne Verrill") == names.Owner("Hanne Verrill", is_staff=True)


def test_no_spelling_of_a_proven_name_is_free():
    commenter = Commenter.objects.create(email="h@example.org", name="Hanne Verrill")
    names.claim(commenter)
    assert [spelling for spelling in SPELLINGS if names.owner_of(spelling) is None] == []


def test_honest_names_are_free(hanne, ellen):
    assert [name for name in DISTINCT if names.owner_of(name)] == []


def test_ones_own_name_is_ones_own(hanne, ellen):
    assert names.owner_of("Hanne Verrill", user=hanne) is None
    assert names.owner_of("ELLEN MARS", commenter=ellen) is None


def test_proof_of_one_name_is_none_of_another(hanne, ellen):
    bob = Commenter.objects.create(email="bob@example.org", name="Bob")
    assert names.owner_of("Ellen Mars", commenter=bob) == names.Owner("Ellen Mars", is_staff=False)
    assert names.owner_of("Hanne Verrill", commenter=ellen).is_staff


def test_an_account_is_somebody_but_not_whoever_proved_another_address(hanne, ellen):
    dave = a_user("dave")
    assert names.owner_of("Ellen Mars", user=dave) == names.Owner("Ellen Mars", is_staff=False)
    hers = a_user("ellen")
    assert names.owner_of("Ellen Mars", user=hers)
    EmailAddress.objects.create(user=hers, email="ellen@example.org", verified=True, primary=True)
    assert names.owner_of("Ellen Mars", user=hers) is None
    assert names.owner_of("Hanne Verrill", user=dave).is_staff


def test_names_of_who_has_left_the_house_are_free_again(hanne):
    hanne.is_active = False
    hanne.save()
    assert names.owner_of("Hanne Verrill") is None


def test_who_proves_an_address_does_not_get_a_name_that_is_somebody_elses(hanne, ellen):
    for name in ("Hanne Verrill", "Εllen Mars", "Admin"):
        mallory = Commenter.objects.create(email=f"{len(name)}.{name[:1].encode().hex()}@example.org", name=name)
        names.claim(mallory)
        assert mallory.folded_name == ""
    assert names.owner_of("Ellen Mars", commenter=ellen) is None


def test_what_looks_alike_today_replaces_what_did_before(ellen):
    Commenter.objects.update(folded_name="as it was once")
    assert names.refold() == 1
    assert Commenter.objects.get().folded_name == folded("Ellen Mars")
    assert names.refold() == 0


def test_the_writer_of_a_proven_comment_is_its_commenter(ellen):
    proven = a_comment(a_post(), name="Ellen Mars", email=ellen.email, proof=Comment.Proof.ADDRESS)
    typed = a_comment(a_post(), name="Ellen Mars", email=ellen.email)
    assert names.commenter_of(proven) == ellen
    assert names.commenter_of(typed) is None
    assert names.owner_of_name_of(proven) is None
    assert names.owner_of_name_of(typed).name == "Ellen Mars"


def test_a_free_name_costs_two_queries(hanne, ellen, django_assert_num_queries):
    with django_assert_num_queries(2):  # its people with the title of the site, who proved an address
        names.owner_of("Somebody Else")


def test_to_have_no_name_is_nobodys():
    mallory = Commenter.objects.create(email="m@example.org", name=names.nameless())
    names.claim(mallory)
    assert mallory.folded_name == ""
    assert names.owner_of(names.nameless()) is None


def test_a_name_is_whose_was_first_when_two_come_to_look_alike():
    first = Commenter.objects.create(email="a@example.org", name="Corn", folded_name="corn")
    second = Commenter.objects.create(email="b@example.org", name="Com", folded_name="com")
    names.refold()
    assert dict(Commenter.objects.values_list("pk", "folded_name")) == {first.pk: folded("Corn"), second.pk: ""}


@pytest.mark.parametrize(
    "name", ["Ellen", "Dr.No", "J.R.R. Tolkien", "St. John", "AC/DC", "Ellen M. Mars", "O’Neil-Sørensen"]
)
def test_a_name_that_nothing_makes_a_link_of_stands_as_it_is(name):
    assert names.without_links(name) == name


@pytest.mark.parametrize(
    "name", ["Prize: prizes.example", "https://x.co", "www.x.de", "t.co/prize", "me@evil.example", "приз.рф here"]
)
def test_a_name_that_mail_programs_make_a_link_of_is_none(name):
    assert names.without_links(name) == names.nameless()


@pytest.mark.parametrize("name", ["On Slowness", "0n  slowness", "On Slowness Team", "The Оn Slowness"])
def test_nobody_speaks_under_the_title_of_the_site(name, hanne):
    assert names.owner_of(name) is None
    Site.objects.update_or_create(pk=1, defaults={"title": "On Slowness"})
    owner = names.owner_of(name)
    assert owner is not None
    assert owner.is_staff
    assert names.owner_of(name, user=hanne) is None


@pytest.mark.parametrize("name", ["Slow", "On", "Slowness", "Ellen"])
def test_a_word_of_the_title_is_free(name):
    Site.objects.update_or_create(pk=1, defaults={"title": "On Slowness"})
    assert names.owner_of(name) is None
