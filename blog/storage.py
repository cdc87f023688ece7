"""Static files under names that carry a hash of their content, compressed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which would compress every file again on every start: six seconds of two cores."""

    def stored_name(self, name: str) -> str:
        """A file that a template names and nobody collected must not take the whole page down."""
        try:
            return super().stored_name(name)
        except ValueError:
            return name

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        hashed = set(self.hashed_files.values())
        yield from super().compress_files([path for path in paths if not self._is_compressed(path, path in hashed)])

    def _is_compressed(self, path: str, is_hashed: bool) -> bool:
        """A hashed name never changes its content; of the others the compressed copy has the same time."""
        file = Path(self.path(path))
        compressed = file.with_name(file.name + ".gz")
        if not compressed.exists():
            return False
        return is_hashed or compressed.stat().st_mtime == file.stat().st_mtime
