from __future__ import annotations

import pytest

from accounts.middleware import is_guarded
from blog.posts.models import Site
from tests import builders
from tests.accounts.entrance import code_of_app, give_second_factor, log_in

pytestmark = pytest.mark.django_db

PANEL = [
    "/admin/",
    "/admin/queue/",
    "/admin/posts/post/",
    "/admin/accounts/user/",
    "/admin/password_change/",
    "/admin/none/",
]


@pytest.fixture
def _required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.mark.usefixtures("_required")
@pytest.mark.parametrize("path", PANEL)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_the_panel_opens_without_a_second_factor(client, path, method):
    builders.an_owner()
    log_in(client, "olive")
    assert getattr(client, method)(path)["Location"] == "/accounts/2fa/"


@pytest.mark.usefixtures("_required")
def test_with_one_it_opens(client):
    give_second_factor(owner := builders.an_owner())
    client.force_login(owner)
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("_required")
def test_the_second_factor_is_asked_for_at_the_login(client):
    secret = give_second_factor(builders.an_owner())
    assert log_in(client, "olive", to="/admin/")["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of_app(secret)})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("_required")
def test_readers_pages_and_the_way_out_stay_open(client):
    builders.an_owner()
    log_in(client, "olive")
    assert client.get("/").status_code == 200
    assert client.get("/accounts/").status_code == 200
    assert client.post("/admin/logout/").status_code == 200


@pytest.mark.usefixtures("_required")
def test_the_page_says_why_one_is_there(client):
    builders.an_owner()
    log_in(client, "olive")
    assert "The panel opens once you have one" in client.get("/admin/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("path", "guarded"), [("/admin/", True), ("/admin/login/", False), ("/administration/", False), ("/", False)]
)
def test_what_is_guarded(path, guarded):
    assert is_guarded(path) is guarded


def test_pages_of_accounts_have_the_title_of_the_blog(client):
    Site.objects.filter(pk=1).update(title="The Second Chair")
    page = " ".join(client.get("/accounts/login/").content.decode().split())
    assert "<title>Log in · The Second Chair</title>" in page
