"""What has to be forgotten in time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from .models import Comment, HelpfulMark, Report

NETWORK_KEPT = timedelta(days=30)  # long enough to see a flood, short enough to promise


def drop_network_hashes() -> int:
    """Forget which network a comment came from. Returns how many comments forgot it.

    A guest's mark "helpful" goes with its network; the comment's count stays.
    """
    old = Comment.objects.exclude(network="").filter(submitted_at__lt=timezone.now() - NETWORK_KEPT)
    HelpfulMark.objects.exclude(network="").filter(marked_at__lt=timezone.now() - NETWORK_KEPT).delete()
    Report.objects.exclude(network="").filter(reported_at__lt=timezone.now() - NETWORK_KEPT).update(network="")
    return old.update(network="")
