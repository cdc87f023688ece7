"""Static files under names that carry a hash of their content, compressed once; uploaded ones whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which would compress every file again on every start: six seconds of two cores.

    It would also delete each stylesheet, script and the manifest before writing them anew, and a site
    that looks for them in between does without. Here they lie where they are until their successor does.
    """

    _is_processing = False

    def post_process(self, *args: Any, **kwargs: Any) -> Iterator[tuple[str, str | None, bool | Exception]]:
        self._is_processing = True
        try:
            yield from super().post_process(*args, **kwargs)
        finally:
            self._is_processing = False

    def delete(self, name: str) -> None:
        if not self._is_processing:
            super().delete(name)

    def _save(self, name: str, content: File) -> str:
        return self._replace(name, b"".join(content.chunks())) if self._is_processing else super()._save(name, content)

    def _replace(self, name: str, data: bytes) -> str:
        """In one step, and only where something is new."""
        file = Path(self.path(name))
        if not file.exists() or file.read_bytes() != data:
            successor = super()._save(f"{name}.new", ContentFile(data))
            os.replace(self.path(successor), file)
        return name

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


class MediaStorage(FileSystemStorage):
    """Neither a full disk nor a killed process leaves half a picture under a name that pages use."""

    def _save(self, name: str, content: File) -> str:
        os.makedirs(self.location, exist_ok=True)
        number, path = tempfile.mkstemp(dir=self.location, prefix=".part-")
        try:
            with os.fdopen(number, "wb") as part:
                part.writelines(content.chunks())
            return super()._save(name, _Written(path))  # type: ignore[misc]
        except BaseException:
            with suppress(OSError):
                os.unlink(path)
            raise


class _Written(File):
    """A file that lies on the disk already, and is moved to its place."""

    def __init__(self, path: str) -> None:
        super().__init__(None, path)
        self._path = path

    def temporary_file_path(self) -> str:
        return self._path
