"""Two servers, and two workers, on one database: both serve, nothing is done twice, and one port has one of them."""

from __future__ import annotations

import pytest

from tests.blog.mail.post_office import PostOffice
from tests.engines import ENGINES
from tests.ports import free_port
from tests.rehearsals.house import House, a_house, worker_of
from tests.rehearsals.writers import Writers, ask
from tests.serving import until
from tests.site import run

LETTERS = 30

OWE = """
from blog.mail import outbox
from blog.posts.models import Post
from tests.builders import a_comment
for n in range(%d):
    comment = a_comment(Post.objects.first(), email=f"reader{n}@example.org", body=f"Reader {n}.")
    outbox.owe("proof", comment.email, about=comment.pk)
print("owed")
"""


@pytest.fixture
def post_office():
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.mark.rehearsal
@pytest.mark.parametrize("engine", ENGINES)
def test_two_servers_on_one_database(engine, prepared, tmp_path, post_office):
    with a_house(engine, tmp_path, prepared, EMAIL_URL=post_office.address) as house:
        other = House(house.url, house.env, articles=0)
        assert other.port != house.port
        with house.served(workers=1) as one, other.served(workers=1) as two:
            assert until(lambda: worker_of(one.pid) and worker_of(two.pid), 60)
            crews = [Writers(port, house.articles, 3) for port in (house.port, other.port)]
            with crews[0].writing(), crews[1].writing():
                house.shell(OWE % LETTERS)
                assert until(lambda: len(set(post_office.ids)) == LETTERS, 90)
                assert until(lambda: min(len(crew.taken) for crew in crews) > 20, 90)
            assert ask(other.port, house.articles[0]).status == 200
        found = house.reckon()
    assert [crew.odd for crew in crews] == [[], []]
    assert len(post_office.ids) == LETTERS  # each once, though two workers looked for them
    assert {text for crew in crews for text in crew.taken} <= set(found["bodies"])
    assert (found["faults"], found["miscounted"], found["counted"]) == (0, [], found["shown"])


def test_a_second_server_on_the_same_port_is_refused_with_a_sentence(prepared, tmp_path):
    with a_house("sqlite", tmp_path, prepared, articles=0) as house, house.served(workers=1):
        done = run("manage.py", "serve", "--port", str(house.port), env=house.env)
        assert done.returncode == 1
        assert f"Port {house.port} on 127.0.0.1 is taken" in done.stderr
        assert free_port() != house.port
