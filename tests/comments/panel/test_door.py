"""Who comes into the queue's pages, and what everybody else is told."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from comments.models import Comment, Defaults, Status
from comments.panel.door import for_deciders, panel
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db


@for_deciders
def a_page(request, theirs, *rest, **named):
    """Says what it was given."""
    keys = ",".join(str(pk) for pk in theirs.order_by("pk").values_list("pk", flat=True))
    return HttpResponse(f"{keys} {rest} {named}")


@pytest.fixture
def knock(rf):
    def ask(user, path="/admin/queue/", body=None, **named):
        request = rf.post(path, {"body": body}) if body is not None else rf.get(path)
        request.user, request.session = user, {}
        request._dont_enforce_csrf_checks = True
        return a_page(request, **named)

    return ask


def test_a_moderator_is_given_every_comment(knock, carol, held):
    other = a_comment(a_post(a_user("ellen")), status=Status.SPAM)
    assert knock(carol).content.decode() == f"{held.pk},{other.pk} () {{}}"


def test_an_author_is_given_those_below_their_own_articles(knock, alice, held):
    a_comment(a_post(a_user("ellen")))
    assert knock(alice, number=7).content.decode() == f"{held.pk} () {{'number': 7}}"


def test_a_member_is_told_no_in_the_look_of_the_panel(knock, held):
    response = knock(a_user("bob"))
    assert response.status_code == 403
    assert "Not your desk" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert Comment.objects.get().name not in response.content.decode()


def test_an_author_is_told_no_where_only_moderators_decide(knock, alice):
    Defaults.objects.update_or_create(pk=1, defaults={"authors_moderate": False})
    assert knock(alice).status_code == 403


def test_a_stranger_is_asked_to_log_in_and_comes_back(knock):
    response = knock(AnonymousUser(), "/admin/queue/?status=spam")
    assert response.status_code == 302
    assert response["Location"] == "/admin/login/?next=/admin/queue/%3Fstatus%3Dspam"


def test_who_was_signed_out_meanwhile_gets_their_text_back(knock):
    response = knock(AnonymousUser(), body="A long <answer>.")
    page = response.content.decode()
    assert response.status_code == 403
    assert "You are signed out" in page
    assert "A long &lt;answer&gt;." in page


def test_somebody_who_left_is_a_stranger(knock, carol):
    carol.is_active = False
    carol.save()
    assert knock(carol).status_code in {302, 403}


def test_the_page_keeps_its_own_name():
    assert (a_page.__name__, a_page.__doc__) == ("a_page", "Says what it was given.")


def test_every_page_of_the_panel_knows_whose_it_is(rf, carol):
    request = rf.get("/admin/queue/")
    request.user = carol
    assert panel(request)["has_permission"] is True
