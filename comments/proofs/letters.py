"""The letters to somebody who gave an address: the private link, the question "is it you?", the way to everything.

Each is written when it is sent, from what is true then; what has become pointless is not sent.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from blog.mail import outbox
from blog.mail.composing import Draft, composes
from blog.mail.models import Letter
from comments import following, mailing, names
from comments.models import Comment, Commenter
from comments.proofs import asking
from comments.readers import Reader

RECEIPT = "receipt"
KINDS = (RECEIPT, asking.PROOF, asking.MINE)  # all that are about one comment and go to its writer


def owe_receipt(comment: Comment) -> None:
    """The private link, to who asked for it when sending. Once for a comment."""
    if comment.email and settings.EMAIL_CONFIGURED:
        outbox.owe(
            RECEIPT,
            comment.email,
            about=comment.pk,
            key=f"{RECEIPT}:{comment.pk}",
            unasked=not comment.is_proven,
            network=comment.network,
        )


def drop_about(comment: Comment) -> None:
    """What is owed to the writer of this comment is owed no more."""
    for kind in KINDS:
        outbox.drop(kind, about=comment.pk)


@composes(RECEIPT, _lazy("Private link"))
def receipt(letter: Letter) -> Draft | None:
    comment = _addressee(letter)
    if comment is None:
        return None
    title = comment.discussion.post.title
    context = {
        **_about(comment),
        "receipt_url": mailing.receipt(comment),
        "follows": following.words_of_wish(comment),
        "proof_url": "" if comment.is_proven else _proof(comment),
    }
    return Draft(_("Your response to “%(title)s”") % {"title": title}, "comments/mail/receipt", context)


@composes(asking.PROOF, _lazy("Question for proof"))
def proof(letter: Letter) -> Draft | None:
    comment = _addressee(letter)
    if comment is None or comment.is_proven:
        return None
    context = {**_about(comment), "proof_url": _proof(comment), "days": asking.GOOD_FOR.days}
    return Draft(_("Is this address yours?"), "comments/mail/proof", context)


@composes(asking.MINE, _lazy("Link to all they wrote"))
def mine(letter: Letter) -> Draft | None:
    comment = _addressee(letter)
    commenter = Commenter.objects.filter(email=letter.to).first()
    if comment is None or commenter is None or not comment.is_proven:
        return None
    context = {**_about(comment), "mine_url": mailing.page_of(Reader(commenter=commenter))}
    return Draft(_("Everything you wrote here"), "comments/mail/mine", context)


def _addressee(letter: Letter) -> Comment | None:
    """The comment a letter is about, while it still stands under the address it is written to."""
    rows = Comment.objects.select_related("discussion__post")
    return rows.filter(pk=letter.about, email__iexact=letter.to).first()


def _about(comment: Comment) -> dict[str, object]:
    post = comment.discussion.post
    name = comment.name if comment.is_proven else names.without_links(comment.name)
    return {"name": name, "title": post.title, "post_url": mailing.absolute(post.get_absolute_url())}


def _proof(comment: Comment) -> str:
    return mailing.absolute(reverse("comments:prove", args=[asking.new_secret(comment)]))
