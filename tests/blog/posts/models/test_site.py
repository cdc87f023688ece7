from __future__ import annotations

import pytest

from blog.posts.models import Site
from blog.posts.sharing import PLACES

pytestmark = pytest.mark.django_db


def test_a_missing_row_reads_as_its_defaults():
    Site.objects.all().delete()
    assert Site.current().title == "Colloquy"
    assert not Site.objects.exists()


@pytest.mark.parametrize(
    ("left_out", "places"),
    [("", list(PLACES)), ("facebook x reddit linkedin", ["mastodon", "email"]), ("fax", list(PLACES))],
)
def test_articles_are_offered_to_all_places_but_those_left_out(left_out, places):
    assert Site(not_shared_at=left_out).places_to_share == places
