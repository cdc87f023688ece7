"""The record shows who did what, to whom it concerns, and hands itself out."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone

from blog.posts.models import Site
from comments import keeping, ledger, moderation, moving
from comments.ledger import Kind, Undone
from comments.models import Act, Assignment, Comment, Measure, Status, Whom
from comments.panel import record
from comments.people import measures, notes, persons, touching
from tests import builders
from tests.builders import a_comment, a_post

pytestmark = pytest.mark.django_db
RECORD = "/admin/queue/record/"


def decide(post, to=Status.SPAM, by=None, reason=""):
    comment = a_comment(post, status="pending", name="Ellen")
    return moderation.moderate([comment.pk], to, by=by, reason=reason).act


def page(signed_in, user, query="") -> str:
    return signed_in(user).get(RECORD + query).content.decode()


def test_an_empty_record_says_so(signed_in, carol):
    assert "Nothing has been decided yet." in page(signed_in, carol)


def test_it_tells_who_did_what_to_whom_where_and_why(signed_in, carol, post):
    decide(post, by=carol, reason="A wave.")
    found = page(signed_in, carol)
    for words in ("Carol", "Marked as spam", "Ellen", post.title, "A wave.", "Undo"):
        assert words in found


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Approved", "Marked as spam", "Took back: Approved"}),
        ("?what=spam", {"Marked as spam"}),
        ("?what=undo", {"Took back: Approved"}),
        ("?undone=yes", {"Approved"}),
        ("?undone=no", {"Marked as spam", "Took back: Approved"}),
        ("?who={olive}", {"Marked as spam"}),
        ("?from_day={today}", {"Approved", "Marked as spam", "Took back: Approved"}),
        ("?to_day={yesterday}", set()),
        ("?post={post}", {"Approved", "Marked as spam", "Took back: Approved"}),
        ("?post=999999", set()),
        ("?what=explode&who=x&from_day=never&undone=perhaps", {"Approved", "Marked as spam", "Took back: Approved"}),
    ],
)
def test_it_is_filtered(signed_in, carol, post, query, shown):
    olive = builders.an_owner()
    moderation.undo(decide(post, Status.APPROVED, carol), by=carol)
    decide(post, Status.SPAM, olive)
    today = timezone.localdate()
    words = {"olive": olive.pk, "today": today, "yesterday": today - timedelta(days=1), "post": post.pk}
    acts = signed_in(carol).get(RECORD + query.format(**words)).context["lines"]
    assert {line.what for line in acts} == shown
    assert len(acts) == len(shown)


def test_pages_follow_each_other_and_leave_nothing_out(signed_in, carol, post, monkeypatch):
    monkeypatch.setattr(record, "PAGE_SIZE", 2)
    acts = [decide(post, by=carol) for _ in range(5)]
    client, seen, address = signed_in(carol), [], RECORD
    while address:
        context = client.get(address).context
        seen += [line.act.pk for line in context["lines"]]
        address = RECORD + context["next"] if context["next"] else ""
    assert seen == acts[::-1]


def test_acts_of_one_moment_are_parted_by_their_number(signed_in, carol, post, monkeypatch):
    monkeypatch.setattr(record, "PAGE_SIZE", 1)
    acts = [decide(post, by=carol) for _ in range(3)]
    Act.objects.update(at=timezone.now())
    client = signed_in(carol)
    first = client.get(RECORD).context
    second = client.get(RECORD + first["next"]).context
    assert [c["lines"][0].act.pk for c in (first, second)] == acts[:0:-1]


@pytest.mark.parametrize("edge", ["x", "1-", "9" * 30 + "-1"])
def test_an_edge_that_is_none_is_not_applied(signed_in, carol, post, edge):
    decide(post, by=carol)
    assert "Marked as spam" in page(signed_in, carol, f"?before={edge}")


def test_who_decides_on_a_part_sees_that_part_and_their_own(signed_in, carol, post):
    lena = builders.a_user("lena", is_staff=True)
    other = a_post(builders.a_user("otto", is_staff=True), title="Elsewhere")
    Assignment.objects.create(user=lena, post=post)
    decide(post, by=carol)
    decide(other, by=carol, reason="Not for Lena.")
    found = page(signed_in, lena)
    assert post.title in found
    assert "Elsewhere" not in found
    assert "Not for Lena." not in signed_in(lena).get(RECORD + "export/csv/").getvalue().decode()


def test_a_thread_that_has_moved_out_of_a_part_is_not_named_there(signed_in, carol, post):
    lena = builders.a_user("lena", is_staff=True)
    Assignment.objects.create(user=lena, post=post)
    stays, goes = (a_comment(post, status="pending", name=name) for name in ("Stella", "Gordon"))
    for comment in (stays, goes):
        moderation.moderate([comment.pk], Status.APPROVED, by=lena)
        keeping.change(comment, keeping.CLOSE, by=lena)
    moving.move(goes, a_post(builders.a_user("otto", is_staff=True), title="Elsewhere"), by=carol)
    told = page(signed_in, lena) + signed_in(lena).get(RECORD + "export/csv/").getvalue().decode()
    told += "".join(f"{line.which} {line.comment}" for line in record.latest(lena))
    act = Act.objects.filter(comment=goes).earliest("number")
    told += signed_in(lena).get(f"/admin/queue/undo/{act.pk}/").content.decode()
    assert "Stella" in told
    assert "Gordon" not in told
    assert f"/admin/queue/{goes.pk}/" not in told
    assert "Gordon" in page(signed_in, carol)


def test_what_colleagues_know_of_people_is_kept_from_who_decides_on_a_part(signed_in, carol, post):
    lena = builders.a_user("lena", is_staff=True)
    Assignment.objects.create(user=lena, post=post)
    comment = a_comment(post, name="Ellen", email="ellen@example.org", proof=Comment.Proof.ADDRESS)
    person = persons.of(comment)
    aim = touching.target(person, Whom.PATTERN, "*@known.example")
    _measure, act = measures.take(aim, Measure.What.BLOCK, by=carol, note="Known from Berlin.")
    ledger.undo(act, by=carol)
    notes.write(person, "Lives in Berlin.", by=carol)
    notes.write(person, "Asked for patience.", by=lena)
    assert "Known from Berlin." in page(signed_in, carol)
    found = page(signed_in, lena) + signed_in(lena).get(RECORD + "export/csv/").getvalue().decode()
    assert "Berlin" not in found
    assert "known.example" not in found
    assert list(record.visible(lena).values_list("kind", "actor")) == [(notes.WRITTEN, lena.pk)]


@pytest.mark.parametrize("query", ["?to_day=9999-12-31", "?from_day=0001-01-01"])
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_a_day_at_the_end_of_the_calendar_is_not_applied(signed_in, carol, post, query, zone):
    decide(post, by=carol)
    Site.objects.update_or_create(pk=1, defaults={"time_zone": zone})
    assert "Marked as spam" in page(signed_in, carol, query)


@pytest.mark.parametrize(("who", "status"), [("bob", 403), (None, 302)])
@pytest.mark.parametrize("path", ["", "export/csv/"])
def test_nobody_else_sees_it(who, status, path):
    client = Client()
    if who:
        client.force_login(builders.a_user(who))
    assert client.get(RECORD + path).status_code == status


def test_it_is_taken_along_as_csv(signed_in, carol, post):
    act = decide(post, by=carol, reason='Said "no", twice')
    response = signed_in(carol).get(RECORD + "export/csv/")
    (row,) = csv.DictReader(StringIO(response.getvalue().decode()))
    assert (row["who"], row["what"], row["act"], row["reason"]) == ("Carol", "spam", str(act), 'Said "no", twice')
    assert response["Content-Disposition"] == 'attachment; filename="record.csv"'


@pytest.mark.parametrize("word", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_spreadsheet_computes_nothing_of_it(signed_in, carol, post, word):
    ledger.enter("spam", by=carol, about=word, discussion_id=a_comment(post).discussion_id)
    (row,) = csv.DictReader(StringIO(signed_in(carol).get(RECORD + "export/csv/").getvalue().decode()))
    assert row["which"] == "'" + word


def test_it_is_taken_along_as_json_lines_by_the_same_filter(signed_in, carol, post):
    decide(post, Status.APPROVED, carol)
    decide(post, Status.SPAM, carol)
    body = signed_in(carol).get(RECORD + "export/jsonl/?what=spam").getvalue().decode()
    (row,) = [json.loads(line) for line in body.splitlines()]
    assert (row["what"], row["article"], row["comments"]) == ("spam", post.title, 1)


def test_there_are_two_forms_of_it(signed_in, carol):
    assert signed_in(carol).get(RECORD + "export/xml/").status_code == 404


@pytest.mark.parametrize("path", ["", "export/csv/"])
def test_it_only_reads(signed_in, carol, path):
    assert signed_in(carol).post(RECORD + path).status_code == 405


def test_a_long_page_takes_no_more_queries(signed_in, carol, post, django_assert_max_num_queries):
    for _ in range(12):
        decide(post, by=carol)
    client = signed_in(carol)
    with django_assert_max_num_queries(22):
        client.get(RECORD)


def test_the_latest_are_few(carol, post):
    for _ in range(7):
        decide(post, by=carol)
    assert len(record.latest(carol)) == record.LATEST


def test_an_act_of_another_kind_is_told_and_undone_by_whom_it_says(signed_in, carol, post, monkeypatch):
    monkeypatch.setattr(ledger, "_kinds", dict(ledger._kinds))
    monkeypatch.setattr(ledger, "LABELS", dict(ledger.LABELS))
    lit = {"lamp": True}

    def put_out(_act, _by):
        lit["lamp"] = False
        return Undone(is_changed=True)

    ledger.register(Kind("lamp", "Lit", lambda _act, user: user == carol, lambda _act, _by: ["It goes out."], put_out))
    act = ledger.enter("lamp", by=carol, about="the lamp")
    olive = builders.an_owner()
    for client, may in ((signed_in(olive), False), (signed_in(carol), True)):
        found = client.get(RECORD).content.decode()
        assert ("the lamp" in found, f"/undo/{act.pk}/" in found) == (True, may)
        assert client.get(f"/admin/queue/undo/{act.pk}/").status_code == (200 if may else 404)
        client.post("/admin/queue/undo/", {"act": str(act.pk)})
        assert lit["lamp"] is not may
    assert "Took back" in signed_in(carol).get(RECORD).content.decode()
