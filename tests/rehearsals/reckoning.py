"""What a site holds after all that: `python -m tests.rehearsals.reckoning`. Prints one JSON object."""

# ruff: noqa: E402 - models can be imported once Django is set up

from __future__ import annotations

import json
import sys

import django

django.setup()

from blog.mail.models import Letter
from comments import check
from comments.models import Comment, Discussion

sys.stdout.write(
    json.dumps(
        {
            "bodies": list(Comment.objects.values_list("body", flat=True)),
            "faults": len(list(check.faults())),
            "miscounted": list(check.miscounted()),
            "comments": Comment.objects.count(),
            "shown": Comment.objects.shown().count(),
            "counted": sum(Discussion.objects.values_list("comment_count", flat=True)),
            "owed": Letter.objects.unsent().count(),
            "given_up": Letter.objects.exclude(failed_at=None).count(),
            "sent": Letter.objects.exclude(sent_at=None).count(),
        }
    )
)
