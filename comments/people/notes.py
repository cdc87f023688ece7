"""Notes by colleagues about somebody: written by anybody who decides, changed and deleted by who wrote them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from comments import ledger, moderation
from comments.ledger import Kind, Undone
from comments.models import Act, Note
from comments.people import persons

if TYPE_CHECKING:
    from accounts.models import User
    from comments.people.persons import Person

MAX_LENGTH = 1000  # characters: what a colleague has to know, not a file
WRITTEN, CHANGED, DELETED = "note", "note-changed", "note-deleted"


def seen_by(user: User) -> QuerySet[Note]:
    """Colleagues' notes; who decides below their own articles alone reads those they wrote themselves."""
    notes = Note.objects.filter(deleted_at=None).select_related("author")
    return notes if moderation.can_moderate(user) else notes.filter(author=user)


def about(people: list[Person], user: User) -> dict[tuple[str, int, str], list[Note]]:
    """By person, in one query."""
    found: dict[tuple[str, int, str], list[Note]] = defaultdict(list)
    for note in seen_by(user).filter(persons.about(people)).order_by("pk") if people else []:
        found[persons.identity_of(note)].append(note)
    return found


def may_change(user: User, note: Note) -> bool:
    return note.author_id == user.pk


@transaction.atomic
def write(person: Person, text: str, *, by: User) -> Note:
    note = Note.objects.create(**person.columns, author=by, text=text)
    _enter(WRITTEN, note, person, by)
    return note


@transaction.atomic
def change(note: Note, text: str, person: Person, *, by: User) -> bool:
    """False where nothing is changed, or it was deleted meanwhile."""
    now = timezone.now()
    rows = Note.objects.filter(pk=note.pk, deleted_at=None).exclude(text=text)
    if not rows.update(earlier=F("text"), text=text, changed_at=now):
        return False
    _enter(CHANGED, note, person, by, changed=now.isoformat())
    return True


@transaction.atomic
def delete(note: Note, person: Person, *, by: User) -> Act | None:
    """Out of sight at once; for good when it cannot be undone any more (`forgetting`)."""
    if not Note.objects.filter(pk=note.pk, deleted_at=None).update(deleted_at=timezone.now()):
        return None
    return _enter(DELETED, note, person, by)


def _enter(kind: str, note: Note, person: Person, by: User, **before: str) -> Act:
    """What it says stays in the note: so it ends with it."""
    return ledger.enter(
        kind,
        by=by,
        role="moderator" if moderation.can_moderate(by) else "author",
        about=person.name[:300],
        before={"note": note.pk, **before},
        comment_ids=[person.comment.pk] if person.comment else [],
    )


def _may_undo(act: Act, user: User) -> bool:
    note = Note.objects.filter(pk=act.before.get("note") or 0).first()
    return note is not None and may_change(user, note)


def _undo_written(act: Act, user: User) -> Undone:
    rows = Note.objects.filter(pk=act.before["note"], deleted_at=None)
    return Undone(bool(rows.update(deleted_at=timezone.now())))


def _undo_changed(act: Act, user: User) -> Undone:
    """Unless it was changed again since."""
    rows = Note.objects.filter(pk=act.before["note"], deleted_at=None, changed_at=act.before.get("changed"))
    return Undone(bool(rows.update(text=F("earlier"), earlier=Value(""), changed_at=None)))


def _undo_deleted(act: Act, user: User) -> Undone:
    return Undone(bool(Note.objects.filter(pk=act.before["note"], deleted_at__isnull=False).update(deleted_at=None)))


ledger.register(
    Kind(WRITTEN, _lazy("Wrote a note"), _may_undo, lambda _act, _user: [_("The note is deleted.")], _undo_written)
)
ledger.register(
    Kind(
        CHANGED,
        _lazy("Changed a note"),
        _may_undo,
        lambda _act, _user: [_("The note says again what it said before.")],
        _undo_changed,
    )
)
ledger.register(
    Kind(DELETED, _lazy("Deleted a note"), _may_undo, lambda _act, _user: [_("The note is back.")], _undo_deleted)
)
