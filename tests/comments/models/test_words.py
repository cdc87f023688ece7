"""What the database keeps of the lists, whoever writes them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from blog.posts.models import Tag
from comments.models import Phrase, PhraseStamp
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("scope", ["site", "tag", "post"])
def test_the_database_keeps_entries_single(scope):
    where = {"site": {}, "tag": {"tag": Tag.objects.create(name="t", slug="t")}, "post": {"post": builders.a_post()}}
    Phrase.objects.create(pattern="cialis", **where[scope])
    with pytest.raises(IntegrityError), transaction.atomic():
        Phrase.objects.create(pattern="cialis", **where[scope])


def test_the_database_keeps_to_one_scope():
    with pytest.raises(IntegrityError), transaction.atomic():
        Phrase.objects.create(pattern="x1", tag=Tag.objects.create(name="t", slug="t"), post=builders.a_post())


def test_there_is_one_stamp_and_each_renewal_draws_another():
    seen = set()
    for _ in range(3):
        PhraseStamp.renew()
        seen.add(PhraseStamp.objects.get().stamp)
    assert len(seen) == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        PhraseStamp.objects.create(pk=2)


def test_an_entry_is_called_what_it_is():
    assert str(Phrase(pattern="cialis")) == "cialis"
