"""Mailboxes as they are: files in a Maildir, a server behind a socket. A password is told to nobody else."""

from __future__ import annotations

import datetime
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from comments.inbox import mailboxes
from comments.inbox.mailboxes import MailboxError, Maildir, imap
from tests.comments.inbox.imap_server import ImapServer


@pytest.fixture
def server():
    found = ImapServer()
    yield found
    found.close()


@pytest.fixture
def maildir(tmp_path):
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def own_certificate(tmp_path):
    """As anybody can make one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    made = builder.sign(key, hashes.SHA256())
    file = tmp_path / "server.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def take_all(url):
    with imap(url) as box:
        for name, _raw in box.waiting():
            box.done(name)


def test_a_maildir_gives_what_is_new_and_moves_what_is_done(maildir):
    (maildir / "new" / "1.a").write_bytes(b"one")
    (maildir / "cur" / "0.b:2,S").write_bytes(b"old")
    box = Maildir(maildir)
    assert list(box.waiting()) == [("1.a", b"one")]
    box.done("1.a")
    assert list(box.waiting()) == []
    assert (maildir / "cur" / "1.a:2,S").read_bytes() == b"one"


def test_what_another_program_took_meanwhile_is_passed_over(maildir):
    box = Maildir(maildir)
    box.done("gone")
    (maildir / "new" / "1").write_bytes(b"one")
    (maildir / "new" / "2").write_bytes(b"two")
    found = box.waiting()
    assert next(found) == ("1", b"one")
    (maildir / "new" / "2").unlink()
    assert list(found) == []


def test_a_folder_that_is_none_is_said_so(tmp_path):
    with pytest.raises(MailboxError, match="no Maildir"):
        Maildir(tmp_path)


def test_a_server_gives_what_is_unseen_and_marks_what_is_done(server):
    server.put(b"Subject: one\r\n\r\n\xff\x00", b"Subject: two\r\n\r\n")
    with imap(server.url) as box:
        assert list(box.waiting()) == [("1", b"Subject: one\r\n\r\n\xff\x00"), ("2", b"Subject: two\r\n\r\n")]
        assert server.seen == set()
        box.done("1")
        assert [name for name, _raw in box.waiting()] == ["2"]
    assert "LOGOUT" in server.asked


def test_a_password_may_hold_any_sign(server):
    server.password = "p@ss/wörd"
    with pytest.raises(MailboxError):  # imaplib sends ASCII only, and says so
        imap(f"imap://alice:p%40ss%2Fw%C3%B6rd@127.0.0.1:{server.port}/").__enter__()
    server.password = "p@ss/word"
    with imap(f"imap://alice:p%40ss%2Fword@127.0.0.1:{server.port}/") as box:
        assert list(box.waiting()) == []


def test_many_that_wait_for_long_do_not_hide_the_others(server, monkeypatch):
    monkeypatch.setattr(mailboxes, "BATCH", 3)
    server.put(*(f"Subject: {number}\r\n\r\n".encode() for number in range(12)))
    found = set()
    with imap(server.url) as box:
        for _look in range(60):
            names = [name for name, _raw in box.waiting()]
            assert len(names) == 3
            found.update(names)
    assert len(found) == 12


def test_of_a_very_large_mail_only_the_beginning_is_asked_for(server, monkeypatch):
    monkeypatch.setattr(mailboxes, "LARGEST", 10)
    server.put(b"x" * 50)
    with imap(server.url) as box:
        assert list(box.waiting()) == [("1", b"x" * 11)]


@pytest.mark.parametrize("dies_at", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE", "CAPABILITY"])
def test_a_server_that_hangs_up_is_one_sentence(server, dies_at):
    server.put(b"Subject: one\r\n\r\n")
    server.dies_at = dies_at
    with pytest.raises(MailboxError) as raised:
        take_all(server.url)
    assert "s3cret" not in f"{raised.value!r} {raised.value}"


def test_a_wrong_password_is_told_without_it(server):
    with pytest.raises(MailboxError) as raised:
        imap(server.url.replace("s3cret", "hunter2")).__enter__()
    assert "password is wrong" in str(raised.value)
    assert raised.value.__cause__ is None
    assert "hunter2" not in str(raised.value)


def test_a_folder_that_is_not_there_is_named(server):
    with pytest.raises(MailboxError, match="no folder Replies"):
        imap(server.url.replace("INBOX", "Replies")).__enter__()


def test_a_certificate_that_anybody_can_make_is_not_believed(own_certificate):
    server = ImapServer(tls=own_certificate)
    try:
        with pytest.raises(MailboxError, match="SSLCertVerificationError"):
            imap(server.url.replace("imap://", "imaps://")).__enter__()
    finally:
        server.close()
    assert server.asked == []


@pytest.mark.parametrize("url", ["imap://a:b@127.0.0.1:1/", "ftp://a:b@127.0.0.1/", "imaps://a:b@/"])
def test_a_server_that_is_not_there_is_one_sentence(url):
    with pytest.raises(MailboxError, match="cannot be reached"):
        imap(url).__enter__()
