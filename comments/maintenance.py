"""What has to be forgotten in time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from .models import Comment

NETWORK_KEPT = timedelta(days=30)  # long enough to see a flood, short enough to promise


def drop_network_hashes() -> int:
    """Forget which network a comment came from. Returns how many comments forgot it."""
    old = Comment.objects.exclude(network="").filter(submitted_at__lt=timezone.now() - NETWORK_KEPT)
    return old.update(network="")
