"""What is filled in about an entry: where it counts, and in which language."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from comments.words.forms import ArticleField, PasteForm
from tests import builders

pytestmark = pytest.mark.django_db


def test_an_article_is_named_by_address_or_title_or_not_at_all():
    post = builders.a_post(title="What a silence holds")
    field = ArticleField()
    assert field.clean(" ") is None
    assert field.clean(post.get_absolute_url()) == field.clean("what a silence HOLDS") == post
    assert field.prepare_value(post) == post.get_absolute_url()
    with pytest.raises(ValidationError, match="no such article"):
        field.clean("elsewhere")


@pytest.mark.parametrize(
    ("language", "is_taken"),
    [("", True), ("de", True), ("pt-br", True), ("zh_Hans", True), ("german", False), ("1", False)],
)
def test_a_language_is_a_code(language, is_taken):
    sent = {"list": "hold", "lines": "x1", "meaning": "ours", "field": "anything", "language": language}
    assert PasteForm(sent).is_valid() is is_taken
