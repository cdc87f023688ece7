"""Mails as a test needs them."""

from __future__ import annotations

from itertools import count

_serial = count(1)


def a_mail(to: str, sender: str = "Carol <carol@example.org>", words: str = "Well said.", **headers: str) -> bytes:
    """With a Message-ID of its own. Headers are given as `Auto_Submitted`; None leaves one out."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = {
        "From": sender,
        "To": to,
        "Subject": "Re: Bob",
        "Message-ID": f"<{next(_serial)}@mail.example.org>",
        **given,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n".encode()
