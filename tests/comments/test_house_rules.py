"""The rules of the house are shown to everybody at once, and a change of one can be taken back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import house_rules, ledger
from comments.models import Act, Discussion, HouseRule
from tests.builders import a_comment, a_post, carol

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return carol()


def a_rule(by, number=1, title="Be kind", **fields):
    rule = HouseRule(number=number, title=title, **fields)
    house_rules.save(rule, by=by)
    return rule


def test_the_form_shows_the_rules_in_force_in_their_order(client, moderator):
    post = a_post()
    a_rule(moderator, 2, "Stay with the <matter>")
    a_rule(moderator, 1, "Be kind", text="To whoever is absent too.")
    a_rule(moderator, 3, "Forgotten", is_active=False)
    page = client.get(post.get_absolute_url()).content.decode()
    assert page.index("Be kind") < page.index("Stay with the &lt;matter&gt;")
    assert "To whoever is absent too." in page
    assert "Forgotten" not in page


def test_a_form_without_rules_does_not_speak_of_any(client):
    assert "house-rules" not in client.get(a_post().get_absolute_url()).content.decode()


def test_a_page_kept_from_before_is_not_taken_for_the_new_one(client, moderator):
    comment = a_comment(a_post())
    before = Discussion.objects.get(pk=comment.discussion_id).version
    a_rule(moderator)
    assert Discussion.objects.get(pk=comment.discussion_id).version > before


def test_the_rules_cost_a_page_no_query(client, moderator):
    post = a_comment(a_post()).discussion.post

    def asked():
        with CaptureQueriesContext(connection) as found:
            client.get(post.get_absolute_url())
        return len(found)

    asked()
    before = asked()
    a_rule(moderator)
    asked()
    assert asked() <= before


def test_a_changed_rule_is_put_back(moderator):
    rule = a_rule(moderator)
    rule.title = "Be cruel"
    house_rules.save(rule, by=moderator)
    act = Act.objects.first()
    assert ledger.kind_of(act).preview(act, moderator) == ["The rule “1. Be cruel” reads as it did before."]
    assert ledger.undo(act, by=moderator).is_changed
    assert HouseRule.objects.get().title == "Be kind"


def test_a_new_rule_is_taken_out_of_force_and_not_deleted(moderator):
    a_rule(moderator)
    assert ledger.undo(Act.objects.get(), by=moderator).is_changed
    assert not HouseRule.objects.get().is_active


def test_a_number_that_was_given_away_is_not_put_back(moderator):
    rule = a_rule(moderator)
    rule.number = 2
    house_rules.save(rule, by=moderator)
    act = Act.objects.first()
    a_rule(moderator, 1, "Another")
    undone = ledger.undo(act, by=moderator)
    assert undone.left == ["Another rule has this number now."]
    assert HouseRule.objects.get(pk=rule.pk).number == 2
