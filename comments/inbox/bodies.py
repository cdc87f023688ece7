"""The text of a mail: which of its parts that is, and which letters its bytes stand for."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from blog import plain_text
from comments.inbox import hypertext
from comments.inbox.received import Received, content_type, headers, parameter, walk

MAX_BYTES = 500_000  # of one text: a whole quoted thread fits, and no parser works long
_ENCRYPTED = ("multipart/encrypted", "application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_NO_ATTACHMENT = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_WESTERN = {"iso8859-1", "ascii", "latin_1"}  # who declares these means what Windows makes of them, as browsers do
_SIGNED, _SIGNATURE = "\n-----BEGIN PGP SIGNED MESSAGE-----\n", "\n-----BEGIN PGP SIGNATURE-----\n"
_SIGNATURE_ENDS = "\n-----END PGP SIGNATURE-----"
_CIPHER = "-----BEGIN PGP MESSAGE-----"


@dataclass(frozen=True)
class Body:
    text: str = ""
    attachments: int = 0  # what else came along
    is_encrypted: bool = False


def body_of(mail: Received) -> Body:
    """The text that was written; plain where there is any, from HTML where there is only that."""
    if mail.message is None:
        return Body()
    texts = [text for text in map(_text, _chosen(mail.message)) if text.strip()]
    text = _without_armour("\n\n".join(texts))
    is_encrypted = _CIPHER in text or any(content_type(part) in _ENCRYPTED for part in (mail.message, *mail.parts()))
    return Body(text, sum(map(_is_attached, mail.parts())), is_encrypted)


def _chosen(message: Message) -> Iterator[Message]:
    """The plain parts; of alternatives only one."""
    parts = [part for part in walk(message) if not _is_attached(part)]
    plain = [part for part in parts if content_type(part) == "text/plain" and _text(part).strip()]
    return iter(plain or [part for part in parts if content_type(part) == "text/html"])


def _is_attached(part: Message) -> bool:
    kind = content_type(part)
    if kind in _NO_ATTACHMENT or kind.startswith("multipart/"):
        return False
    disposition = next(iter(headers(part, "content-disposition")), "").partition(";")[0].strip().lower()
    return disposition == "attachment" or kind not in {"text/plain", "text/html"} or bool(_file_name(part))


def _file_name(part: Message) -> str:
    return parameter(part, "filename", "content-disposition") or parameter(part, "name")


def _text(part: Message) -> str:
    text = decoded(_bytes(part), parameter(part, "charset"))
    if content_type(part) == "text/html":
        text = hypertext.text_of(text)
    elif parameter(part, "format").lower() == "flowed":
        text = unflowed(text, delete_space=parameter(part, "delsp").lower() == "yes")
    return plain_text.clean_text(text.replace("\u00a0", " ").replace("\u200b", "").lstrip("\ufeff"))


def _bytes(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError):
        return b""
    return found[:MAX_BYTES] if isinstance(found, bytes) else b""


def decoded(data: bytes, charset: str) -> str:
    """What was meant, as far as anybody can tell: the declared letters, else UTF-8, else what Windows uses."""
    name = _codec(charset)
    for candidate in dict.fromkeys([*([name] if name else []), "utf-8"]):
        try:
            return data.decode(candidate)
        except (UnicodeError, ValueError):
            continue
    return data.decode("utf-8" if _is_nearly_utf8(data) else "cp1252", errors="replace")


def _codec(charset: str) -> str:
    """Of Python; "" for one that nobody knows, or that leaves it to UTF-8 first."""
    try:
        found = codecs.lookup(charset.strip().strip("\"'"))
    except (LookupError, ValueError, UnicodeError):
        return ""
    if not getattr(found, "_is_text_encoding", True) or found.name in {"idna", "punycode", "unicode_escape"}:
        return ""
    if found.name == "ascii":
        return ""
    return "cp1252" if found.name in _WESTERN else found.name


def _is_nearly_utf8(data: bytes) -> bool:
    """Cut or scratched here and there, but not another code."""
    text = data.decode("utf-8", errors="replace")
    return text.count("\ufffd") * 20 < sum(character > "\x7f" for character in text)


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """RFC 3676: a line that ends in a space goes on in the next one, if that is quoted as deeply."""
    done: list[str] = []
    going_on = -1  # how deeply the line is quoted that the next one may belong to
    for line in text.replace("\r\n", "\n").split("\n"):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest.removeprefix(" ")
        is_flowing = rest.endswith(" ") and rest != "-- "
        if is_flowing and delete_space:
            rest = rest[:-1]
        if depth == going_on and rest != "-- ":
            done[-1] += rest
        else:
            done.append(f"{'>' * depth} {rest}" if depth else rest)
        going_on = depth if is_flowing else -1
    return "\n".join(done)


def _without_armour(text: str) -> str:
    """Of what was signed within the text (RFC 4880, 7) only the words. In one go, however often it begins."""
    kept, rest = "", f"\n{text}"
    while True:
        before, begins, armoured = rest.partition(_SIGNED)
        signed, ends, behind = armoured.partition(_SIGNATURE)
        if not (begins and ends):
            return (kept + rest).removeprefix("\n")
        words = f"\n{signed}".partition("\n\n")[2]  # behind the head of the armour
        kept += f"{before}\n{re.sub(r'^- ', '', words, flags=re.MULTILINE)}\n"
        rest = behind.partition(_SIGNATURE_ENDS)[2]
