"""What is refused: all that is not, byte for byte, an archive of ours that keeps to its own word."""

from __future__ import annotations

import zipfile

import pytest

from blog.backup import Refused, manifest
from blog.backup.reading import opened
from blog.backup.verifying import verify
from tests.blog.backup.made_by_hand import an_archive, entries_of, packed_again, sealed


@pytest.fixture
def archive(tmp_path):
    return an_archive(tmp_path / "a.zip")


def test_an_honest_one_is_read_from_end_to_end(archive):
    found = verify(archive)
    assert (found.rows, [file.name for file in found.media]) == (2, ["media/one.png"])
    with opened(archive) as whole:
        assert list(whole.lines(whole.manifest.tables[0])) == [b'[1,"one"]', b'[2,"two"]']


def test_any_flipped_bit_is_noticed(archive):
    whole = archive.read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        archive.write_bytes(damaged)
        with pytest.raises(Refused):
            verify(archive)


def test_any_missing_end_is_noticed(archive):
    whole = archive.read_bytes()
    for size in range(len(whole)):
        archive.write_bytes(whole[:size])
        with pytest.raises(Refused):
            verify(archive)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a" * 10_000, b"PK\x05\x06" + b"\0" * 18 + b"0" * 64])
def test_what_is_foreign_is_refused(tmp_path, content):
    path = tmp_path / "foreign.zip"
    path.write_bytes(content)
    with pytest.raises(Refused):
        verify(path)
    path.write_bytes(content + b"0" * 64)
    with pytest.raises(Refused):
        verify(sealed(path))


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path):
    with pytest.raises(Refused, match="No such file"):
        verify(tmp_path / "nothing.zip")


def test_a_foreign_zip_under_a_right_seal_is_refused(tmp_path):
    for text in (b"[]", b"{}", b'{"format": "something", "version": 1}', b"[" * 100_000, b'"\xff"'):
        path = packed_again(tmp_path / "foreign.zip", [(manifest.NAME, text)])
        with pytest.raises(Refused):
            verify(path)


def test_one_of_a_newer_kind_is_told_as_such(archive):
    entries = [
        (name, data.replace(b'"version":1', b'"version":2') if name == manifest.NAME else data)
        for name, data in entries_of(archive)
    ]
    with pytest.raises(Refused, match="Update first"):
        verify(packed_again(archive, entries))


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entries: entries[1:],  # rows that are missing
        lambda entries: [*entries, ("media/more.png", b"more")],  # a file nobody speaks of
        lambda entries: [*entries, ("media/", b"")],  # a folder
        lambda entries: [entries[0], (link("media/one.png"), b"/etc/passwd"[:4]), entries[2]],
        lambda entries: [entries[0], ("media/one.png", b"\x89PNH"), entries[2]],  # as long, but another
        lambda entries: [entries[0], ("media/one.png", b"\x89PNG" * 1_000_000), entries[2]],  # longer than it says
        lambda entries: [*entries, entries[1]],  # the same name twice
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_not_as_the_manifest_says_is_refused(archive, spoil):
    with pytest.raises(Refused):
        verify(packed_again(archive, spoil(entries_of(archive))))


def test_a_device_is_no_file(archive):
    info = zipfile.ZipInfo("media/one.png")
    info.external_attr = 0o020666 << 16
    first, _picture, last = entries_of(archive)
    with pytest.raises(Refused):
        verify(packed_again(archive, [first, (info, b"\x89PNG"), last]))


def test_a_bomb_costs_no_more_than_it_says(archive, monkeypatch):
    """100 MB of zeros behind a manifest that says four bytes: not one block of it is unpacked."""
    first, _picture, last = entries_of(archive)
    packed_again(archive, [first, ("media/one.png", bytes(100_000_000)), last])
    monkeypatch.setattr("blog.backup.reading._read", _only_small(monkeypatch))
    with pytest.raises(Refused):
        verify(archive)


def _only_small(monkeypatch):
    from blog.backup import reading

    honest = reading._read

    def read(stream, size):
        assert size < 100_000
        return honest(stream, size)

    return read


def test_rows_that_are_more_or_fewer_than_said_are_refused(tmp_path):
    def one_more(about):
        about.tables[0].rows = 3

    with pytest.raises(Refused):
        verify(an_archive(tmp_path / "a.zip", one_more))


def test_rows_of_another_width_are_refused(tmp_path):
    def narrower(about):
        about.tables[0].columns = ["id"]

    with pytest.raises(Refused):
        verify(an_archive(tmp_path / "a.zip", narrower))


def test_a_row_without_an_end_is_not_gathered_for_ever(archive, monkeypatch):
    monkeypatch.setattr("blog.backup.reading.LONGEST_ROW", 5)
    monkeypatch.setattr("blog.backup.reading.BLOCK", 8)
    with pytest.raises(Refused):
        verify(archive)
