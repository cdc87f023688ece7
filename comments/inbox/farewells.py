"""What programs and people put below their words: signatures, and which device a mail was sent from."""

from __future__ import annotations

import re

DASHES = "-- "  # since the Usenet
_MOST = 8  # lines of a signature below dashes that lost their space
_LONGEST = 200
_SENT_FROM = re.compile(
    r"^(?:<?https?://\S+>?\s*)?\W{0,3}(?:"
    r"sent (?:from|via|with|by) (?:my |the |your )?.{2,60}|get (?:outlook|\[?outlook) for .{2,80}|"
    r"(?:diese nachricht wurde )?(?:von|mit|aus) (?:meine[mr]|der|dem)? ?.{2,60} (?:ge|ver)(?:sendet|schickt)|gesendet (?:von|mit|aus) .{2,60}|"
    r"(?:holen sie sich |laden sie )?outlook für .{2,60}|"
    r"envoyé (?:de|depuis|à partir|avec|par) .{2,60}|(?:télécharge[rz]|obtenir|obtenez) outlook pour .{2,60}|"
    r"enviado (?:desde|con|do|de) .{2,60}|(?:obtener|descargar|obtén|obter) outlook para .{2,60}|"
    r"(?:verstuurd|verzonden|gestuurd) (?:vanaf|vanuit|met|via) .{2,60}|outlook voor .{2,60} downloaden|"
    r"inviato (?:da|dal) .{2,60}|ottieni outlook per .{2,60}|skickat från .{2,60}|wysłane z .{2,60}"
    r")$",
    re.IGNORECASE,
)


def without(lines: list[str]) -> list[str]:
    """One writer's lines without what stands below them."""
    end = _signature_begins(lines)
    while end and (not lines[end - 1].strip() or _is_sent_from(lines[end - 1])):
        end -= 1
    return lines[:end]


def _signature_begins(lines: list[str]) -> int:
    """The first line of it, or behind the last one."""
    if DASHES in lines:
        return lines.index(DASHES)
    full = [number for number, line in enumerate(lines) if line.strip()][-_MOST - 1 :]
    return next((number for number in full if lines[number] == DASHES.strip()), len(lines))


def _is_sent_from(line: str) -> bool:
    line = line.strip()
    return len(line) <= _LONGEST and bool(_SENT_FROM.match(line))
