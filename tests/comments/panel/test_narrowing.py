"""What the address of a queue page says, and what is said of it where it makes no sense."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from blog.posts.models import Tag
from comments.models import Comment, Status
from comments.panel.narrowing import MOST_DAYS, Filter, rules
from tests.builders import a_comment

pytestmark = pytest.mark.django_db


def page(user, query) -> str:
    client = Client()
    client.force_login(user)
    return unescape(client.get(f"/admin/queue/{query}").content.decode())


def test_every_reason_the_model_knows_can_be_chosen():
    known = [value for value in Comment.HeldFor.values if value]
    assert known
    assert [value for value, _label in rules()] == ["", *known]


@pytest.mark.parametrize("written", ["grief", "Grief and tea", " grief and TEA "])
def test_a_tag_is_known_by_its_name_and_by_its_address(written):
    Tag.objects.create(name="Grief and tea", slug="grief")
    assert Filter({"tag": written}).values == {"tag": "grief"}


@pytest.mark.parametrize("days", ["0", "-1", "1.5", str(MOST_DAYS + 1), "9" * 400, "soon"])
def test_an_age_is_a_number_of_days_that_a_site_can_have(days):
    form = Filter({"older": days, "newer": "3"})
    assert form.values == {"newer": 3}
    assert [said for _label, said in form.problems] == ["Give a number of days, from 1 on."]


def test_of_two_ages_that_exclude_each_other_the_first_stands():
    assert Filter({"older": "9", "newer": "9"}).values == {"older": 9}
    assert Filter({"older": "9", "newer": "10"}).values == {"older": 9, "newer": 10}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?older=soon", "Older than (days): Give a number of days, from 1 on."),
        ("?newer=0", "Newer than (days): Give a number of days, from 1 on."),
        ("?tag=nowhere", "Tag: There is no such tag. Write it as it stands below the article."),
        ("?rule=magic", "Held because it: There is no such choice here any more."),
        (f"?q={'x' * 300}", "That is too long to look for: give at most 200 characters."),
        ("?older=9&newer=3", "Newer than (days): Nothing is older and newer than that at once."),
        ("?status=everything", "View: There is no such choice here any more."),
    ],
)
def test_what_cannot_be_used_is_said_and_the_rest_applied(query, said, post, carol):
    a_comment(post, status=Status.PENDING, name="Ellen", submitted_at=timezone.now() - timedelta(days=20))
    found = page(carol, query)
    assert said in found
    assert "The rest was." in found
    assert "Ellen" in found


def test_what_was_typed_wrongly_stands_in_its_field(post, carol):
    assert 'value="soon"' in page(carol, "?older=soon")
