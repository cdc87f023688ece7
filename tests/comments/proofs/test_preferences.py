"""The page of the mail one gets: reached without a login, changed by POST alone, ended with one press."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from blog.posts.models import Post
from comments import following, mailing
from comments.models import Comment, Commenter, Status, Subscription
from comments.readers import Reader
from tests.builders import a_comment, a_post, a_user

pytestmark = pytest.mark.django_db
Scope, Pace = Subscription.Scope, Subscription.Pace


@pytest.fixture
def guest():
    return Reader(commenter=Commenter.objects.create(email="zoe@example.org", name="Zoe"))


@pytest.fixture
def member():
    user = a_user("zoe", email="zoe@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return Reader(user=user)


@pytest.fixture(params=["guest", "member"])
def reader(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def mine(reader):
    """Something of this reader that wants news of answers."""
    owner = {"user": reader.user, "email": ""} if reader.user else {"email": reader.address, "proof": 1}
    return a_comment(a_post(title="On slowness"), name="Zoe", wants_news=True, **owner)


def address(reader, act=""):
    return f"/comments/mail/{mailing.token_of(reader)}/{act}"


def snapshot():
    return [list(model.objects.order_by("pk").values()) for model in (Subscription, Commenter, Comment)]


def test_the_page_shows_what_is_followed_and_needs_no_login(client, reader, mine):
    following.follow(reader, Scope.THREAD, mine.discussion, mine)
    following.follow(reader, Scope.ARTICLES)
    response = client.get(address(reader))
    page = response.content.decode()
    assert "The thread of Zoe under “On slowness”" in page
    assert "New articles" in page
    assert "Answers to what you wrote" in page
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_who_follows_nothing_is_told_how_to(client, reader):
    page = client.get(address(reader)).content.decode()
    assert "You follow nothing by mail. You can" in page


def test_an_accounts_page_holds_nothing_but_its_mail(client, member):
    a_comment(a_post(), user=member.user, email="", name="Zoe", body="My own words.")
    page = client.get(address(member)).content.decode()
    assert "My own words." not in page
    for act in ("export/", "erase/", "end/", "here/"):
        assert client.post(address(member, act)).status_code == 404


def test_paces_are_saved_and_what_makes_no_sense_changes_nothing(client, reader, mine):
    thread = following.follow(reader, Scope.THREAD, mine.discussion, mine)
    here = following.follow(reader, Scope.DISCUSSION, mine.discussion)
    articles = following.follow(reader, Scope.ARTICLES)
    stranger = following.follow(
        Reader(commenter=Commenter.objects.create(email="yan@example.org", name="Yan")), Scope.ARTICLES
    )
    chosen = {thread.pk: "never", here.pk: "daily", articles.pk: "hourly", stranger.pk: "end"}
    form = {f"pace_{pk}": pace for pk, pace in chosen.items()}
    page = client.post(address(reader, "letters/"), {**form, "answers": "daily", "pace_x": "now"}, follow=True)
    assert "This is the mail you get from now on." in page.content.decode()
    found = dict(Subscription.objects.exclude(scope=Scope.REPLIES).values_list("pk", "pace"))
    assert found == {thread.pk: "never", here.pk: "daily", articles.pk: "now", stranger.pk: "now"}
    assert following.answers_pace([reader]) == Pace.DAILY
    client.post(address(reader, "letters/"), {f"pace_{here.pk}": "end", f"pace_{articles.pk}": "end"})
    assert set(Subscription.objects.values_list("pk", flat=True)) >= {thread.pk, stranger.pk}
    assert not Subscription.objects.filter(pk__in=[here.pk, articles.pk]).exists()


def test_looking_and_prefetching_change_nothing(client, reader, mine):
    following.follow(reader, Scope.DISCUSSION, mine.discussion)
    before = snapshot()
    pages = ["", f"mute/{mine.pk}/", f"unfollow/{mine.pk}/", "unfollow/articles/", "unfollow/daily/"]
    for act in pages:
        assert client.get(address(reader, act)).status_code == 200, act
        assert client.head(address(reader, act)).status_code == 200, act
    for act in ("letters/", "quiet/"):
        assert client.get(address(reader, act)).status_code == 405
    assert snapshot() == before


def test_a_muted_thread_is_not_ended_but_unmuted(client, reader, mine):
    following.mute(reader, mine)
    page = client.get(address(reader)).content.decode()
    assert "never, it is muted" in page
    assert "no longer muted" in page
    assert "end this" not in page


def test_what_was_done_is_said_where_the_page_stands(client, reader, mine):
    page = client.get(address(reader, "?said=saved")).content.decode()
    assert page.index('id="letters"') < page.index("Saved. This is the mail you get from now on.")


def test_a_thread_can_be_muted(client, reader, mine):
    page = client.get(address(reader, f"mute/{mine.pk}/")).content.decode()
    assert "Nothing more about this thread?" in page
    assert "On slowness" in page
    page = client.post(address(reader, f"mute/{mine.pk}/"), follow=True).content.decode()
    assert "You hear nothing more of that thread." in page
    row = Subscription.objects.get()
    assert (row.scope, row.root_id, row.pace) == (Scope.THREAD, mine.pk, Pace.NEVER)


def test_a_mail_program_ends_it_with_one_press_from_anywhere(reader, mine):
    """RFC 8058: no cookie, no page seen before, whatever origin the program's helpers send."""
    following.follow(reader, Scope.DISCUSSION, mine.discussion)
    program = Client(enforce_csrf_checks=True)
    headers = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    response = program.post(address(reader, f"unfollow/{mine.pk}/"), {"List-Unsubscribe": "One-Click"}, headers=headers)
    assert response.status_code == 200  # it need not follow a redirect
    assert not Subscription.objects.exists()
    assert not Comment.objects.get(pk=mine.pk).wants_news
    assert program.post(address(reader, f"unfollow/{mine.pk}/"), headers=headers).status_code == 303


def test_the_title_of_a_hidden_article_is_not_told(client, reader, mine):
    type(mine.discussion.post).objects.update(status="draft")
    page = client.get(address(reader, f"unfollow/{mine.pk}/")).content.decode()
    assert "On slowness" not in page


@pytest.mark.parametrize("hidden", ["comment", "article"])
def test_who_counts_through_the_comments_learns_no_name_and_no_title(client, reader, mine, hidden):
    """Any number may stand in the address of the page that mutes a thread."""
    secret = a_comment(a_post(title="Secret plans"), name="Hidden Writer")
    if hidden == "comment":
        Comment.objects.filter(pk=secret.pk).update(status=Status.PENDING)
    else:
        Post.objects.filter(title="Secret plans").update(status=Post.Status.DRAFT)
    pages = [client.get(address(reader, f"mute/{secret.pk}/"))]
    pages.append(client.post(address(reader, f"mute/{secret.pk}/"), follow=True))
    if reader.commenter:
        pages.append(client.get(address(reader, "export/")))
    said = "".join(page.content.decode() for page in pages)
    assert "Hidden Writer" not in said
    assert ("Secret plans" in said) == (hidden == "comment")


@pytest.mark.parametrize("act", ["", "letters/", "quiet/", "mute/1/", "unfollow/1/", "unfollow/articles/"])
def test_an_altered_token_opens_nothing(client, reader, mine, act):
    token = mailing.token_of(reader)
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), token.lstrip("u") + "x", "u1.x", "1.x"):
        assert client.post(f"/comments/mail/{wrong}/{act}").status_code in {404, 405}
    assert Comment.objects.get(pk=mine.pk).wants_news


def test_quiet_ends_everything(client, reader, mine):
    following.follow(reader, Scope.ARTICLES)
    client.post(address(reader, "quiet/"))
    assert not Subscription.objects.exists()
    assert not Comment.objects.get(pk=mine.pk).wants_news


def test_the_account_page_leads_there(client, member, settings):
    settings.EMAIL_CONFIGURED = True
    client.force_login(member.user)
    page = client.get("/accounts/").content.decode()
    [found] = re.findall(r'href="([^"]*/comments/mail/u[^"]+)"', page)
    assert found.endswith(address(member, "#letters"))


def test_a_choice_on_the_receipt_is_kept_for_the_proof_or_begins_at_once(client, settings):
    settings.EMAIL_CONFIGURED = True
    post = a_post()
    comment = a_comment(post, name="Ann", email="ann@example.org", status="pending")
    receipt = mailing.receipt(comment).removeprefix(settings.SITE_URL)
    page = client.post(f"{receipt}follow/", {"follow": "discussion"}, follow=True).content.decode()
    assert "Mail begins when your address is proven." in page
    assert not Subscription.objects.exists()
    assert client.post(f"{receipt}follow/", {"follow": "everything"}).status_code == 404
    assert client.get(f"{receipt}follow/").status_code == 405
    Commenter.objects.create(email="ann@example.org", name="Ann")
    Comment.objects.filter(pk=comment.pk).update(proof=1)
    page = client.post(f"{receipt}follow/", {"follow": "thread"}, follow=True).content.decode()
    assert "Saved: you hear of it by mail." in page
    assert Subscription.objects.get().scope == Scope.THREAD
    client.post(f"{receipt}follow/", {"follow": ""})
    assert not Subscription.objects.exists()
