from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.chores.models import Chore

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("minutes", "is_free"), [(None, True), (-1, True), (0, True), (1, False)])
def test_a_chore_is_free_when_nobody_has_it_or_the_lease_is_over(minutes, is_free):
    now = timezone.now()
    claimed_until = None if minutes is None else now + timedelta(minutes=minutes)
    Chore.objects.create(name="sweep", claimed_until=claimed_until)
    assert Chore.objects.free(now).exists() == is_free


def test_only_what_failed_last_time_is_failing():
    Chore.objects.create(name="sound")
    Chore.objects.create(name="broken", failures=1)
    assert [str(chore) for chore in Chore.objects.failing()] == ["broken"]
