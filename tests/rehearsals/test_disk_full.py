"""A disk without room: reading goes on, writing says why, the text is kept, and no half file stays."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from tests.outage import form_in
from tests.rehearsals.house import House, a_house
from tests.rehearsals.writers import ask, reply_form

MEGABYTES = 12  # of which an empty site takes three
WORDS = "What I wrote while there was no room. " * 200

OWNER = """
from accounts import ownership
ownership.make("olive", "olive@example.org", "correct horse")
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from accounts.models import User
user = User.objects.get(username="olive")
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "blog.demo.guard.AccountBackend"
session.save()
print(session.session_key)
"""


@pytest.fixture
def small_disk(tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(place)]
    if not sys.platform.startswith("linux") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this account may not mount a file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(place) -> None:
    """To the last byte."""
    with (place / "filler").open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def test_a_disk_without_room(small_disk, prepared):
    with a_house("sqlite", small_disk, {**prepared, "REQUIRE_SECOND_FACTOR": "off"}) as house:
        session = house.shell(OWNER)
        with house.served(workers=1):
            action, fields = reply_form(house.port, house.articles[0])
            fill(small_disk)
            sent = {**fields, "name": "Ellen", "email": "e@example.org", "body": WORDS}
            answer = ask(house.port, action, sent)
            assert answer.status == 503, answer.text
            assert "The disk of this site is full" in answer.text
            assert ask(house.port, house.articles[0]).status == 200
            assert ask(house.port, "/feed/").status == 200
            assert_no_half_picture(house, session, small_disk)
            (small_disk / "filler").unlink()
            again, kept = form_in(answer.body, "/comments/on/")
            assert ask(house.port, again.partition("#")[0], kept).status == 303
        found = house.reckon()
    assert [body.split() for body in found["bodies"]] == [WORDS.split()]
    assert (found["faults"], found["miscounted"]) == (0, [])


def assert_no_half_picture(house: House, session: str, place) -> None:
    cookies = {"Cookie": f"sessionid={session}"}
    page = ask(house.port, "/admin/posts/picture/add/", **cookies)
    assert page.status == 200
    csrf = form_in(page.body, "")[1]["csrfmiddlewaretoken"]
    cookies["Cookie"] += f"; csrftoken={csrf}"
    drawn = BytesIO()
    Image.effect_noise((900, 900), 90).save(drawn, "PNG")
    answer = upload(house.port, csrf, drawn.getvalue(), cookies)
    assert answer.status == 503
    assert "is full" in answer.text
    assert [path for path in (place / "media").rglob("*") if path.is_file()] == []


def upload(port, csrf, picture, cookies):
    boundary = "a-picture"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{csrf}\r\n'.encode(),
        f'--{boundary}\r\nContent-Disposition: form-data; name="alt"\r\n\r\nA window\r\n'.encode(),
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'.encode(),
        b"Content-Type: image/png\r\n\r\n" + picture + f"\r\n--{boundary}--\r\n".encode(),
    ]
    told = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Accept": "application/json", **cookies}
    return ask(port, "/admin/posts/picture/upload/", body=b"".join(parts), **told)
