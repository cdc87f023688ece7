"""Rules are set in one act, which the record keeps and undoes field by field."""

from __future__ import annotations

from datetime import date

import pytest

from blog.posts.models import Post, Tag
from comments import ledger
from comments.models import Act, Defaults, Discussion, Policy
from comments.rules import places, setting
from comments.rules.places import Place
from tests.builders import a_comment, a_post, an_owner, carol

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive():
    return an_owner()


def article(post) -> Place:
    return places.of_article(Post.objects.get(pk=post.pk))


def test_rules_of_the_site_are_kept_and_entered(olive):
    a_comment(a_post())
    version = Discussion.objects.get().version
    act = setting.save(Place(), {"first_count": 2, "level": "known", "links_allowed": None}, by=olive, seen=0)
    policy = Policy.objects.get()
    assert (policy.site_id, policy.first_count, policy.level, policy.links_allowed) == (1, 2, "known", None)
    assert (act.kind, act.actor, act.about) == ("rules", olive, "the site")
    assert act.before["values"] == {"first_count": None, "level": ""}
    assert Discussion.objects.get().version == version + 1


def test_rules_of_an_article_make_its_discussion_and_touch_no_other(olive):
    a_comment(a_post())
    other = Discussion.objects.get()
    post = a_post(title="Silence")
    act = setting.save(article(post), {"slow_seconds": 60}, by=carol(), seen=0)
    assert Discussion.objects.get(pk=post.pk).in_force.slow_seconds == 60
    assert (act.about, act.discussion_id, act.role) == ("“Silence”", post.pk, "moderator")
    assert Discussion.objects.get(pk=other.pk).version == other.version


def test_rules_of_a_tag_are_looked_for_from_then_on(olive):
    tag, post = Tag.objects.create(name="Tea"), a_post()
    post.tags.add(tag)
    setting.save(Place(tag=tag), {"holiday_until": date(2099, 5, 12)}, by=olive, seen=0)
    assert Defaults.current().has_tag_rules
    assert Discussion(post=post, defaults=Defaults.current()).in_force.is_away


def test_what_changes_nothing_is_no_act(olive):
    setting.save(Place(), {"first_count": 2}, by=olive, seen=0)
    assert setting.save(Place(), {"first_count": 2}, by=olive, seen=1) is None
    assert (Act.objects.count(), Policy.objects.get().version) == (1, 1)


def test_who_looked_at_older_rules_is_told(olive):
    setting.save(Place(), {"first_count": 2}, by=olive, seen=0)
    with pytest.raises(setting.ChangedMeanwhileError):
        setting.save(Place(), {"first_count": 3}, by=olive, seen=0)
    assert Policy.objects.get().first_count == 2


def test_undoing_puts_the_former_values_back(olive):
    day = date(2099, 5, 12)
    setting.save(Place(), {"first_count": 2, "holiday_until": day}, by=olive, seen=0)
    act = setting.save(Place(), {"first_count": 5, "holiday_until": None, "slow_grows": True}, by=olive, seen=1)
    assert setting.preview(act, olive) == [
        "First comments of a person that are read: 2 again.",
        "Holiday until: 12 May 2099 again.",
        "The time grows with the reports in the thread: as inherited again.",
    ]
    undone = ledger.undo(act, by=olive)
    policy = Policy.objects.get()
    assert (undone.is_changed, undone.left) == (True, [])
    assert (policy.first_count, policy.holiday_until, policy.slow_grows, policy.version) == (2, day, None, 3)
    assert Act.objects.get(kind="undo").undoes_id == act.pk


def test_undoing_leaves_what_somebody_changed_since(olive):
    act = setting.save(Place(), {"first_count": 5, "links_allowed": 3}, by=olive, seen=0)
    setting.save(Place(), {"first_count": 7}, by=olive, seen=1)
    undone = ledger.undo(act, by=olive)
    policy = Policy.objects.get()
    assert (policy.first_count, policy.links_allowed) == (7, None)
    assert undone.left == ["First comments of a person that are read was changed since and stays."]


def test_what_is_gone_is_not_put_back(olive):
    tag = Tag.objects.create(name="Tea")
    act = setting.save(Place(tag=tag), {"first_count": 5}, by=olive, seen=0)
    tag.delete()
    assert not setting.may_undo(act, olive)
    undone = setting.undo(act, olive)
    assert (undone.is_changed, undone.left) == (False, ["What these rules were for is not here any more."])


def test_who_may_undo_is_who_may_set(olive):
    post = a_post()
    site = setting.save(Place(), {"first_count": 5}, by=olive, seen=0)
    own = setting.save(article(post), {"first_count": 5}, by=olive, seen=0)
    cases = [(site, olive, True), (site, post.author, False), (own, post.author, True), (own, carol(), True)]
    for act, user, expected in cases:
        assert setting.may_undo(act, user) is expected


def test_any_row_of_changes_undone_from_the_last_leaves_the_rules_as_they_were(olive):
    changes = [
        {"first_count": 1},
        {"first_count": 2, "level": "known"},
        {"level": "", "slow_seconds": 5},
        {"first_count": None},
    ]
    setting.save(Place(), {"links_allowed": 4}, by=olive, seen=0)
    before = Policy.objects.get().values
    acts = [setting.save(Place(), change, by=olive, seen=n + 1) for n, change in enumerate(changes)]
    for act in reversed(acts):
        assert ledger.undo(act, by=olive).is_changed
    assert Policy.objects.get().values == before
