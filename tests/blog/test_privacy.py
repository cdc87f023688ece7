"""The privacy page tells the truth, and all of it."""

from __future__ import annotations

import pytest
from django.apps import apps

from blog import privacy
from comments.maintenance import NETWORK_KEPT
from comments.models import SpamFilter

pytestmark = pytest.mark.django_db

# Columns of the tables that people's words go into which say nothing about a person.
IMPERSONAL = {
    "comment": """id discussion parent kind status proof held_for body_markup markup_version submitted_at edited_at
        link_generation source source_id tree_id lft rght level tree_shown word_count shown_at tree_staff helpful_count tree_helpful
        tell_at told_at announced_at redacted_at reworded_at closed_at""",
    "commenter": "id generation",
    "proofrequest": "id comment asked_at",
    "subscription": "id scope pace began_at",
    "subscriptionrequest": "id scope discussion asked_at",
    "letter": """id kind about key message_id is_unasked created_at due_at try_at attempts error claimed_until claimed_by
        sent_at failed_at""",
    "donotmail": "since",
    "incoming": "id received_at outcome code why",
    "draft": "id about answers version saved_at publish_at seen trouble",
    "awaiting": "id root is_author since last_at put_off_at seen_at",
    "trace": "comment cause policy_version made_at",
    "event": "id comment act from_status to_status undoes at house_rule asks_change",
    "revision": "id comment state markup_version written_at",
    "lesson": "id comment",
    "token": "spam ham",
    "spamscore": "comment says_spam is_filed made_at outcome decided_at akismet",
    "redaction": "id comment original placeholder count at taken_back_at",
    "report": "id comment reported_at reason left_at left_by",
    "helpfulmark": "id comment marked_at",
    "measure": "id what whom comment under at hid ended_at",
    "note": "id whom written_at changed_at deleted_at",
    "emailaddress": "id verified primary",
    "authenticator": "id type created_at last_used_at",
    "usersession": "id created_at last_seen_at data",
    "user": "id is_superuser is_staff is_active date_joined",
}


@pytest.mark.parametrize("table", IMPERSONAL)
def test_no_column_about_a_person_is_left_unmentioned(table):
    model = next(model for model in apps.get_models() if model._meta.model_name == table)
    told = {column for fact in privacy.facts() for column in fact.columns}
    for field in model._meta.local_fields:
        assert field.name in IMPERSONAL[table].split() or f"{table}.{field.name}" in told, field.name


def test_it_tells_what_akismet_is_sent_where_it_is_asked(client, settings):
    assert "Akismet" not in client.get("/privacy/").content.decode()
    settings.AKISMET_KEY = "a-key"
    SpamFilter.objects.create(pk=1, uses_akismet=True)
    page = client.get("/privacy/").content.decode()
    assert "Akismet is sent" in page
    assert "the text of the comment" in page


@pytest.mark.parametrize(("keep", "told"), [(0, "8 weeks."), (30, "The last 30 of them.")])
def test_it_tells_of_copies_where_they_are_made_daily(client, settings, keep, told):
    assert "made every day" not in client.get("/privacy/").content.decode()
    settings.BACKUP_DIR, settings.BACKUP_KEEP = "/somewhere", keep
    page = client.get("/privacy/").content.decode()
    assert "made every day" in page
    assert told in page


def test_what_is_told_is_there(client):
    for fact in privacy.facts():
        for column in fact.columns:
            table, name = column.split(".")
            model = next(model for model in apps.get_models() if model._meta.model_name == table)
            assert model._meta.get_field(name)


def test_the_page_gives_the_times_that_the_code_obeys(client):
    page = client.get("/privacy/").content.decode()
    assert f"{NETWORK_KEPT.days} days." in page


def test_every_page_leads_to_it(client):
    assert 'href="/privacy/"' in client.get("/").content.decode()


def test_it_sets_no_cookie_itself(client):
    assert not client.get("/privacy/").cookies


def test_it_only_reads(client):
    assert client.post("/privacy/").status_code in {403, 405}
