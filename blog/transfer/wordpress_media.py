"""Pictures of articles: found in a copy of `wp-content/uploads`, checked, stored as our own."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from blog.posts import pictures
from blog.posts.models import Picture
from blog.transfer.memory import Kind, Memory
from blog.transfer.report import Report

_VARIANT = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled|rotated)(?=\.\w+$)")
_UPLOADS = re.compile(r"^.*?/(?:wp-content/uploads|files)/")


class Media:
    """Copies are made once for each file, however many sizes of it the articles show."""

    def __init__(self, folder: Path | None, memory: Memory, report: Report, is_rehearsal: bool) -> None:
        self._folder = folder.resolve() if folder else None
        self._memory = memory
        self._report = report
        self._is_rehearsal = is_rehearsal
        self._found: dict[str, Picture | None] = {}
        self._made: list[Picture] = []
        self._announced: set[str] = set()
        self.uploaded_by = 0
        self.place = ""

    @property
    def is_here(self) -> bool:
        return self._folder is not None

    def html(self, src: str, alt: str) -> str:
        """The `<img>` of our copy, or "" where there is none; then the address is listed."""
        self._announced.add(src)
        self._report.kind("pictures").announced = len(self._announced)
        picture = self._picture(src, alt)
        if picture is None:
            self._report.foreign_pictures.setdefault(src, self.place)
            return ""
        size = "" if self._is_rehearsal else f' width="{picture.width}" height="{picture.height}"'
        return f'<img src="{escape(picture.file.url)}" alt="{escape(alt)}"{size}>'

    def forget(self) -> None:
        """Takes the files away again when the import is not kept."""
        for picture in self._made:
            picture.file.delete(save=False)

    def _picture(self, src: str, alt: str) -> Picture | None:
        if self._folder is None:
            return None
        found = self._find(src)
        if found is None:
            return None
        key = found.relative_to(self._folder).as_posix()
        if key not in self._found:
            self._found[key] = self._earlier(key) or self._keep(found, key, alt)
        return self._found[key]

    def _earlier(self, key: str) -> Picture | None:
        known = self._memory.find(Kind.PICTURE, key)
        return Picture.objects.filter(pk=known).first() if known else None

    def _keep(self, found: Path, key: str, alt: str) -> Picture | None:
        picture = Picture(alt=alt[:500], uploaded_by_id=self.uploaded_by)
        try:
            with found.open("rb") as stream:
                content = pictures.redraw(stream)
        except (ValidationError, OSError) as error:
            why = error.messages[0] if isinstance(error, ValidationError) else str(error.strerror)
            self._report.odd("picture", 0, _("picture %(key)s: %(why)s") % {"key": key, "why": why})
            return None
        self._report.kind("pictures").added += 1
        if self._is_rehearsal:
            picture.file.name = content.name
            return picture
        picture.file.save(str(content.name), content, save=True)
        self._made.append(picture)
        self._memory.note(Kind.PICTURE, key, picture.pk)
        return picture

    def _find(self, src: str) -> Path | None:
        """The original of the file that an address names: `photo-300x200.jpg` is `photo.jpg`."""
        try:
            path = unquote(urlsplit(src).path)
        except ValueError:
            return None
        below = _UPLOADS.sub("", path, count=1).lstrip("/") if _UPLOADS.match(path) else path.lstrip("/")
        places = (below, re.sub(r"^sites/\d+/", "", below))  # one of many sites: the copy may be of its folder alone
        names = (name for place in places for name in (_VARIANT.sub("", place), place))
        return next(filter(None, map(self._file, dict.fromkeys(names))), None)

    def _file(self, below: str) -> Path | None:
        """Only what lies in the folder: an address with `..` or a link to elsewhere finds nothing."""
        if self._folder is None or not below or "\0" in below:
            return None
        try:
            found = (self._folder / below).resolve()
            is_inside = found.is_relative_to(self._folder) and found.is_file()
        except OSError:
            return None
        return found if is_inside else None
