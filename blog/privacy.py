"""What this site keeps about people, why, how long, and how to have it removed: told by the code that keeps it.

Every time on the page is the constant that the code obeys, and a test holds that no column of a
table that people's words go into is left unmentioned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog import reporting
from blog.backup.rotation import WEEKS
from blog.mail import incoming, outbox
from comments import identity
from comments.maintenance import NETWORK_KEPT
from comments.models import SpamFilter
from comments.people import forgetting
from comments.proofs.asking import GOOD_FOR
from comments.spam import errands
from comments.spam.akismet import what_is_sent

_OF_AN_ACCOUNT = ("username", "first_name", "last_name", "display_name", "email", "password", "last_login")
_OF_A_MEASURE = ("user", "mark", "value", "name", "by", "reason", "note", "hits", "last_hit_at", "until")


@dataclass(frozen=True)
class Fact:
    """One kind of thing that is kept. `columns` names where, as `table.column`, for the test."""

    what: str
    why: str
    kept: str
    removal: str
    columns: tuple[str, ...] = ()


def facts() -> list[Fact]:
    return [
        *_about_comments(),
        *_about_the_filter(),
        *_about_addresses(),
        *_about_mail(),
        *_about_answers(),
        *_about_marks(),
        *_about_measures(),
        *_about_accounts(),
        *_about_backups(),
        *_in_the_browser(),
        *(Fact(*told) for told in reporting.told(settings.SENTRY_DSN)),
    ]


def _about_comments() -> list[Fact]:
    until_erased = _("Until you erase it.")
    by_receipt = _("By the private link that every comment comes with: “Your data”, “Erase it”.")
    return [
        Fact(
            _("What you write, and its earlier wordings"),
            _(
                "It is the discussion. Earlier wordings are shown to moderators only. While it waits, those who decide get it by mail, without your address."
            ),
            until_erased,
            by_receipt,
            ("comment.body", "comment.body_html", "revision.body", "revision.body_html", "redaction.pieces"),
        ),
        Fact(
            _("The name and website you give"),
            _("They are shown beside your words."),
            until_erased,
            by_receipt,
            ("comment.name", "comment.website", "comment.user", "comment.role"),
        ),
        Fact(
            _("The e-mail address you give"),
            _(
                "So that moderators can tell people apart; and for the mail you ask for: the private link, the proof that it is yours, news of decisions and answers. It is never published."
            ),
            until_erased,
            by_receipt,
            ("comment.email",),
        ),
        Fact(
            _("A mark of the network you wrote from"),
            _("To stop floods. It is a keyed hash: the address itself is not kept and cannot be read back."),
            _days(NETWORK_KEPT),
            _("It goes by itself, or with the comment’s other data."),
            ("comment.network",),
        ),
        Fact(
            _("Until when you let a comment rest, if you asked for that"),
            _("So that nobody reads it before."),
            until_erased,
            by_receipt,
            ("comment.rests_until",),
        ),
        Fact(
            _("A mark of who said what, and one of what is said and where its links lead"),
            _("So that the same words stand here once, and a flood is cleared at once. They are keyed hashes."),
            _("Until you change or erase the comment."),
            by_receipt,
            ("comment.fingerprint", "comment.likeness"),
        ),
        Fact(
            _(
                "What was decided about a comment, when, by whom and why; and what each rule found in it when it was sent"
            ),
            _("So that every decision can be explained and taken back."),
            _("The dates and decisions stay. The words go when you erase the comment."),
            by_receipt,
            ("event.reason", "event.actor", "event.role", "trace.findings", "redaction.reason", "redaction.actor"),
        ),
    ]


def _about_the_filter() -> list[Fact]:
    until_erased = _("Until you change or erase the comment, or the decision is taken back.")
    by_receipt = _("By the private link that every comment comes with: “Your data”, “Erase it”.")
    return [
        Fact(
            _(
                "Words of a comment that somebody decided on, of the name and the hosts of links in it, and in how many comments each stood. No e-mail address and no number is among them"
            ),
            _("So that this site’s own filter learns what advertising looks like here. It learns from nobody else."),
            until_erased,
            by_receipt,
            ("lesson.tokens", "lesson.label", "token.token"),
        ),
        Fact(
            _("How much a comment looked like advertising when it was sent, by which words, and how it was sent"),
            _("So that who decides sees the reasons, and to count how often the filter is right."),
            _("Until you erase the comment; then only the number stays."),
            by_receipt,
            ("spamscore.score", "spamscore.reasons", "spamscore.signals"),
        ),
        *_about_akismet(),
    ]


def _about_akismet() -> list[Fact]:
    if not errands.may_ask(SpamFilter.current()):
        return []
    return [
        Fact(
            _("The service Akismet is sent, of comments that wait: %(what)s") % {"what": "; ".join(what_is_sent())},
            _("So that it says whether it takes them for advertising, and learns where it was wrong."),
            _("Here only its answer is kept, with the comment. What it keeps, it says itself."),
            _("Ask the owner of this site."),
        )
    ]


def _about_addresses() -> list[Fact]:
    return [
        Fact(
            _(
                "If you prove that address, by a response or by following something: the address, and the name you had then, also in letters that look alike"
            ),
            _(
                "So that nobody else writes here under your name, you can look after all you wrote, and mail goes only to who wants it."
            ),
            _(
                "Until you erase everything. With the last response under it the name goes; so does the address, if you follow nothing by mail."
            ),
            _("By the link in the mail: “Everything you wrote here”, “Erase everything”."),
            ("commenter.email", "commenter.name", "commenter.folded_name", "commenter.proven_at"),
        ),
        Fact(
            _("That a mail asked whether an address is yours: a hash of the secret in it"),
            _("To know the answer when it comes."),
            _days(GOOD_FOR),
            _("It goes by itself, when you answer, or with the comment’s other data."),
            ("proofrequest.secret_hash",),
        ),
    ]


def _about_mail() -> list[Fact]:
    return [
        Fact(
            _("Whether you want to be told by mail what becomes of a response"),
            _("To tell you, and to tell nobody who did not ask."),
            _("Until you say no."),
            _("“No more mail about this” on its private page, or “Mail you get” by the link in every such mail."),
            ("comment.wants_news",),
        ),
        Fact(
            _("What you follow by mail, and how often you want to hear of it"),
            _("To write to you about that, and about nothing else."),
            _("Until you end it."),
            _("“Mail you get”, by the link in every such mail; or “Erase everything”."),
            (
                *(f"subscription.{name}" for name in ("commenter", "user", "discussion", "root")),
                "comment.follows",
            ),
        ),
        Fact(
            _("An address that somebody typed to follow something, and a hash of the secret in the mail that asks it"),
            _("To know the answer when it comes."),
            _days(GOOD_FOR),
            _("It goes by itself, when you say yes, or with “It was not me”."),
            ("subscriptionrequest.email", "subscriptionrequest.secret_hash"),
        ),
        Fact(
            _("That a mail is owed to your address, and that one was sent: a keyed hash of the address"),
            _("So that no mail is lost, none is sent twice, and nobody pesters you through this site."),
            _(
                "The address itself goes when the mail is sent; of one that nobody took: %(failed)s"
                " The hash: %(days)s After an erasure: %(less)s"
            )
            % {
                "failed": _days(outbox.KEPT_FAILED),
                "days": _days(outbox.KEPT_SENT),
                "less": _days(outbox.KEPT_NAMELESS),
            },
            _("With the comment’s other data, or “Erase everything”."),
            ("letter.to", "letter.address", "letter.limit_mark"),
        ),
        Fact(
            _("From which network a mail to an address that nobody proved was asked for: a keyed hash"),
            _("So that nobody uses this site to pester others."),
            _("An hour."),
            _("It goes by itself."),
            ("letter.network",),
        ),
        Fact(
            _(
                "If you ask for no more mail, or your mail server says that there is no such address: a keyed hash of it, and which of the two"
            ),
            _("So that we can keep to it."),
            _("For good, since only so it can be kept."),
            _("Ask the owner of this site."),
            ("donotmail.address", "donotmail.reason"),
        ),
    ]


def _about_answers() -> list[Fact]:
    return [
        Fact(
            _(
                "If you answer one of our mails by mail: your address, a keyed hash of it and of the mail’s own number, how many attachments were dropped, what it answers and what it became"
            ),
            _("So that the same mail does not become two comments, and to tell you when it becomes none."),
            _days(incoming.KEPT),
            _("With the comment’s other data, or “Erase everything”."),
            tuple(f"incoming.{name}" for name in ("sender", "address", "mark", "attachments", "about", "answer")),
        ),
        Fact(
            _("Of a mail that became no comment: its text and its beginning, as it came, for the owner of this site"),
            _("So that no words are lost because a program did not understand them."),
            _days(incoming.KEPT),
            _("“Erase everything”, or ask the owner of this site."),
            ("incoming.text", "incoming.raw"),
        ),
    ]


def _about_marks() -> list[Fact]:
    return [
        Fact(
            _("That you marked a comment as helpful: by your account, or by a mark of your network"),
            _("So that everybody has one mark for each comment. The network’s mark is a keyed hash as well."),
            _("With an account, until you delete it; else %(days)s After that only the number stays.")
            % {"days": _days(NETWORK_KEPT)},
            _("Press “Helpful” again."),
            ("helpfulmark.user", "helpfulmark.network"),
        ),
        Fact(
            _("What you report to the moderators, and a mark of your network or your account with it"),
            _("So that somebody looks at it, and so that nobody reports the same thing many times."),
            _("The mark of the network: %(days)s The report itself stays with the comment.")
            % {"days": _days(NETWORK_KEPT)},
            _("Ask the owner of this site."),
            ("report.words", "report.user", "report.network"),
        ),
    ]


def _about_measures() -> list[Fact]:
    return [
        Fact(
            _(
                "If you were blocked, are read first or are trusted here: since when, until when, by whom, the reason that is told to you, an internal note, and how often something was refused; by your account, or by a keyed hash of your proven address or of your network"
            ),
            _("So that it holds, ends in time, and can be explained and taken back."),
            _(
                "Until it ends, and this long after: %(days)s After an erasure nothing but the keyed hash of a block is kept, until the block ends."
            )
            % {"days": _days(forgetting.KEPT)},
            _("With the comment’s other data, or “Erase everything”."),
            tuple(f"measure.{name}" for name in _OF_A_MEASURE),
        ),
        Fact(
            _("Notes that moderators write about you for each other, and the last earlier wording"),
            _("So that a colleague knows what another one knows. They are not part of the copy of your data."),
            _("Until who wrote them deletes them; where you are known by your network alone: %(days)s")
            % {"days": _days(NETWORK_KEPT)},
            _("With the comment’s other data, or “Erase everything”."),
            tuple(f"note.{name}" for name in ("user", "mark", "author", "text", "earlier")),
        ),
    ]


def _about_accounts() -> list[Fact]:
    return [
        Fact(
            _("Of people with an account: user name, shown name, e-mail address, a hash of the password, last login"),
            _("To let them in, and to show who wrote an article or a comment."),
            _("As long as the account is there."),
            _("“Delete your account” on the account page."),
            (*(f"user.{name}" for name in _OF_AN_ACCOUNT), "emailaddress.email", "emailaddress.user"),
        ),
        Fact(
            _("Of people who answer here: the answers they have begun, and which threads they put off"),
            _("So that nothing is lost and nobody is forgotten. Nobody else sees it."),
            _("Until the answer is published or emptied, or the account is gone."),
            _("Empty it under “My drafts” in the panel."),
            ("draft.user", "draft.body", "awaiting.user", "awaiting.set_aside", "awaiting.until"),
        ),
        Fact(
            _("Of passkeys and second factors: what is needed to check them"),
            _("To know that it is you."),
            _("Until you take them away."),
            _("“Second factor and passkeys” on the account page."),
            ("authenticator.user", "authenticator.data"),
        ),
        Fact(
            _("Of each login to an account: the beginning of the internet address and the kind of browser"),
            _("So that you can see where you are logged in, and end it."),
            _days(timedelta(seconds=settings.SESSION_COOKIE_AGE)),
            _("Log out, there or under “Devices” on the account page."),
            ("usersession.ip", "usersession.user_agent", "usersession.user", "usersession.session_key"),
        ),
    ]


def _about_backups() -> list[Fact]:
    if not settings.BACKUP_DIR:
        return []
    weeks = ngettext("%(weeks)d week.", "%(weeks)d weeks.", WEEKS) % {"weeks": WEEKS}
    number = ngettext("The last %(number)d of them.", "The last %(number)d of them.", settings.BACKUP_KEEP)
    return [
        Fact(
            _("A copy of all that is kept here, made every day, but for who is logged in"),
            _("So that nothing is lost with a machine."),
            number % {"number": settings.BACKUP_KEEP} if settings.BACKUP_KEEP > 0 else weeks,
            _("What you erase is gone from new copies; the old ones go by themselves."),
        )
    ]


def _in_the_browser() -> list[Fact]:
    return [
        Fact(
            _("In your browser, only after you send a comment: a cookie that names it"),
            _("To show it to you while it waits, and to lead you to its private page."),
            _days(timedelta(seconds=identity.HELD_FOR)),
            _("“Forget me on this device” on the private page, or your browser’s own settings."),
        ),
        Fact(
            _("In your browser, never sent to us: a reply that you began and did not send"),
            _("So that nothing you wrote is lost. Your name and address are not part of it."),
            _days(timedelta(days=30)),
            _("“Throw it away” beside the draft, or your browser’s own settings."),
        ),
        Fact(
            _("In your browser, never sent to us: how far you have read each article, and what you marked as helpful"),
            _("To show you what is new since your last visit, and your own marks."),
            _("Until you clear it."),
            _("Your browser’s own settings."),
        ),
        Fact(
            _("In your browser, only if you tick the box: your name, address and website"),
            _("To fill in the form the next time."),
            _days(timedelta(seconds=identity.REMEMBERED_FOR)),
            _("Send a comment without the tick, or “Forget me on this device”."),
        ),
        Fact(
            _("In your browser, only if you ask for it after proving an address: a cookie that says so"),
            _("To know that what you send is yours."),
            _days(timedelta(seconds=identity.REMEMBERED_FOR)),
            _("“Forget me on this device”, or “Forget me everywhere” by the link in the mail."),
        ),
        Fact(
            _("In your browser, only after you log in: a session cookie"),
            _("To know that it is still you."),
            _days(timedelta(seconds=settings.SESSION_COOKIE_AGE)),
            _("Log out."),
        ),
    ]


def _days(time: timedelta) -> str:
    return ngettext("%(days)d day.", "%(days)d days.", time.days) % {"days": time.days}
