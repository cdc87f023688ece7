"""Several workers tell of what comes in meanwhile, on both databases: everybody hears of each comment once."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.blog.mail.conftest import post_office  # noqa: F401 - a fixture
from tests.engines import ENGINES, new_database, run_on


@pytest.fixture(params=ENGINES)
def database(request, tmp_path_factory) -> Iterator[str]:
    with new_database(request.param, tmp_path_factory.mktemp("told")) as url:
        yield url


@pytest.mark.parametrize(
    "comments", [pytest.param(45, marks=pytest.mark.rehearsed), pytest.param(300, marks=pytest.mark.rehearsal)]
)
def test_each_decider_is_told_of_each_comment_exactly_once(database, post_office, comments):  # noqa: F811
    def crew(job: str) -> dict:
        mail = {"EMAIL_URL": post_office.address, "MAIL_DELAY_MINUTES": "0"}
        said = run_on(database, "-m", "tests.comments.staffmail.crew", job, str(comments), **mail)
        return json.loads(said.splitlines()[-1])

    assert crew("work") == {"errors": {}, "untold": 0}
    result = crew("rest")
    assert result["owed"] == 0
    assert len(result["comments"]) == comments
    assert links(post_office, "alice@example.org") == dict.fromkeys(result["comments"], 1)
    # Of more than ten at once the letter writes out ten and counts the others.
    counted = [int(mail["Subject"].split()[1]) for mail in post_office.received if mail["To"] == "carol@example.org"]
    assert sum(counted) == comments
    assert set(links(post_office, "carol@example.org").values()) == {1}


def links(post_office, person):  # noqa: F811
    """How often each comment's page in the panel is named in this person's mail."""
    texts = [mail.get_body(("plain",)).get_content() for mail in post_office.received if mail["To"] == person]
    return Counter(int(pk) for text in texts for pk in re.findall(r"/admin/queue/(\d+)/", text))
