"""What the filter thinks, in words for people."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from comments.models.spam import Label, SpamScore

from . import filing, tokens

_FORMS = {
    "links 0": _lazy("it has no link"),
    "links 1": _lazy("it has one link"),
    "links 2": _lazy("it has two links"),
    "links many": _lazy("it has three or more links"),
    "tiny": _lazy("it is very short"),
    "short": _lazy("it is short"),
    "middling": _lazy("it is of middling length"),
    "long": _lazy("it is long"),
    "reply": _lazy("it answers another comment"),
    "thread": _lazy("it begins a thread"),
    "account": _lazy("it comes from an account"),
    "proven": _lazy("its address is proven"),
    "guest": _lazy("it comes from a guest who has proven nothing"),
    "mention": _lazy("it is a mention by another site"),
    "typed markup": _lazy("its links are typed as markup"),
    "capitals": _lazy("it is mostly in capitals"),
}
_KINDS = {
    "mail": _lazy("an e-mail address in it"),
    "number": _lazy("a number in it"),
    "long number": _lazy("a long number in it"),
    "code": _lazy("a code of letters and digits in it"),
}


@dataclass(frozen=True)
class Reason:
    """One of what decided. `strength` from 0 to 100."""

    words: str
    is_for_spam: bool
    strength: int

    @property
    def direction(self) -> str:
        """Which way it points, and how much: for or against advertising."""
        how = 2 if self.strength >= 90 else 1 if self.strength >= 60 else 0
        if self.is_for_spam:
            return (_("speaks a little for it"), _("speaks for it"), _("speaks strongly for it"))[how]
        return (_("speaks a little against it"), _("speaks against it"), _("speaks strongly against it"))[how]


@dataclass(frozen=True)
class Opinion:
    """What a card says of a comment. `is_likely`: that it looks like advertising."""

    sentence: str
    reasons: list[Reason]
    is_likely: bool
    akismet: str = ""


def opinion(score: SpamScore) -> Opinion | None:
    """None where nothing was said of it."""
    if score.score is None and not score.akismet:
        return None
    return Opinion(
        _sentence(score.score),
        [reason(token, chance) for token, chance in score.reasons],
        filing.looks_like_spam(score),
        _of_akismet(score.akismet),
    )


def reason(token: str, chance: float) -> Reason:
    return Reason(in_words(token), chance > 0.5, round(abs(chance - 0.5) * 200))


def in_words(token: str) -> str:
    kind, colon, rest = token.partition(":")
    if not colon:
        return _("“%(words)s”") % {"words": token}
    told = {
        tokens.NAME: _("the name “%(words)s”"),
        tokens.HOST: _("a link to %(words)s"),
        tokens.SITE: _("the website %(words)s"),
        tokens.DISGUISED: _("a word that poses as “%(words)s”"),
        tokens.SIGNAL: _("how it was sent: %(words)s"),
    }
    if rest == "own" and kind in {tokens.HOST, tokens.SITE}:
        return _("a link to this site")
    if kind in told:
        return told[kind] % {"words": rest}
    return str((_FORMS if kind == tokens.FORM else _KINDS).get(rest, rest))


def _sentence(score: float | None) -> str:
    if score is None:
        return _("The filter has not learnt enough to say anything.")
    if score >= filing.SPAM_FROM:
        return _("This is most likely advertising.")
    if score >= filing.LIKELY_FROM:
        return _("This looks like advertising.")
    if score <= 1 - filing.LIKELY_FROM:
        return _("This looks like a comment.")
    return _("This may be advertising or not.")


def _of_akismet(label: str) -> str:
    if not label:
        return ""
    if label == Label.SPAM:
        return _("Akismet takes it for advertising.")
    return _("Akismet takes it for a comment.")
