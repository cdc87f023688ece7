"""What the filter thinks, at the doors of other pages."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from comments.models import Comment, SpamScore
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db


def rendered(template: str, **context) -> str:
    return Template("{% load spam %}" + template).render(Context(context)).strip()


def test_a_comment_that_was_never_looked_at_has_no_opinion():
    comment = a_comment(a_post())
    assert rendered("{% spam_opinion comment as it %}{{ it }}", comment=comment) == "None"


def test_a_comment_that_brings_its_score_along_asks_nothing(django_assert_num_queries):
    SpamScore.objects.create(comment=a_comment(a_post()), score=0.95)
    comment = Comment.objects.select_related("spam_score").get()
    with django_assert_num_queries(0):
        said = rendered("{% spam_opinion comment as it %}{{ it.sentence }}", comment=comment)
    assert said == "This looks like advertising."
