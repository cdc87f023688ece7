"""Akismet, asked by HTTP: one comment, one short request, one answer or an `AkismetError`.

Its interface (comment-check, submit-spam, submit-ham) is a form that is posted; "true" means advertising. It wants the
writer's internet address, which this site does not keep: the unspecified one is sent instead, so Akismet judges by the
rest and works less well here. `sent()` is all that leaves, and the panel's page tells exactly that.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from socket import SHUT_RDWR
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from comments.models import Comment
from comments.models.spam import Label

SECONDS = 2.0  # for all of it: reaching, asking, being answered
LONGEST_ANSWER = 1000  # bytes; the real ones have under a hundred
NO_ADDRESS = "0.0.0.0"  # noqa: S104 -- sent, not listened on
THANKS = "thanks for making the web a better place"
AGENT = "Colloquy/1 | comments/1"


class AkismetError(Exception):
    """It could not be asked, or what it said is no answer. The message is for the owner."""


def is_configured() -> bool:
    return bool(settings.AKISMET_KEY)


def check(comment: Comment) -> Label:
    """What it takes the comment for. Raises `AkismetError`."""
    answer = _asked("comment-check", comment)
    if answer not in {"true", "false"}:
        raise AkismetError(_("It said neither yes nor no: %(answer)s") % {"answer": answer[:80]})
    return Label.SPAM if answer == "true" else Label.HAM


def tell(comment: Comment, label: Label) -> None:
    """That it was wrong about this comment. Raises `AkismetError`."""
    answer = _asked("submit-spam" if label == Label.SPAM else "submit-ham", comment)
    if not answer.lower().startswith(THANKS):
        raise AkismetError(_("It did not take what it was told: %(answer)s") % {"answer": answer[:80]})


def sent(comment: Comment) -> dict[str, str]:
    """All that is told about a comment, but for the key and the site's address."""
    return {
        "comment_content": comment.body,
        "comment_author": comment.name,
        "comment_author_email": comment.email,
        "comment_author_url": comment.website,
        "comment_type": "pingback"
        if comment.kind == Comment.Kind.MENTION
        else "reply"
        if comment.parent_id
        else "comment",
        "comment_date_gmt": comment.submitted_at.isoformat(timespec="seconds"),
        "permalink": settings.SITE_URL + comment.discussion.post.get_absolute_url(),
        "user_ip": NO_ADDRESS,
    }


def what_is_sent() -> list[str]:
    """The same in words, for the owner."""
    return [
        _("the text of the comment"),
        _("the name, e-mail address and website that its writer gave"),
        _("when it was sent, the address of the article, and whether it answers another comment"),
        _("the address of this site, and your key"),
    ]


def _asked(what: str, comment: Comment) -> str:
    form = {"api_key": settings.AKISMET_KEY, "blog": settings.SITE_URL, "blog_charset": "UTF-8", **sent(comment)}
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "User-Agent": AGENT}
    base = urlsplit(settings.AKISMET_URL)
    try:
        with _connected(base.scheme, base.netloc) as connection:
            connection.request("POST", f"{base.path.rstrip('/')}/{what}", urlencode(form), headers)
            return _read(connection.getresponse())
    except (OSError, HTTPException, ValueError) as error:
        raise AkismetError(_("It could not be reached: %(error)s") % {"error": type(error).__name__}) from error


def _read(response: HTTPResponse) -> str:
    if response.status != 200:
        raise AkismetError(_("It answered with the code %(code)d.") % {"code": response.status})
    help_ = response.headers.get("X-akismet-debug-help") or ""
    answer = response.read(LONGEST_ANSWER).decode("utf-8", "replace").strip()
    return f"{answer} ({help_})" if answer == "invalid" and help_ else answer


@contextmanager
def _connected(scheme: str, netloc: str) -> Iterator[HTTPConnection]:
    """Cut off after `SECONDS`, whatever trickles in meanwhile: other work waits behind this one."""
    kind = HTTPSConnection if scheme == "https" else HTTPConnection
    connection = kind(netloc, timeout=SECONDS)
    connection.connect()
    socket = connection.sock

    def cut() -> None:
        with suppress(OSError):
            socket.shutdown(SHUT_RDWR)

    timer = threading.Timer(SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()
        connection.close()
