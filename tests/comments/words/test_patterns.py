"""What a pattern finds, as a table, and what is no pattern, with the reason and the place."""

from __future__ import annotations

import pytest

from comments.words import folding
from comments.words.folding import View
from comments.words.patterns import MAX_LENGTH, compiled
from comments.words.refusals import Refused


def found(pattern: str, text: str) -> str | None:
    """The piece of the text that matches."""
    ready = compiled(pattern)
    view = View(text, folding.plain if ready.is_expression else folding.marked)
    span = ready.find(view)
    return text[slice(*view.place(*span))] if span else None


# A pattern, a text, and what of the text matches.
FINDS = [
    # words and their boundaries
    ("cialis", "buy cialis", "cialis"),
    ("cialis", "Cialis!", "Cialis"),
    ("cialis", "see a specialist", None),
    ("cialis", "cialis2", None),
    ("cialis", "(cialis)", "cialis"),
    ("cialis", "my_cialis_shop", "cialis"),
    ("cialis", "cheap-cialis.example", "cialis"),
    ("press", "WordPress", None),
    ("CASINO", "casino", "casino"),
    ("don't", "I don’t know", "don’t"),
    ("don’t", "I don't know", "don't"),
    ("père", "mon Père", "Père"),
    ("père", "pere", None),
    ("pere", "père", None),
    ("strasse", "Straße", "Straße"),
    ("straße", "STRASSE", "STRASSE"),
    ("ΣΑΣ", "σας", "σας"),
    ("e\u0301t\u00e9", "\u00e9te\u0301", "\u00e9te\u0301"),
    # phrases
    ("buy now", "Buy  now", "Buy  now"),
    ("buy   now", "buy\n\tnow", "buy\n\tnow"),
    ("buy now", "buy\u00a0now", "buy\u00a0now"),
    ("buy now", "buynow", None),
    ("buy now", "buy it now", None),
    ("buy now", "buy nowadays", None),
    ("buy now", "buy, now", None),
    # signs
    ("c++", "I like C++.", "C++"),
    ("c++", "abc++", None),
    ("100%", "100% free", "100%"),
    ("100%", "2100% free", None),
    ("$$$", "make $$$$ fast", "$$$"),
    (":-)", "hi :-)", ":-)"),
    ("bit.ly/", "see http://bit.ly/abc", "bit.ly/"),
    ("mallory@spam.example", "write to Mallory@spam.example!", "Mallory@spam.example"),
    ("💊", "pills💊here", "💊"),
    # wildcards
    ("casino*", "casinos", "casino"),
    ("casino*", "casino", "casino"),
    ("casino*", "onlinecasino", None),
    ("*casino", "onlinecasino", "casino"),
    ("*casino", "casinos", None),
    ("*casino*", "onlinecasinos", "casino"),
    ("ca*no", "casino", "casino"),
    ("ca*no", "cano", "cano"),
    ("ca*no", "call nobody: no", None),
    ("ca*no", "ca-no", None),
    ("v*gr*", "viagra", "viagr"),
    ("buy * now", "buy viagra now", "buy viagra now"),
    ("buy * now", "buy now", None),
    ("buy * now", "buy my pills now", None),
    ("buy pill*", "Buy pills", "Buy pill"),
    ("*.xyz", "http://cheap.xyz/", "cheap.xyz"),
    ("*.xyz", "file.xyzzy", None),
    ("**ab**", "cabs", "ab"),
    (r"f\*ck", "f*ck", "f*ck"),
    (r"f\*ck", "fuck", None),
    (r"\*", "a * b", "*"),
    # scripts without spaces, and beside others
    ("贷款", "我要贷款吗", "贷款"),
    ("贷*款", "我要贷小额款吗", "贷小额款"),
    ("贷*款", "贷。款", None),
    ("*贷款*", "我要贷款吗", "贷款"),
    ("カジノ", "オンラインカジノです", "カジノ"),
    ("ｶｼﾞﾉ", "オンラインカジノです", "カジノ"),
    ("สล็อต", "เว็บสล็อตออนไลน์", "สล็อต"),
    ("viagra", "买viagra吧", "viagra"),
    ("vip贷款", "办vip贷款", "vip贷款"),
    ("казино", "онлайн-казино", "казино"),
    ("казино", "казиношка", None),
    ("हिन्दी", "यह हिन्दी है", "हिन्दी"),
    ("हि", "हिन्दी", None),
    ("카지노*", "카지노는", "카지노"),
    ("מזל", "מזל טוב", "מזל"),
    # what cannot be seen, and what looks like something else
    ("cialis", "c\u200bi\u00adal\u2060is", "c\u200bi\u00adal\u2060is"),
    ("cia\u200blis", "cialis", "cialis"),
    ("cialis", "ｃｉａｌｉｓ", "ｃｉａｌｉｓ"),
    ("cialis", "𝓬𝓲𝓪𝓵𝓲𝓼", "𝓬𝓲𝓪𝓵𝓲𝓼"),
    ("cialis", "ci\u0430lis", "ci\u0430lis"),
    ("casino", "c\u03b1sin\u03bf", "c\u03b1sin\u03bf"),
    ("хуй", "хyй", "хyй"),
    ("cop", "сор", None),  # a whole word of Cyrillic is Cyrillic
    ("cialis", "cia\x00lis", "cia\x00lis"),
    # expressions
    ("/v[i1]agra/", "V1AGRA", "V1AGRA"),
    ("/^first/", "said\nFirst!", "First"),
    (r"/\d{4}-\d{4}/", "call 1234-5678", "1234-5678"),
    (r"/casino\b/", "onlinecasino now", "casino"),
    ("/pills?|meds/", "cheap meds", "meds"),
    ("/via.ra/", "vi\u200bagra", "vi\u200bagra"),
    ("/don’t/", "don't", "don't"),
    (r"/\pL+ \pL+/", "3 böse Wörter", "böse Wörter"),
    ("/wp-login", "see /wp-login.php", "/wp-login"),  # one slash opens nothing
    ("//", "https://x.example", "//"),
]


@pytest.mark.parametrize(("pattern", "text", "piece"), FINDS)
def test_it_finds_what_is_meant_and_nothing_else(pattern, text, piece):
    assert found(pattern, text) == piece


@pytest.mark.parametrize(("pattern", "text", "piece"), FINDS)
def test_what_stands_around_in_a_long_text_changes_nothing(pattern, text, piece):
    if not pattern.startswith("/^"):
        assert found(pattern, f"Müßiggänger. {'Far,away,' * 300}\n{text}\n{'and so-on-' * 300}") == piece


# A pattern, the code of its refusal, the place, and words of the sentence.
REFUSED = [
    ("", "empty", 0, "nothing to look for"),
    ("  ", "empty", 0, "nothing to look for"),
    ("\u200b\u00ad", "empty", 0, "can be seen"),
    ("x" * (MAX_LENGTH + 1), "long", MAX_LENGTH + 1, "longer than 200"),
    ("*", "everything", 1, "nearly everything"),
    ("**", "everything", 1, "nearly everything"),
    ("* *", "everything", 1, "nearly everything"),
    ("a*", "everything", 2, "nearly everything"),
    ("*é*", "everything", 1, "nearly everything"),
    ("/[abc/", "expression", 2, "bracket that opens here is not closed"),
    ("/abc [de/", "expression", 6, "bracket that opens here is not closed"),
    ("/ü[ö/", "expression", 3, "bracket"),
    ("/a(b/", "expression", 3, "parenthesis that opens here is not closed"),
    (r"/\((b[(]/", "expression", 4, "parenthesis that opens here is not closed"),
    ("/(a)(b/", "expression", 5, "parenthesis that opens here is not closed"),
    ("/a)b/", "expression", 3, "never opened"),
    ("/(a))/", "expression", 5, "never opened"),
    (r"/(a)\1/", "expression", 5, "back-references are not possible"),
    (r"/(?P<n>a)(?P=n)/", "expression", 10, "not understood"),
    ("/(?=a)b/", "expression", 2, "looks ahead or behind"),
    ("/ab(?!c)/", "expression", 4, "looks ahead or behind"),
    ("/(?<!a)b/", "expression", 2, "looks ahead or behind"),
    ("/(?>ab)/", "expression", 2, "not understood"),
    ("/*ab/", "expression", 2, "nothing before it to repeat"),
    ("/ab**/", "expression", 4, "repeats a repetition"),
    ("/ab++/", "expression", 4, "repeats a repetition"),
    ("/ab{2001}/", "expression", 4, "repeats too often"),
    ("/ab{3,2}/", "expression", 4, "wrong order"),
    ("/((a{100}){100}){100}/", "expression", 17, "repeats too often"),
    ("/x[z-a]/", "expression", 4, "no range"),
    (r"/a\Zb/", "expression", 3, "means nothing"),
    ("/ab\\/", "expression", 4, "backslash at the end"),
    ("/(?P<x/", "expression", 2, "no name of a group"),
    (r"/\bübel/", "expression", 2, "only the letters a to z"),
    (r"/mal\b ä\b/", "expression", 9, "only the letters a to z"),
    ("/a*/", "empty", 0, "empty text"),
    ("/x?/", "empty", 0, "empty text"),
    ("/^/", "empty", 0, "empty text"),
    ("/a||b/", "empty", 0, "empty text"),
    (r"/(\pL{1,30}){1,30}b/", "large", 0, "too large"),
    (r"/\pL{1,9}/", "large", 0, "too large"),
    ("/([ab]{1,60}){1,16}c/", "large", 0, "too large"),
    (r"/(\w{1,40}){1,20}c/", "large", 0, "too large"),
]


@pytest.mark.parametrize(("pattern", "code", "at", "words"), REFUSED)
def test_it_refuses_with_the_reason_and_the_place(pattern, code, at, words):
    with pytest.raises(Refused) as refusal:
        compiled(pattern)
    assert (refusal.value.code, refusal.value.at) == (code, at)
    assert words in refusal.value.reason
    assert str(refusal.value).startswith(f"Character {at}: ") is bool(at)


def test_the_longest_pattern_is_taken():
    assert found("x" * MAX_LENGTH, "x" * MAX_LENGTH)


@pytest.mark.parametrize("pattern", ["/[a-z]{3,10}(ing|ed)/", "casino*", "贷*款", "a b c", "*ab"])
def test_what_is_no_trap_is_taken(pattern):
    assert compiled(pattern)
