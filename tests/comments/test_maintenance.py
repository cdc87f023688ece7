"""What has to be forgotten is forgotten in time, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.maintenance import drop_network_hashes
from comments.models import Comment, Discussion
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def ago(**time):
    return timezone.now() - timedelta(**time)


def test_a_network_is_forgotten_after_thirty_days():
    post = a_post()
    old = a_comment(post, network="abc", submitted_at=ago(days=30, minutes=1))
    young = a_comment(post, network="abc", submitted_at=ago(days=29, hours=23))
    assert drop_network_hashes() == 1
    assert [Comment.objects.get(pk=c.pk).network for c in (old, young)] == ["", "abc"]


def test_forgetting_changes_nothing_else():
    post = a_post()
    a_comment(post, network="abc", submitted_at=ago(days=90))
    before = Comment.objects.values().get(), Discussion.objects.values().get()
    drop_network_hashes()
    after = Comment.objects.values().get(), Discussion.objects.values().get()
    assert after == ({**before[0], "network": ""}, before[1])


def test_what_is_forgotten_is_not_counted_twice():
    a_comment(a_post(), network="abc", submitted_at=ago(days=31))
    assert [drop_network_hashes(), drop_network_hashes()] == [1, 0]
