"""A clock that jumps, forwards and back, by an hour and by a year: nothing is lost, sent twice or held for ever."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from blog import jobs, worker
from blog.chores import keeping
from blog.mail import outbox
from blog.mail.models import Letter
from blog.posts.models import Post
from comments import check, limits, moderation, threads
from comments.forms import token_for
from comments.models import Comment
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
JUMPS = [HOUR, YEAR, -HOUR, -YEAR]


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.COMMENT_FLOOD_SECONDS = settings.COMMENT_RATE_LIMIT = 0
    settings.EMAIL_CONFIGURED = True


@pytest.fixture(params=JUMPS, ids=["an hour on", "a year on", "an hour back", "a year back"])
def jump(request):
    """Enters another time; what the process counts its own waiting by does not jump."""
    travel = time_machine.travel(time.time() + request.param.total_seconds(), tick=True)
    yield travel.start
    if travel in time_machine.coordinates_stack if hasattr(time_machine, "coordinates_stack") else False:
        travel.stop()
