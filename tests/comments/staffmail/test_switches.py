"""Which mail one gets: chosen in the panel or by the link in a letter, for oneself alone."""

from __future__ import annotations

import pytest

from blog.mail import stopping
from blog.mail.models import address_mark
from comments.models import StaffMail
from comments.staffmail import switches, tokens
from tests.builders import a_user

pytestmark = pytest.mark.django_db

PANEL = "/admin/queue/mail/"


@pytest.fixture
def link():
    return lambda user: f"/comments/mail/{tokens.for_switches(user)}/staff/"


@pytest.fixture(params=["panel", "letter"])
def door(request, client, carol, link):
    """Carol's page, by either way in."""
    if request.param == "panel":
        client.force_login(carol)
        return PANEL
    return link(carol)


def chosen(user):
    return StaffMail.objects.filter(user=user).values_list("held", "published").first()


def test_it_shows_what_stands_and_changes_nothing(client, door, carol, rows):
    before = rows()
    for method in (client.get, client.head):
        assert method(door).status_code == 200
    assert rows()["StaffMail"] == before["StaffMail"] == []
    assert 'value="now" id="id_held_0" class="form-check-input" checked' in client.get(door).content.decode()


def test_it_keeps_what_is_chosen(client, door, carol, olive):
    response = client.post(door, {"held": "ten"}, follow=True)
    assert "Saved." in response.content.decode()
    assert chosen(carol) == ("ten", True)
    assert chosen(olive) is None


@pytest.mark.parametrize("sent", [{}, {"held": "always"}, {"held": ["ten", "x"]}])
def test_what_cannot_be_chosen_is_refused(client, door, carol, sent):
    assert client.post(door, sent).status_code == 400
    assert chosen(carol) is None


def test_nobody_chooses_for_another(client, door, carol, olive):
    client.post(door, {"held": "never", "user": olive.pk, "pk": olive.pk})
    assert chosen(olive) is None
    assert chosen(carol) == ("never", True)


def test_who_writes_articles_is_asked_about_news_and_who_does_not_is_not(client, alice, carol, link):
    assert 'name="published"' in client.get(link(alice)).content.decode()
    assert 'name="published"' not in client.get(link(carol)).content.decode()
    client.post(link(alice), {"held": "never"})
    assert chosen(alice) == ("never", False)
    client.post(link(carol), {"held": "ten", "published": ""})
    assert chosen(carol) == ("ten", True)


@pytest.mark.parametrize("token", ["", "x", "1.x"])
def test_a_wrong_link_gets_the_calm_page(client, carol, token):
    for method in (client.get, client.post):
        response = method(f"/comments/mail/{token or '0'}/staff/", {"held": "never"})
        assert response.status_code == 404
        assert "This link leads nowhere any more" in response.content.decode()


def test_so_does_the_link_of_somebody_who_left_the_staff(client, carol, link):
    address = link(carol)
    carol.is_staff = False
    carol.save(update_fields=["is_staff"])
    assert client.post(address, {"held": "never"}).status_code == 404
    assert chosen(carol) is None


def test_a_link_from_a_letter_is_kept_by_no_cache(client, carol, link):
    response = client.get(link(carol))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert carol.email not in response.content.decode()


def test_the_panel_asks_strangers_to_log_in_and_members_not_at_all(client):
    assert client.get(PANEL).status_code == 302
    client.force_login(a_user("bob"))
    assert client.get(PANEL).status_code in {302, 403}
    assert not StaffMail.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("nothing", "It goes to carol@example.org."),
        ("unproven", "nobody has shown that carol@example.org is yours"),
        ("none", "your account has no e-mail address"),
        ("stopped", "your address asked never to be written to"),
        ("no server", "this site has no mail server"),
    ],
)
def test_the_panel_says_why_no_mail_comes(client, carol, settings, change, says):
    if change == "unproven":
        carol.emailaddress_set.update(verified=False)
    elif change == "none":
        carol.email = None
        carol.save(update_fields=["email"])
    elif change == "stopped":
        stopping.stop(address_mark(carol.email))
    elif change == "no server":
        settings.EMAIL_CONFIGURED = False
    client.force_login(carol)
    assert says in client.get(PANEL).content.decode()
    assert bool(switches.obstacle(type(carol).objects.get(pk=carol.pk))) is (change != "nothing")


def test_the_queue_says_kindly_that_an_address_is_not_proven(client, carol):
    carol.emailaddress_set.update(verified=False)
    client.force_login(carol)
    shown = client.get("/admin/queue/").content.decode()
    assert "nobody has shown that carol@example.org is yours" in shown
    assert 'href="/accounts/email/"' in shown
    carol.emailaddress_set.update(verified=True)
    assert "nobody has shown" not in client.get("/admin/queue/").content.decode()


def test_the_panel_leads_there(client, carol):
    client.force_login(carol)
    assert f'href="{PANEL}"' in client.get("/admin/").content.decode()
    assert f'href="{PANEL}"' in client.get("/admin/queue/").content.decode()
