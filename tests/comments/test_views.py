"""Sending a comment: what a browser, a plain client and an attacker get."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from comments import identity, moderation
from comments.forms import token_for
from comments.models import Comment, Discussion, Status
from tests.builders import a_comment, a_post, a_user, carol

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.COMMENT_FLOOD_SECONDS = 0
    settings.COMMENT_RATE_LIMIT = 0


@pytest.fixture
def post():
    return a_post()


def send(client, post, **fields):
    data = {"name": "Ellen", "email": "ellen@example.org", "body": "A thought of mine.", "token": token_for(post.pk)}
    return client.post(f"/comments/on/{post.pk}/", {**data, **fields})


def text_of(response):
    return unescape(response.content.decode())


def textarea(response):
    return re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", text_of(response), re.S).group(1)


def test_a_guest_is_led_to_the_held_comment(client, post):
    response = send(client, post)
    comment = Comment.objects.get()
    assert response.status_code == 303
    assert response["Location"].endswith(f"#comment-{comment.pk}")
    assert comment.status == Status.PENDING
    page = text_of(client.get(response["Location"], follow=True))
    assert "awaiting moderation" in page
    assert "A thought of mine." in page


def test_with_cookies_refused_the_address_shows_the_held_comment(client, post):
    address = send(client, post)["Location"]
    assert "A thought of mine." in text_of(Client().get(address))


def test_with_the_cookie_the_address_is_cleaned(client, post):
    address = send(client, post)["Location"]
    response = client.get(address)
    assert response.status_code == 302
    assert "sent=" not in response["Location"]


def test_nobody_else_sees_a_held_comment(client, post):
    address = send(client, post)["Location"]
    comment = Comment.objects.get()
    assert "A thought" not in text_of(Client().get(post.get_absolute_url()))
    forged = Client()
    forged.cookies[f"held_{comment.pk}"] = f"{comment.pk}.nonsense"
    assert "A thought" not in text_of(forged.get(post.get_absolute_url()))
    other = a_comment(post, status=Status.PENDING, body_html="<p>zebra crossing</p>")
    borrowed = address.replace(f"sent={comment.pk}.", f"sent={other.pk}.")
    assert "zebra crossing" not in text_of(Client().get(borrowed))


def test_a_cookie_is_good_for_its_comment_alone(client, post):
    send(client, post)
    a_comment(post, status=Status.PENDING, body_html="<p>Somebody else's secret.</p>")
    assert "secret" not in text_of(client.get(post.get_absolute_url()))


def test_raising_the_generation_revokes_the_cookie(client, post):
    send(client, post)
    Comment.objects.update(link_generation=1)
    assert "A thought" not in text_of(client.get(post.get_absolute_url()))


def test_the_held_comment_cookie_is_out_of_reach_of_scripts(client, post):
    cookie = next(morsel for name, morsel in send(client, post).cookies.items() if name.startswith("held_"))
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_an_anonymous_reader_gets_no_cookie_and_the_same_bytes(post):
    a_comment(post)
    one, two = Client().get(post.get_absolute_url()), Client().get(post.get_absolute_url())
    assert one.content == two.content
    assert not one.cookies
    assert "Cookie" not in one.get("Vary", "")


def test_a_personal_page_is_kept_by_no_cache(client, post):
    send(client, post)
    assert "no-store" in client.get(post.get_absolute_url())["Cache-Control"]


def test_only_who_asks_is_remembered(client, post):
    assert identity.REMEMBER not in send(client, post).cookies
    send(client, post, body="Another thought.", remember="on", website="example.org/me")
    page = text_of(client.get(post.get_absolute_url()))
    assert 'value="ellen@example.org"' in page
    assert 'value="https://example.org/me"' in page
    response = send(client, post, body="A third thought.")
    assert response.cookies[identity.REMEMBER]["max-age"] == 0


def test_a_reply_stands_below_its_parent(client, post):
    parent = a_comment(post)
    send(client, post, parent=parent.pk)
    assert Comment.objects.get(name="Ellen").parent == parent


def test_the_author_is_shown_at_once_with_a_badge(client, post):
    client.force_login(post.author)
    token = csrf_of(client, post)
    response = client.post(f"/comments/on/{post.pk}/", {"body": "Thank you.", "csrfmiddlewaretoken": token})
    assert response.status_code == 303
    comment = Comment.objects.get()
    assert (comment.status, comment.role, comment.name, comment.email) == ("approved", "author", "Alice", "")
    assert 'class="role role-author"' in text_of(Client().get(post.get_absolute_url()))


def csrf_of(client, post):
    page = text_of(client.get(post.get_absolute_url()))
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)


def test_who_is_signed_in_needs_the_csrf_token_and_keeps_the_text(post):
    client = Client(enforce_csrf_checks=True)
    client.force_login(post.author)
    response = client.post(f"/comments/on/{post.pk}/", {"body": "Written at length."})
    assert response.status_code == 403
    assert textarea(response) == "Written at length."
    assert not Comment.objects.exists()


def test_a_guest_cannot_wear_the_badge(client, post):
    send(client, post, name="Alice", role="author", user=post.author.pk, status="approved")
    comment = Comment.objects.get()
    assert (comment.role, comment.user, comment.status) == ("", None, "pending")


REFUSALS = {
    "nothing typed": ({"body": " \n "}, 400),
    "no name": ({"name": ""}, 400),
    "a name of nothing but invisible characters": ({"name": "\u200b\u202e"}, 400),
    "no address": ({"email": ""}, 400),
    "an address without an @": ({"email": "ellen.example.org"}, 400),
    "a website that is none": ({"website": "javascript:alert(1)"}, 400),
    "a website too long": ({"website": "https://example.org/" + "x" * 300}, 400),
    "too long a text": ({"body": "word " * 4001}, 413),
    "the field for machines": ({"subject": "cheap"}, 400),
    "no form token": ({"token": ""}, 403),
    "a foreign form token": ({"token": token_for(999_999)}, 403),
    "a parent that never was": ({"parent": "424242"}, 409),
    "a negative parent": ({"parent": "-1"}, 400),
    "a huge parent": ({"parent": "9" * 40}, 400),
    "a parent that is no number": ({"parent": "1 OR 1=1"}, 400),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_keeps_the_text_and_writes_nothing(client, post, case):
    fields, status = REFUSALS[case]
    fields = {"body": "Words that took an hour.", **fields}
    response = send(client, post, **fields)
    assert response.status_code == status
    assert textarea(response).strip() == fields["body"].strip()
    assert "autofocus" in text_of(response)
    assert 'role="alert"' in text_of(response)
    assert not Comment.objects.exists()
    assert "no-store" in response["Cache-Control"]


def test_the_form_of_a_refusal_can_be_sent_as_it_stands(client, post):
    page = text_of(send(client, post, token="stale"))
    token = re.search(r'name="token" value="([^"]+)"', page).group(1)
    assert send(client, post, token=token).status_code == 303


def test_an_error_stands_beside_its_field_and_is_tied_to_it(client, post):
    page = text_of(send(client, post, email="nonsense"))
    field = re.search(r"<input[^>]*name=\"email\"[^>]*>", page).group()
    assert 'aria-invalid="true"' in field
    assert "autofocus" in field
    described = re.search(r'aria-describedby="([^"]+)"', field).group(1)
    assert f'id="{described}"' in page


@pytest.mark.parametrize(("body", "is_said"), [("A thought.", True), ("", False), (" \n ", False)])
@pytest.mark.parametrize("name", ["", "Ellen"])
def test_only_a_text_that_is_there_is_said_to_be_there(client, post, name, body, is_said):
    page = text_of(send(client, post, name=name, email="nonsense", body=body))
    assert "to put right before this can be sent." in page
    assert ("Your text is still here." in page) is is_said


def test_a_reply_to_a_comment_removed_meanwhile_keeps_the_text(client, post):
    parent = a_comment(post)
    moderation.moderate([parent.pk], Status.REMOVED, by=carol())
    response = send(client, post, parent=parent.pk)
    assert response.status_code == 409
    assert textarea(response) == "A thought of mine."
    assert "is no longer here" in text_of(response)
    assert f'value="{parent.pk}"' not in text_of(response)


def test_a_discussion_closed_meanwhile_keeps_the_text_and_offers_no_button(client, post):
    Discussion.objects.create(post=post, access=Discussion.Access.CLOSED)
    response = send(client, post)
    assert response.status_code == 403
    assert textarea(response) == "A thought of mine."
    assert 'name="send"' not in text_of(response)


def test_a_discussion_closes_at_its_hour(client, post):
    Discussion.objects.create(post=post, closes_at=timezone.now() - timedelta(seconds=1))
    assert send(client, post).status_code == 403
    assert "closed on" in text_of(client.get(post.get_absolute_url()))


def test_members_only_refuses_guests_and_takes_members(client, post):
    Discussion.objects.create(post=post, access=Discussion.Access.MEMBERS)
    assert send(client, post).status_code == 403
    client.force_login(a_user())
    assert send(client, post, csrfmiddlewaretoken="unchecked").status_code == 303


def test_too_fast_says_how_long_to_wait(client, post, settings):
    settings.COMMENT_FLOOD_SECONDS = 15
    send(client, post)
    response = send(client, post, body="And another thing.")
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 15
    assert textarea(response) == "And another thing."


def test_a_double_click_leads_to_the_first(client, post):
    first = send(client, post)["Location"]
    assert send(client, post)["Location"] == first
    assert Comment.objects.count() == 1


def test_the_same_words_from_elsewhere_are_a_duplicate(client, post):
    send(client, post)
    response = client.post(
        f"/comments/on/{post.pk}/",
        {"name": "Ellen", "email": "ellen@example.org", "body": "A thought of mine.", "token": token_for(post.pk)},
        REMOTE_ADDR="198.51.100.7",
    )
    assert response.status_code == 409
    assert not response.cookies


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_on_another_site_cannot_send(client, post, headers):
    response = client.post(
        f"/comments/on/{post.pk}/",
        {"name": "Bob", "email": "bob@example.org", "body": "x", "token": token_for(post.pk)},
        headers=headers,
    )
    assert response.status_code == 403
    assert not Comment.objects.exists()


def test_the_sites_own_origin_may_send(client, post):
    response = client.post(
        f"/comments/on/{post.pk}/",
        {"name": "Bob", "email": "bob@example.org", "body": "x", "token": token_for(post.pk)},
        headers={"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"},
    )
    assert response.status_code == 303


def test_replying_without_a_script_has_a_page_of_its_own(client, post):
    parent = a_comment(post, name="David", body_html="<p>What should I have said?</p>")
    page = text_of(client.get(f"/comments/on/{post.pk}/?parent={parent.pk}"))
    assert "Reply to David" in page
    assert "What should I have said?" in page
    assert f'value="{parent.pk}"' in page


@pytest.mark.parametrize("parent", ["", "0", "abc", "9" * 30, "-4"])
def test_a_reply_page_without_a_parent_leads_to_the_article(client, post, parent):
    response = client.get(f"/comments/on/{post.pk}/", {"parent": parent})
    assert response["Location"] == f"{post.get_absolute_url()}#reply"


def test_a_draft_takes_no_comments(client):
    post = a_post(status="draft")
    assert send(client, post).status_code == 404
    assert client.get(f"/comments/on/{post.pk}/").status_code == 404


def test_a_permalink_leads_to_the_page_the_comment_is_on(client, post):
    Discussion.objects.create(post=post)
    Discussion.objects.get().defaults.__class__.objects.update(roots_per_page=2)
    comments = [a_comment(post) for _ in range(5)]
    response = client.get(f"/comments/{comments[4].pk}/")
    assert response["Location"] == f"{post.get_absolute_url()}comment-page-3/#comment-{comments[4].pk}"
    assert f'id="comment-{comments[4].pk}"' in text_of(client.get(response["Location"]))


@pytest.mark.parametrize("status", [Status.PENDING, Status.DECLINED, Status.SPAM, Status.REMOVED, Status.WITHDRAWN])
def test_a_permalink_of_what_is_hidden_leads_nowhere(client, post, status):
    assert client.get(f"/comments/{a_comment(post, status=status).pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/comments/0/", "/comments/999999/", f"/comments/{'9' * 30}/", "/comments/-1/"])
def test_an_unknown_permalink_is_a_404(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, post, method):
    assert getattr(client, method)(f"/comments/on/{post.pk}/").status_code == 405


def test_no_address_of_a_person_is_in_any_public_page(client, post):
    a_comment(post, email="private@example.org")
    send(client, post, email="mine@example.org")
    pages = [post.get_absolute_url(), "/", f"/comments/on/{post.pk}/?parent={Comment.objects.first().pk}"]
    for address in pages:
        assert "@example.org" not in text_of(Client().get(address))


NASTY = {
    "NUL bytes": "be\x00fore",
    "bidi overrides": "abc\u202edef",
    "zalgo": "Z" + "\u0301" * 300,
    "ten thousand quotes": ">" * 10_000,
    "lone surrogates": "a\ud800b",
}


@pytest.mark.parametrize("case", NASTY)
def test_odd_characters_are_taken_and_tamed(client, post, case):
    text = NASTY[case].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    response = send(client, post, body=f"hello {text}", name=f"El{text[:60]}len")
    assert response.status_code == 303
    comment = Comment.objects.get()
    assert not set("\x00\u202e") & set(comment.body + comment.name + comment.body_html)
    assert client.get(post.get_absolute_url()).status_code == 200


def test_a_body_of_a_megabyte_is_refused_with_a_page(client, post):
    response = send(client, post, body="x" * 1_000_000)
    assert response.status_code == 413


def test_bytes_that_are_not_utf8_do_no_harm(client, post):
    body = b"name=Bob&email=bob%40example.org&token=" + token_for(post.pk).encode() + b"&body=caf%e9+%ff%fe"
    response = client.post(f"/comments/on/{post.pk}/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 303


def test_where_no_name_is_asked_for_a_guest_is_anonymous(client, post):
    discussion = Discussion.objects.create(post=post)
    discussion.defaults.requires_identity = False
    discussion.defaults.save()
    assert send(client, post, name="", email="").status_code == 303
    assert Comment.objects.get().name == "Anonymous"


def test_a_long_thread_goes_on_on_its_own_page(client, post, monkeypatch):
    monkeypatch.setattr("comments.threads.PAGE_LIMIT", 6)
    monkeypatch.setattr("comments.threads.THREAD_LIMITS", (4,))
    root = a_comment(post)
    replies = [a_comment(post, root) for _ in range(9)]
    page = text_of(client.get(post.get_absolute_url()))
    assert "6 more responses" in page
    place = client.get(f"/comments/{replies[8].pk}/")["Location"]
    assert place == f"/comments/{root.pk}/thread/3/#comment-{replies[8].pk}"
    part = text_of(client.get(place))
    assert f'id="comment-{replies[8].pk}"' in part
    assert f'id="comment-{root.pk}"' in part
    assert client.get(f"/comments/{root.pk}/thread/99/").status_code == 404


def test_the_article_page_takes_six_queries_however_long_the_discussion(client, post, django_assert_max_num_queries):
    for _ in range(3):
        root = a_comment(post)
        for _ in range(3):
            a_comment(post, root)
    with django_assert_max_num_queries(6):
        client.get(post.get_absolute_url())
    Discussion.objects.get().defaults.__class__.objects.update(roots_per_page=2)
    with django_assert_max_num_queries(6):
        client.get(f"{post.get_absolute_url()}comment-page-2/")


def test_a_page_of_responses_that_is_not_there_is_a_404(client, post):
    a_comment(post)
    assert client.get(f"{post.get_absolute_url()}comment-page-2/").status_code == 404
    assert client.get(f"{post.get_absolute_url()}comment-page-{'9' * 12}/").status_code == 404


def test_staff_decide_where_the_comment_stands(client, post):
    comment = a_comment(post, status=Status.PENDING, name="Ellen", body_html="<p>Still held.</p>")
    client.force_login(carol())
    page = text_of(client.get(post.get_absolute_url()))
    assert "Still held." in page
    assert f'value="{comment.pk}:pending:' in page
    assert f'value="{post.get_absolute_url()}#comment-{comment.pk}"' in page


def test_readers_and_other_authors_get_no_staff_acts(client, post):
    a_comment(post)
    a_comment(post, status=Status.PENDING, body_html="<p>Still held.</p>")
    for username in ("reader", "writer"):
        client.force_login(a_user(username, is_staff=username == "writer"))
        page = text_of(client.get(post.get_absolute_url()))
        assert "Still held." not in page
        assert "staff-acts" not in page


def test_members_see_their_own_held_comments(client, post):
    member = a_user()
    a_comment(post, status=Status.PENDING, user=member, body_html="<p>From my account.</p>")
    client.force_login(member)
    assert "From my account." in text_of(client.get(post.get_absolute_url()))
