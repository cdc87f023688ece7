"""What programs and people put below their words: signatures, and which device a mail was sent from."""

from __future__ import annotations

import re

DASHES = "-- "  # since the Usenet
_MOST = 8  # lines of a signature below dashes that lost their space
_LONGEST = 120  # characters of such a line
_DEVICES = (
    r"iphone|ipad|ipod|apple|mac|macbook|watch|android\w*|galaxy|samsung|pixel|huawei|xiaomi|nokia|blackberry|"
    r"\w*phone|mobile|móvil|mobiel|mobil\w*|handy|telefon|teléfono|téléphone|telefoon|tablet|device|gerät|appareil|dispositivo|"
    r"toestel|mail|e-?mail|outlook|windows|yahoo|proton|gmail|gmx|web\.de|t-online|k-9|thunderbird|spark|fairemail|app"
)
_SENT_FROM = re.compile(
    rf"^(?=.*\b(?:{_DEVICES})\b)\W{{0,3}}(?:"
    r"sent (?:from|via|with|by) .+|get \[?outlook for .+|"
    r"(?:diese nachricht wurde )?(?:von|mit|aus) .+ (?:ge|ver)(?:sendet|schickt)\.?|gesendet (?:von|mit|aus) .+|"
    r"(?:holen sie sich |laden sie )?outlook für .+|"
    r"envoyé (?:de|depuis|à partir|avec|par) .+|(?:télécharge[rz]|obtenir|obtenez) outlook pour .+|"
    r"enviado (?:desde|con|do|de) .+|(?:obtener|descargar|obtén|obter) outlook para .+|"
    r"(?:verstuurd|verzonden|gestuurd) (?:vanaf|vanuit|met|via) .+|outlook voor .+ downloaden|"
    r"inviato (?:da|dal) .+|ottieni outlook per .+|skickat från .+|wysłane z .+"
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
