"""The letter to who sent words that became nothing: with the words, so that they are never lost."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from blog.mail import outbox
from blog.mail.composing import Draft, composes
from blog.mail.models import Incoming, Letter, address_mark
from comments import readers
from comments.models import Comment
from comments.readers import Reader

REFUSED = "inbox-refused"
MOST_A_DAY = 3  # to one reader: whatever goes wrong in their mail, they know by then


def owe(row: Incoming, reader: Reader) -> Letter | None:
    """In the transaction of the row; to the address we know, never to one that a mail names."""
    if not settings.EMAIL_CONFIGURED or not reader.address:
        return None
    told = Letter.objects.filter(
        kind=REFUSED, address=address_mark(reader.address), created_at__gt=timezone.now() - timedelta(days=1)
    )
    if told.count() >= MOST_A_DAY:
        return None
    return outbox.owe(REFUSED, reader.address, about=row.pk, key=f"{REFUSED}:{row.pk}")


@composes(REFUSED, _lazy("Words that came by mail and became nothing"))
def refused(letter: Letter) -> Draft | None:
    row = Incoming.objects.aside().filter(pk=letter.about or 0).first()
    reader = next(iter(readers.at(letter.to)), None)
    if row is None or reader is None:
        return None
    comment = Comment.objects.shown().filter(pk=row.about).select_related("discussion__post").first()
    context = {
        "name": reader.name,
        "why": row.why,
        "words": row.text,
        "title": comment.discussion.post.title if comment else "",
        "comment_url": f"{settings.SITE_URL}{reverse('comments:permalink', args=[comment.pk])}" if comment else "",
    }
    return Draft(_("Your mail was not published"), "comments/mail/inbox_refused", context)
