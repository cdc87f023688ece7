"""What has been imported from one site before, and noting what is imported now."""

from __future__ import annotations

from collections.abc import Iterator

from blog.transfer.models import Imported

Kind = Imported.Kind


class Memory:
    """The `Imported` rows of one source: read once, written in batches."""

    def __init__(self, source: str) -> None:
        self.source = source
        rows = Imported.objects.filter(source=source).values_list("kind", "source_key", "object_id")
        self._known: dict[tuple[str, str], int] = {(kind, key): pk for kind, key, pk in rows.iterator()}
        self._new: list[Imported] = []

    def find(self, kind: str, key: str) -> int | None:
        return self._known.get((kind, key[:400]))

    def note(self, kind: str, key: str, object_id: int) -> None:
        key = key[:400]
        if self._known.get((kind, key)) == object_id:
            return
        self._known[kind, key] = object_id
        self._new.append(Imported(source=self.source, kind=kind, source_key=key, object_id=object_id))

    def objects(self, kind: str) -> Iterator[int]:
        return (pk for (known, _key), pk in self._known.items() if known == kind)

    def write(self) -> None:
        Imported.objects.bulk_create(
            self._new,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["source", "kind", "source_key"],
            update_fields=["object_id"],
        )
        self._new = []
