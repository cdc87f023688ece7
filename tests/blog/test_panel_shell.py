"""Who may open what in the panel, and what every page of it has in common."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from accounts.models import AUTHORS, LOCAL_MODERATORS, MODERATORS
from blog.posts.models import Picture, Site, Tag
from comments.models import Defaults
from tests import builders

pytestmark = pytest.mark.django_db

# The table of the shell: 200 opens, 403 refuses, 302 leads to the door.
#                             owner author moderator member anonymous
SHELL = {
    "admin:index":                  (200, 200, 200, 302, 302),
    "admin:password_change":        (200, 200, 200, 302, 302),
    "admin:posts_post_changelist":  (200, 200, 403, 302, 302),
    "admin:posts_post_add":         (200, 200, 403, 302, 302),
    "own article":                  (200, 200, 403, 302, 302),
    "other's article":              (200, 302, 403, 302, 302),
    "delete own article":           (200, 403, 403, 302, 302),
    "admin:posts_picture_changelist": (200, 200, 403, 302, 302),
    "admin:posts_picture_add":      (200, 200, 403, 302, 302),
    "own picture":                  (200, 200, 403, 302, 302),
    "admin:posts_tag_changelist":   (200, 200, 403, 302, 302),
    "tag":                          (200, 200, 403, 302, 302),
    "delete tag":                   (200, 403, 403, 302, 302),
    "site":                         (200, 403, 403, 302, 302),
    "admin:mail_letter_changelist": (200, 403, 403, 302, 302),
    "admin:accounts_user_changelist": (200, 403, 403, 302, 302),
    "admin:accounts_user_add":      (200, 403, 403, 302, 302),
    "person":                       (200, 403, 403, 302, 302),
    "password of a person":         (200, 403, 403, 302, 302),
}  # fmt: skip
ROLES = ("owner", "author", "moderator", "member", "anonymous")
CASES = [(place, role, status) for place, row in SHELL.items() for role, status in zip(ROLES, row, strict=True)]


@pytest.fixture
def people():
    return {
        "owner": builders.an_owner(),
        "author": builders.alice(),
        "moderator": builders.carol(),
        "member": builders.a_user("bob"),
    }


@pytest.fixture
def address(people, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    own = builders.a_post(author=people["author"])
    other = builders.a_post(author=people["owner"])
    picture = Picture.objects.create(file=a_png(), uploaded_by=people["author"])
    tag = Tag.objects.create(name="tea")
    places = {
        "own article": ("admin:posts_post_change", own.pk),
        "other's article": ("admin:posts_post_change", other.pk),
        "delete own article": ("admin:posts_post_delete", own.pk),
        "own picture": ("admin:posts_picture_change", picture.pk),
        "tag": ("admin:posts_tag_change", tag.pk),
        "delete tag": ("admin:posts_tag_delete", tag.pk),
        "site": ("admin:posts_site_change", 1),
        "person": ("admin:accounts_user_change", people["member"].pk),
        "password of a person": ("admin:auth_user_password_change", people["member"].pk),
    }

    def of(place: str) -> str:
        name, *args = places.get(place, (place,))
        return reverse(name, args=args)

    return of


def a_png() -> ContentFile:
    drawn = BytesIO()
    Image.new("RGB", (8, 6)).save(drawn, "PNG")
    return ContentFile(drawn.getvalue(), name="a.png")


@pytest.fixture
def sign_in(client, people):
    def as_role(role: str):
        if role in people:
            client.force_login(people[role])
        return client

    return as_role


@pytest.mark.parametrize(("place", "role", "status"), CASES)
def test_it_opens_for_those_whose_work_it_is(sign_in, address, place, role, status):
    assert sign_in(role).get(address(place)).status_code == status


def test_the_migration_gives_each_group_no_more_than_its_work():
    granted = {
        group.name: sorted(
            f"{permission.content_type.app_label}.{permission.codename}" for permission in group.permissions.all()
        )
        for group in Group.objects.prefetch_related("permissions__content_type")
    }
    assert granted == {
        AUTHORS: [
            "posts.add_picture", "posts.add_post", "posts.add_tag", "posts.change_picture", "posts.change_post",
            "posts.view_picture", "posts.view_post", "posts.view_tag",
        ],
        MODERATORS: ["comments.moderate_comment", "comments.view_comment"],
        LOCAL_MODERATORS: [],
    }  # fmt: skip


def test_the_migration_makes_the_two_rows_of_settings():
    assert [Site.objects.get().pk, Defaults.objects.get().pk] == [1, 1]


def test_the_panel_has_the_name_of_the_blog(sign_in):
    Site.objects.filter(pk=1).update(title="The Second Chair")
    page = sign_in("owner").get("/admin/").content.decode()
    assert "The Second Chair" in page
    assert "Django" not in page


def test_every_page_says_who_one_is_and_as_what(sign_in):
    assert "Carol, <em>moderator</em>" in sign_in("moderator").get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("role", "links"),
    [
        ("owner", ["posts_post", "posts_picture", "posts_tag", "accounts_user"]),
        ("author", ["posts_post", "posts_picture", "posts_tag"]),
        ("moderator", []),
    ],
)
def test_the_menu_has_what_the_role_works_with_in_the_order_of_the_work(sign_in, role, links):
    menu = re.search(r'(?s)<nav id="nav-sidebar".*?</nav>', sign_in(role).get("/admin/").content.decode())[0]
    lists = {
        reverse(f"admin:{name}_changelist"): name
        for name in ("posts_post", "posts_picture", "posts_tag", "accounts_user", "posts_site")
    }
    assert [lists[found] for found in re.findall(r'href="([^"]+)"', menu) if found in lists] == links


def test_the_front_page_offers_to_go_on_with_ones_own_drafts(sign_in, people):
    client = sign_in("author")
    for title in ("One", "Two", "Three", "Four"):
        builders.a_post(author=people["author"], title=title, status="draft", published_at=None)
    builders.a_post(author=people["owner"], title="Somebody else's", status="draft", published_at=None)
    assert [post.title for post in client.get("/admin/").context["drafts"]] == ["Four", "Three", "Two"]


def test_who_writes_nothing_is_not_asked_to(sign_in):
    assert "Write an article" in sign_in("author").get("/admin/").content.decode()
    assert "Write an article" not in sign_in("moderator").get("/admin/").content.decode()


def test_log_out_takes_a_post(sign_in):
    client = sign_in("author")
    assert client.get(reverse("admin:logout")).status_code == 405
    assert client.post(reverse("admin:logout")).status_code in {200, 302}
    assert client.get("/admin/").status_code == 302


def directives(response) -> dict[str, list[str]]:
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def test_scripts_of_the_panel_come_from_the_site_or_carry_the_nonce(sign_in):
    policy = directives(sign_in("author").get(reverse("admin:posts_post_add")))
    assert policy["script-src"][0] == "'self'"
    assert len(policy["script-src"]) == 2
    assert policy["script-src"][1].startswith("'nonce-")
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & {value for values in policy.values() for value in values}


def test_the_only_inline_script_is_the_import_map_under_the_nonce_of_this_answer(sign_in):
    response = sign_in("author").get(reverse("admin:posts_post_add"))
    page = response.content.decode()
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page)
    nonce = directives(response)["script-src"][1].removeprefix("'nonce-").removesuffix("'")
    assert len(inline) == 1
    assert 'type="importmap"' in inline[0]
    assert f'nonce="{nonce}"' in inline[0]


def test_the_nonce_is_another_one_each_time(sign_in):
    client = sign_in("author")
    first, second = (directives(client.get(reverse("admin:posts_post_add")))["script-src"][1] for _ in range(2))
    assert first != second


@pytest.mark.parametrize("place", [place for place, row in SHELL.items() if row[0] == 200])
def test_no_page_has_an_inline_style_handler_or_style_sheet(sign_in, address, place):
    page = sign_in("owner").get(address(place)).content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)


def test_public_pages_keep_the_strict_policy(client):
    policy = directives(client.get("/"))
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]


class TestDoor:
    """The panel has no login of its own: its door leads to the site's, and back."""

    def knock(self, client, name="alice", password="correct horse", **given):
        return client.post(reverse("account_login"), {"login": name, "password": password, "next": "/admin/", **given})

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_it_leads_to_the_login_of_the_site(self, client, people, method):
        given = {"username": "alice", "password": "correct horse", "next": "/admin/queue/"}
        response = getattr(client, method)(reverse("admin:login"), given)
        assert response["Location"] == "/accounts/login/?next=/admin/queue/"
        assert "_auth_user_id" not in client.session

    def test_it_says_how_a_lost_password_is_replaced(self, client):
        page = client.get(reverse("admin:login"), follow=True).content.decode()
        assert "python manage.py owner --reset" in page

    def test_only_the_panels_door_speaks_of_the_shell(self, client):
        assert "python manage.py" not in client.get(reverse("account_login")).content.decode()

    def test_it_says_when_name_and_password_do_not_belong_together(self, client, people):
        assert "do not belong together" in self.knock(client, password="wrong").content.decode()

    def test_it_tells_a_member_that_there_is_no_work_for_them(self, client, people):
        self.knock(client, "bob")
        response = client.get("/admin/", follow=True)
        assert response.status_code == 403
        assert "no work to do in the panel" in response.content.decode()

    def test_it_opens_nothing_for_an_account_that_is_switched_off(self, client, people):
        people["author"].is_active = False
        people["author"].save()
        assert self.knock(client)["Location"] == "/accounts/inactive/"
        assert "do not belong together" in self.knock(client, password="wrong").content.decode()

    def test_it_opens_for_an_author(self, client, people):
        assert self.knock(client)["Location"] == "/admin/"
        assert client.get(reverse("admin:login"))["Location"] == "/admin/"

    def test_it_leads_nowhere_but_into_the_site(self, client, people):
        elsewhere = {"next": "https://mallory.example/"}
        assert client.get(reverse("admin:login"), elsewhere)["Location"] == "/accounts/login/?next=/admin/"
        assert self.knock(client, **elsewhere)["Location"] == "/admin/"
        assert client.get(reverse("admin:login"), elsewhere)["Location"] == "/admin/"
