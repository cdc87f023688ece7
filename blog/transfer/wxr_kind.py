"""Is this a WordPress export at all? And if the XML ends badly: what to tell its owner."""

from __future__ import annotations

import codecs
from typing import NoReturn
from xml.parsers.expat import errors

from defusedxml.common import DefusedXmlException, DTDForbidden
from django.utils.translation import gettext as _

_UNFINISHED = {
    errors.codes[name]
    for name in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        errors.XML_ERROR_PARTIAL_CHAR,
    )
}
_ENCODING = {errors.codes[errors.XML_ERROR_UNKNOWN_ENCODING], errors.codes[errors.XML_ERROR_INCORRECT_ENCODING]}
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class WxrError(Exception):
    """The file cannot be read as a WordPress export; says where, and why, in words for its owner."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        if self.line is None:
            return self.message
        return _("line %(line)s, column %(column)s: %(message)s") % {
            "line": self.line,
            "column": (self.column or 0) + 1,
            "message": self.message,
        }


def is_wide(head: bytes) -> bool:
    """UTF-16, where a zero byte is half a letter."""
    return head.startswith(_WIDE)


def refuse_other_kinds(head: bytes) -> None:
    """Names the common mistakes by the file's first bytes; raises WxrError."""
    text = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if not text:
        raise WxrError(_("This file is empty."))
    if head.startswith(b"\x1f\x8b"):
        raise WxrError(_("This file is compressed (gzip). Unpack it first and import the .xml file inside."))
    if head.startswith(b"PK\x03\x04"):
        raise WxrError(_("This file is a zip archive. Unpack it first and import the .xml file inside."))
    if text.startswith((b"{", b"[")):
        raise WxrError(_("This file is JSON. A WordPress export is XML: Tools, Export in WordPress makes one."))
    if text.startswith((b"<!doctype html", b"<html")):
        raise WxrError(_("This file is a web page. A WordPress export is XML: Tools, Export in WordPress makes one."))
    if not is_wide(head) and not text.startswith(b"<"):
        raise WxrError(_("This file is not XML. A WordPress export begins with “<?xml”."), 1, 0)


def explain_bad_xml(code: int, line: int, column: int, byte: int, at_end: bool) -> NoReturn:
    """`byte` is the one at the place of the error, `at_end` whether the file had been read to its end."""
    if code in _ENCODING:
        raise WxrError(_("The file names a text encoding that is unknown or not the one it uses."), line, column)
    if at_end or code in _UNFINISHED:
        raise WxrError(_("The file ends in the middle: it was cut off. Export or copy it again."), line, column)
    if code == errors.codes[errors.XML_ERROR_INVALID_TOKEN] and byte >= 0x80:
        raise WxrError(_("Here are bytes that do not fit the file's text encoding."), line, column)
    raise WxrError(_("This is not well-formed XML: %s.") % errors.messages[code], line, column)


def explain_forbidden(error: DefusedXmlException, line: int, column: int) -> NoReturn:
    if isinstance(error, DTDForbidden):
        raise WxrError(_("A document type declaration is not accepted: no export has one."), line, column) from error
    raise WxrError(_("Entities are not accepted: no export declares any."), line, column) from error
