"""What the links in letters lead to: GET shows, POST acts, strangers get nothing."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from blog.mail import stopping
from blog.mail.models import Letter, address_mark
from comments import links
from comments.forms import token_for
from comments.models import Comment, Commenter, ProofRequest
from comments.proofs import asking, proving
from tests.builders import a_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(ellens):
    return asking.new_secret(ellens)


@pytest.fixture
def commenter(ellens, secret):
    return proving.confirm(asking.find(secret))


def mine(commenter, act=""):
    return f"/comments/mail/{links.token_of(links.MAIL, commenter)}/{act and act + '/'}"


def test_looking_at_the_question_answers_nothing(client, ellens, secret):
    before = Comment.objects.values().get(pk=ellens.pk)
    page = client.get(f"/comments/mail/{secret}/prove/")
    assert page.status_code == 200
    assert "Words number" not in page.content.decode()  # who reads this may not be the writer
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert Comment.objects.values().get(pk=ellens.pk) == before
    assert ProofRequest.objects.count() == 1


def test_saying_yes_leads_to_everything_of_mine_and_sets_no_cookie_unasked(client, secret):
    response = client.post(f"/comments/mail/{secret}/prove/", follow=True)
    assert "Your address is proven." in response.content.decode()
    assert "proven" not in client.cookies
    assert client.get(f"/comments/mail/{secret}/prove/").status_code == 404


def test_this_browser_is_known_when_asked_for(client, post, secret):
    client.post(f"/comments/mail/{secret}/prove/", {"remember": "on"})
    cookie = client.cookies["proven"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    sent = {"body": "More of me.", "name": "Ellen", "email": "ellen@example.org", "token": token_for(post.pk)}
    client.post(f"/comments/on/{post.pk}/", sent)
    assert Comment.objects.get(body="More of me.").proof == Comment.Proof.ADDRESS


def test_a_proven_browser_that_types_another_address_proves_nothing(client, post, secret):
    client.post(f"/comments/mail/{secret}/prove/", {"remember": "on"})
    sent = {"body": "As Bob.", "name": "Bob", "email": "bob@example.org", "token": token_for(post.pk)}
    client.post(f"/comments/on/{post.pk}/", sent)
    assert Comment.objects.get(body="As Bob.").proof == Comment.Proof.NONE


def test_its_page_is_filled_in_with_the_proven_name(client, post, commenter):
    client.post(mine(commenter, "here"))
    page = client.get(post.get_absolute_url())
    assert 'value="ellen@example.org"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "ellen@example.org" not in Client().get(post.get_absolute_url()).content.decode()


def test_saying_no_takes_the_address_off(client, ellens, secret):
    assert client.get(f"/comments/mail/{secret}/disown/").status_code == 405
    page = client.post(f"/comments/mail/{secret}/disown/")
    assert page.status_code == 200
    assert Comment.objects.get(pk=ellens.pk).email == ""
    assert client.post(f"/comments/mail/{secret}/prove/").status_code == 404


def forgeries(commenter, ellens, secret):
    good = links.token_of(links.MAIL, commenter)
    return [
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        links.token_of(links.PROVEN, commenter),
        links.token(links.RECEIPT, ellens),
        f"{commenter.pk}.",
        secret,
        "nonsense",
        "9" * 40 + ".x",
    ]


def test_no_forged_token_opens_or_does_anything(client, commenter, ellens, secret):
    pages = set()
    for number, token in enumerate(forgeries(commenter, ellens, secret)):
        client.defaults["REMOTE_ADDR"] = f"203.0.113.{number}"  # one network would soon have to wait
        for act in ("", "here/", "end/", "export/", "erase/", "prove/", "disown/"):
            for ask in (client.get, client.post):
                response = ask(f"/comments/mail/{token}/{act}")
                assert response.status_code == 404, (token, act)
                pages.add(response.content)
    assert len(pages) == 1
    assert "proven" not in client.cookies
    assert Commenter.objects.get().generation == 0


@pytest.mark.parametrize("act", ["here", "end", "disown"])
def test_looking_never_acts(client, commenter, act):
    before = Commenter.objects.values().get()
    assert client.get(mine(commenter, act)).status_code in {404, 405}
    assert Commenter.objects.values().get() == before
    assert not client.cookies


def test_another_site_cannot_act_with_the_link(client, commenter):
    for act in ("here", "end", "erase"):
        assert client.post(mine(commenter, act), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 404
    assert Commenter.objects.get().generation == 0


def test_the_export_is_a_file_of_everything(client, commenter):
    response = client.get(mine(commenter, "export"))
    assert "attachment" in response["Content-Disposition"]
    assert json.loads(response.content)["responses"][0]["email"] == "ellen@example.org"


def test_ending_links_moves_the_page_and_forgets_the_browser(client, commenter):
    client.post(mine(commenter, "here"))
    old = mine(commenter)
    response = client.post(mine(commenter, "end"), follow=True)
    assert response.status_code == 200
    assert client.get(old).status_code == 404
    assert client.cookies["proven"].value == ""


def test_erasing_says_what_goes_first_and_then_does_it(client, commenter, ellens):
    assert "Erase everything for good" in client.get(mine(commenter, "erase")).content.decode()
    assert Commenter.objects.exists()
    page = client.post(mine(commenter, "erase"))
    assert "Choose one of these first." in page.content.decode()
    assert Commenter.objects.exists()
    page = client.post(mine(commenter, "erase"), {"text": "erase"})
    assert "Nothing on this site names you any more." in page.content.decode()
    assert not Commenter.objects.exists()
    assert Comment.objects.get(pk=ellens.pk).body == ""


def test_the_receipt_asks_for_the_mail_and_says_that_it_is_on_its_way(client, ellens):
    receipt = f"/comments/receipt/{links.token(links.RECEIPT, ellens)}/"
    assert "Prove that it is yours" in client.get(receipt).content.decode()
    assert client.get(f"{receipt}prove/").status_code == 405
    page = client.post(f"{receipt}prove/", follow=True).content.decode()
    assert "If Ellen@Example.org takes mail from here, one is on its way." in page


def test_the_receipt_does_not_tell_whether_the_address_asked_for_silence(client, ellens):
    def said() -> str:
        address = f"/comments/receipt/{links.token(links.RECEIPT, ellens)}/"
        page = client.post(f"{address}prove/", follow=True).content.decode()
        return page.partition('role="status">')[2].partition("</p>")[0]

    told = said()
    assert "on its way" in told
    assert said() == told  # asked a moment ago
    Letter.objects.all().delete()
    stopping.stop(address_mark(ellens.email))
    assert said() == told
    assert not Letter.objects.exists()


def test_what_is_asked_for_again_and_again_counts_for_who_asks(client, ellens):
    client.post(f"/comments/receipt/{links.token(links.RECEIPT, ellens)}/prove/", REMOTE_ADDR="192.0.2.9")
    assert len(Letter.objects.get().network) == 64


def test_the_receipt_says_so_where_no_mail_can_be_sent(client, settings, ellens):
    settings.EMAIL_CONFIGURED = False
    page = client.get(f"/comments/receipt/{links.token(links.RECEIPT, ellens)}/").content.decode()
    assert "cannot be proven here" in page


def test_the_receipt_of_a_proven_one_leads_on_for_its_own_browser_alone(client, commenter, ellens):
    ellens.refresh_from_db()
    receipt = f"/comments/receipt/{links.token(links.RECEIPT, ellens)}/"
    assert "/comments/mail/" not in client.get(receipt).content.decode()
    client.post(mine(commenter, "here"))
    assert mine(commenter) in client.get(receipt).content.decode()


def test_a_guest_can_have_the_private_link_mailed(client, post, delivered):
    sent = {
        "body": "Mine.",
        "name": "Ellen",
        "email": "ellen@example.org",
        "token": token_for(post.pk),
        "mail_me": "on",
    }
    client.post(f"/comments/on/{post.pk}/", sent)
    [letter] = delivered()
    assert letter.to == ["ellen@example.org"]


def test_a_link_without_an_address_is_asked_back(client, post):
    from comments.models import Defaults

    Defaults.objects.update(requires_identity=False)
    sent = {"body": "Mine.", "name": "Ellen", "token": token_for(post.pk), "mail_me": "on"}
    response = client.post(f"/comments/on/{post.pk}/", sent)
    assert response.status_code == 400
    assert "Give an address for it" in response.content.decode()
    assert "Mine." in response.content.decode()


def test_what_is_proven_is_no_business_of_a_stranger(client, commenter, post):
    a_comment(post, name="Ellen", email="ellen@example.org")
    page = client.get(post.get_absolute_url()).content.decode().lower()
    assert "ellen@example.org" not in page


def test_the_browser_that_proves_goes_on_seeing_what_it_sent_and_another_does_not(client, ellens, post):
    secret, elsewhere = asking.new_secret(ellens), Client()
    for browser in (client, elsewhere):
        browser.cookies[f"held_{ellens.pk}"] = links.token(links.HELD, ellens)
    client.post(f"/comments/mail/{secret}/prove/")
    mark = f'id="comment-{ellens.pk}"'
    assert mark in client.get(post.get_absolute_url()).content.decode()
    assert mark not in elsewhere.get(post.get_absolute_url()).content.decode()


def test_guessing_whose_address_it_is_is_not_answered(client, post, settings):
    settings.COMMENT_FLOOD_SECONDS = 0
    sent = {"body": "Said once.", "name": "Nora", "token": token_for(post.pk)}
    client.post(f"/comments/on/{post.pk}/", {**sent, "email": "nora@example.org"}, REMOTE_ADDR="192.0.2.1")
    guesses = [
        client.post(f"/comments/on/{post.pk}/", {**sent, "email": f"{who}@example.org"}, REMOTE_ADDR="198.51.100.7")
        for who in ("nora", "dora")
    ]
    assert [guess.status_code for guess in guesses] == [409, 409]


def test_who_has_no_name_yet_is_shown_the_address_alone(client):
    nameless = Commenter.objects.create(email="ellen@example.org", name="")
    page = client.get(mine(nameless)).content.decode()
    assert "under ellen@example.org</p>" in page
    assert client.get(mine(nameless, "export")).json()["name"] == ""
    assert client.get(mine(nameless, "erase")).status_code == 200
