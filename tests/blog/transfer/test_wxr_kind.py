"""Is this a WordPress export at all? And if it ends badly: what its owner is told."""

import codecs
from xml.parsers.expat import errors

import pytest
from defusedxml.common import DTDForbidden, EntitiesForbidden

from blog.transfer.wxr_kind import WxrError, explain_bad_xml, explain_forbidden, is_wide, refuse_other_kinds


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"PK\x03\x04", "zip archive"),
        (b'{"posts": []}', "JSON"),
        (b"[1]", "JSON"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"\n<HTML lang=en>", "web page"),
        (b"INSERT INTO wp_posts", "not XML"),
        (b"\x89PNG\r\n", "not XML"),
    ],
)
def test_common_mistakes_are_called_by_their_name(head, said):
    with pytest.raises(WxrError, match=said):
        refuse_other_kinds(head)


@pytest.mark.parametrize(
    "head",
    [
        b'<?xml version="1.0"?>',
        codecs.BOM_UTF8 + b"<?xml",
        b"\n\n<rss>",
        codecs.BOM_UTF16_LE + "<?xml".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "<?xml".encode("utf-16-be"),
    ],
)
def test_what_may_be_an_export_is_let_through(head):
    refuse_other_kinds(head)
    assert is_wide(head) == (b"\0" in head)


def test_columns_are_counted_from_one_for_people():
    assert str(WxrError("Broken.", 3, 0)) == "line 3, column 1: Broken."
    assert str(WxrError("Broken.", 3)) == "line 3, column 1: Broken."
    assert str(WxrError("Broken.")) == "Broken."


def explained(code, byte=0, at_end=False):
    with pytest.raises(WxrError) as caught:
        explain_bad_xml(errors.codes[code], 5, 2, byte, at_end)
    assert (caught.value.line, caught.value.column) == (5, 2)
    return caught.value.message


def test_a_file_that_ends_in_the_middle_was_cut_off():
    for code in (errors.XML_ERROR_UNCLOSED_CDATA_SECTION, errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_PARTIAL_CHAR):
        assert "cut off" in explained(code)
    assert "cut off" in explained(errors.XML_ERROR_SYNTAX, at_end=True)


def test_letters_of_another_encoding_are_told_from_bad_xml():
    assert "do not fit" in explained(errors.XML_ERROR_INVALID_TOKEN, byte=0xE9)
    assert "not well-formed XML" in explained(errors.XML_ERROR_INVALID_TOKEN, byte=ord("&"))
    assert "unknown" in explained(errors.XML_ERROR_UNKNOWN_ENCODING, at_end=True)


def test_other_errors_are_told_in_the_words_of_the_parser():
    assert explained(errors.XML_ERROR_TAG_MISMATCH) == "This is not well-formed XML: mismatched tag."


def test_document_types_and_entities_are_refused_each_in_its_words():
    with pytest.raises(WxrError, match="line 2, column 1: A document type") as caught:
        explain_forbidden(DTDForbidden("rss", None, None), 2, 0)
    assert isinstance(caught.value.__cause__, DTDForbidden)
    with pytest.raises(WxrError, match="Entities"):
        explain_forbidden(EntitiesForbidden("a", "b", None, None, None, None), 2, 0)
