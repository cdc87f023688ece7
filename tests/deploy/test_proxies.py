"""deploy/nginx.conf and deploy/Caddyfile, in front of the site as it is served."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import time
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings as ours

from blog.middleware import MAX_UPLOAD_SIZE
from blog.pages.asking import PERSONAL, is_personal
from blog.views import MEDIA_SECONDS
from comments import identity
from tests.deploy.programs import program
from tests.deploy.proxies import NAME, caddy, nginx, write_nginx
from tests.deploy.reader import Reader
from tests.ports import free_port
from tests.serving import serving
from tests.site import run
from tests.source import ROOT, text

AN_ARTICLE = """
from tests.builders import a_comment, a_post
post = a_post()
a_comment(post)
print(post.pk, post.get_absolute_url())
"""
WHOSE = """
import json
from comments.models import Comment
print(json.dumps(dict(Comment.objects.values_list("body", "network"))))
"""
BY_ADDRESS = """
from django.test import RequestFactory
from blog.network import network_hash
print(network_hash(RequestFactory().get("/", REMOTE_ADDR="127.0.0.2")))
"""


def shell(env, code):
    done = run("manage.py", "shell", "-v0", "-c", code, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture(scope="module")
def site(prepared, tmp_path_factory):
    """With a database, an article and a picture of its own."""
    folder = tmp_path_factory.mktemp("behind")
    shutil.copy(prepared["DATABASE_URL"].removeprefix("sqlite:///"), folder / "site.sqlite3")
    (folder / "media").mkdir()
    (folder / "media" / "picture.png").write_bytes(b"a picture")
    places = {"DATABASE_URL": f"sqlite:///{folder}/site.sqlite3", "MEDIA_ROOT": str(folder / "media")}
    return {**prepared, **places, "SITE_URL": f"https://{NAME}", "COMMENT_FLOOD_SECONDS": "0"}


@pytest.fixture(scope="module")
def article(site):
    return shell(site, AN_ARTICLE)


@pytest.fixture(scope="module", params=["file", "port"])
def behind_nginx(site, request, tmp_path_factory):
    """A reader at nginx, which reaches the site at a socket file or a port."""
    program("nginx")
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    options = ["--socket", str(folder / "site.sock")] if request.param == "file" else []
    upstream = f"unix:{folder}/site.sock" if options else f"127.0.0.1:{port}"
    with ExitStack() as stack:
        stack.enter_context(serving(site, port, command="web", options=options))
        yield Reader(stack.enter_context(nginx(folder, upstream=upstream, env=site)), host=NAME, secure=True)


@pytest.fixture
def behind_caddy(site, port, tmp_path):
    program("caddy")
    with (
        serving({**site, "SECURE_SSL_REDIRECT": "off"}, port, command="web"),
        caddy(tmp_path, upstream=f"127.0.0.1:{port}", env=site) as proxy,
    ):
        yield Reader(proxy, host=f"{NAME}:{proxy}")


def a_hashed_file(site):
    root = Path(site["STATIC_ROOT"])
    return next(str(path.relative_to(root)) for path in root.glob("site/tokens.*.css"))


def test_nginx_finds_no_fault_with_the_sample(tmp_path, prepared):
    configuration = write_nginx(tmp_path, upstream="127.0.0.1:8000", port=8443, env=prepared)
    command = [program("nginx"), "-t", "-p", str(tmp_path), "-c", str(configuration)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_caddy_finds_no_fault_with_the_sample():
    command = [program("caddy"), "validate", "--config", str(ROOT / "deploy/Caddyfile"), "--adapter", "caddyfile"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_cookies_that_keep_a_page_out_of_the_cache_are_ours_and_no_others():
    pattern = re.search(r'"~(.+)" 1;', text("deploy/nginx.conf"))[1]
    for name in (ours.SESSION_COOKIE_NAME, *PERSONAL, "csrftoken", "_ga", "un" + PERSONAL[0]):
        for cookies in (f"{name}7=x", f"a=b; {name}=x", f"{name}=x;a=b", f"a={name}"):
            assert bool(re.search(pattern, cookies)) == is_personal(cookies), cookies


@pytest.mark.parametrize("sample", ["deploy/nginx.conf", "deploy/Caddyfile"])
def test_a_proxy_takes_what_the_site_takes_and_keeps_pictures_as_long(sample):
    largest = int(re.search(r"(?:client_max_body_size|max_size) (\d+)(?:m;|MB)", text(sample))[1])
    assert largest * 1_000_000 >= MAX_UPLOAD_SIZE - 1024**2
    assert largest * 1024**2 > MAX_UPLOAD_SIZE
    assert f"max-age={MEDIA_SECONDS}" in text(sample)


def test_a_page_comes_through_nginx_encrypted_and_compressed(behind_nginx):
    answer = behind_nginx.get("/", Accept_Encoding="gzip")
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("claims", [{}, {"X-Forwarded-For": "203.0.113.9"}], ids=["honest", "forged"])
def test_the_site_sees_through_nginx_who_asks(behind_nginx, site, article, claims):
    words = f"From afar {time.monotonic()}"
    reader = Reader(behind_nginx.port, host=NAME, secure=True, address="127.0.0.2", claims=claims)
    assert reader.comment(article[1], words).status == 303
    networks = json.loads(" ".join(shell(site, WHOSE)))
    assert networks[words] == shell(site, BY_ADDRESS)[0]


def test_files_come_from_nginx_itself(behind_nginx, site):
    hashed = behind_nginx.get(f"/static/{a_hashed_file(site)}", Accept_Encoding="gzip")
    assert (hashed.status, hashed.headers["Content-Encoding"], hashed.headers["X-Cache"]) == (200, "gzip", None)
    assert "immutable" in hashed.headers["Cache-Control"]
    assert hashed.headers["Content-Type"] == "text/css"
    plain = behind_nginx.get("/static/site/tokens.css")
    assert (plain.status, plain.headers["Cache-Control"]) == (200, "public, max-age=60")
    picture = behind_nginx.get("/media/picture.png")
    assert (picture.body, picture.headers["X-Cache"]) == (b"a picture", None)
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static../manage.py", "/media../site.sqlite3", "/static/"])
def test_nginx_gives_nothing_else_away(behind_nginx, path):
    assert behind_nginx.get(path).status in {400, 403, 404}


def test_nginx_keeps_an_article_for_each_way_of_packing_it(behind_nginx, article):
    path = f"{article[1]}?page=1&utm_source={time.monotonic()}"
    for accepted, packed in (("br, gzip", "br"), ("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0", None)):
        answer = behind_nginx.get(path, Accept_Encoding=accepted)
        assert answer.headers["Content-Encoding"] == packed
        assert "s-maxage=1" in answer.headers["Cache-Control"]
        assert answer.headers["X-Cache"] in {"MISS", "HIT", "EXPIRED"}


def test_a_page_that_may_be_kept_is_and_never_for_who_carries_a_cookie_of_ours(behind_nginx, article):
    path = f"/comments/on/{article[0]}/count/?{time.monotonic()}"
    assert [behind_nginx.get(path).headers["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]
    bob = Reader(behind_nginx.port, host=NAME, secure=True, cookies={f"{identity.HELD}7": "token"})
    assert bob.get(path).headers["X-Cache"] == "BYPASS"
    ad = Reader(behind_nginx.port, host=NAME, secure=True, cookies={"_ga": "GA1.2.3"})
    assert ad.get(path).headers["X-Cache"] == "HIT"


class OnlyForASecond(BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        type(self).asked += 1
        self.send_response(200)
        self.send_header("Cache-Control", "max-age=60, s-maxage=1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


def test_nginx_keeps_a_page_as_long_as_it_may_and_no_longer(tmp_path, prepared):
    program("nginx")
    with ThreadingHTTPServer(("127.0.0.1", 0), OnlyForASecond) as origin:
        threading.Thread(target=origin.serve_forever, daemon=True).start()
        with nginx(tmp_path, upstream=f"127.0.0.1:{origin.server_port}", env=prepared) as port:
            reader = Reader(port, host=NAME, secure=True)
            assert reader.get("/").headers["X-Cache"] == "MISS"
            time.sleep(2.1)
            assert reader.get("/").headers["X-Cache"] == "EXPIRED"
        origin.shutdown()
    assert OnlyForASecond.asked == 2


def test_caddy_serves_the_same(behind_caddy, site):
    assert behind_caddy.get("/").status == 200
    hashed = behind_caddy.get(f"/static/{a_hashed_file(site)}", Accept_Encoding="br")
    assert (hashed.status, hashed.headers["Content-Encoding"]) == (200, "br")
    assert "immutable" in hashed.headers["Cache-Control"]
    assert behind_caddy.get("/static/site/tokens.css").headers["Cache-Control"] == "public, max-age=60"
    picture = behind_caddy.get("/media/picture.png")
    assert (picture.status, picture.body) == (200, b"a picture")
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
