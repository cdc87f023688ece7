"""Many processes at once, on both databases: no damaged tree, nothing lost, nothing miscounted.

Each engine has a database of its own here, whatever the suite runs on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.engines import ENGINES, new_database, run_on

QUICK, FULL = 20, 100  # sends of each of eight processes

LENGTHS = [pytest.param(QUICK, marks=pytest.mark.rehearsed), pytest.param(FULL, marks=pytest.mark.rehearsal)]


@pytest.fixture(scope="module", params=ENGINES)
def database(request, tmp_path_factory) -> Iterator[str]:
    with new_database(request.param, tmp_path_factory.mktemp("crowd")) as url:
        yield url


def _crew(url: str, job: str, acts: int, posts: int, **environment: str) -> dict:
    said = run_on(url, "-m", "tests.comments.crew", job, "8", str(acts), str(posts), **environment)
    return json.loads(said.splitlines()[-1])


@pytest.mark.parametrize("posts", [1, 50])
@pytest.mark.parametrize("acts", LENGTHS)
def test_eight_processes_that_send_at_once_damage_nothing(database, acts, posts):
    result = _crew(database, "send", acts, posts)
    assert result["done"] == {"sent": 8 * acts}
    assert (result["stored"], result["bad_trees"], result["wrong_counts"]) == (8 * acts, 0, 0)
    assert result["counted"] == result["shown"]
    assert result["replies"] > 8 * acts * 0.5


def test_mptt_alone_fails_the_same_check(database):
    result = _crew(database, "plain", QUICK, 1)
    assert result["bad_trees"] == 1


@pytest.mark.parametrize("posts", [1, 5])
@pytest.mark.parametrize("acts", LENGTHS)
def test_sending_deciding_undoing_and_dropping_at_once_damage_nothing(database, acts, posts):
    result = _crew(database, "mixed", acts, posts)
    allowed = {"sent", "decided", "undone", "dropped", "nothing to drop", "refused: parent"}
    assert set(result["done"]) <= allowed
    assert (result["bad_trees"], result["wrong_counts"], result["stray_statuses"]) == (0, 0, 0)
    assert result["stored"] == result["done"]["sent"] - result["done"].get("dropped", 0)
    assert result["counted"] == result["shown"]


@pytest.mark.parametrize("posts", [1, 8])
def test_of_a_flood_from_one_network_one_is_accepted(database, posts):
    result = _crew(database, "flood", 1, posts, COMMENT_FLOOD_SECONDS="300")
    assert result["done"] == {"sent": 1, "refused: too_fast": 7}
    assert result["stored"] == 1


def test_of_a_flood_after_an_older_claim_one_is_accepted_too(database):
    _crew(database, "flood", 1, 4, COMMENT_FLOOD_SECONDS="1")
    result = _crew(database, "flood", 1, 4, COMMENT_FLOOD_SECONDS="250")
    assert result["done"] == {"sent": 1, "refused: too_fast": 7}


@pytest.mark.parametrize("acts", LENGTHS)
def test_threads_that_move_while_others_write_in_them_damage_nothing(database, acts):
    result = _crew(database, "moving", acts, 3)
    usual = {"sent", "moved", "left", "taken back", "decided", "edited", "refused: parent"}
    assert set(result["done"]) <= usual
    assert result["done"]["moved"]
    assert result["done"]["sent"] == result["stored"]
    assert (result["bad_trees"], result["wrong_counts"], result["stray_statuses"]) == (0, 0, 0)
    assert result["counted"] == result["shown"]


HANDED_OVER = """
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from blog.posts.models import Post
from comments import awaiting, tree
from comments.models import Awaiting, Comment
from tests.builders import a_post, a_user

post, heir = a_post(), a_user("heir", is_staff=True)

def hand_over():
    handed = Post.objects.get(pk=post.pk)
    handed.author = heir
    handed.save()
    connections.close_all()

with ThreadPoolExecutor(1) as other:
    with tree.locked(post.pk) as discussion:
        tree.add(Comment(name="Bob", body="A word.", body_html="<p>A word.</p>", status="approved"), discussion)
        handing = other.submit(hand_over)
        try:
            handing.result(1)
        except TimeoutError:
            print("waits")
    handing.result(20)
waiting = Awaiting.objects.filter(root__discussion=discussion)
print(*waiting.values_list("user__username", flat=True), awaiting.is_wrong(discussion))
"""


def test_what_is_being_sent_while_an_article_changes_hands_awaits_its_new_author(database):
    said = run_on(database, "manage.py", "shell", "--verbosity=0", "-c", HANDED_OVER)
    assert said.split() == ["waits", "heir", "False"]
