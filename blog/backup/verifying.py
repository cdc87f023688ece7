"""Reading an archive from end to end without restoring it."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from blog.backup import Refused, rows
from blog.backup.manifest import Manifest
from blog.backup.reading import Progress, opened, silent


def verify(path: Path, progress: Progress = silent) -> Manifest:
    """Raises Refused unless every byte is as it was written and every row can be read."""
    with opened(path, progress) as archive:
        for table in archive.manifest.tables:
            for line in archive.lines(table):
                try:
                    rows.parsed(line, len(table.columns))
                except ValueError as error:
                    raise Refused(_("A row of %(table)s cannot be read.") % {"table": table.name}) from error
        for member in [*archive.manifest.media, *filter(None, [archive.manifest.env])]:
            for _block in archive.blocks(member):
                pass
        return archive.manifest
