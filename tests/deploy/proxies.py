"""The samples of proxies, started on loopback in front of whatever is to be tried."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.deploy.programs import program
from tests.ports import free_port
from tests.serving import until
from tests.source import ROOT

NAME = "blog.example.org"
AROUND = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    types {{ text/css css; font/woff2 woff2; image/png png; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{sample}
}}
"""


def write_nginx(folder: Path, *, upstream: str, port: int, env: dict[str, str]) -> Path:
    """The sample with the places of this test in it. Every place has to be found, or the sample has changed."""
    certificate(folder)
    sample = (ROOT / "deploy" / "nginx.conf").read_text()
    places = {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/colloquy": str(folder),
        "/var/cache/nginx/colloquy": str(folder / "kept"),
        "server unix:/run/colloquy/site.sock": f"server {upstream}",
        "/srv/colloquy/site/data/static": env["STATIC_ROOT"],
        "/srv/colloquy/site/data/media": env["MEDIA_ROOT"],
    }
    for before, after in places.items():
        assert before in sample, before
        sample = sample.replace(before, after)
    user = "user root;" if os.geteuid() == 0 else ""  # the folders of tests are closed to others
    (folder / "nginx.conf").write_text(AROUND.format(user=user, folder=folder, sample=sample))
    return folder / "nginx.conf"


@contextmanager
def nginx(folder: Path, *, upstream: str, env: dict[str, str]) -> Iterator[int]:
    """Gives the port of its TLS."""
    port = free_port()
    configuration = write_nginx(folder, upstream=upstream, port=port, env=env)
    with running([program("nginx"), "-p", str(folder), "-c", str(configuration)], dict(os.environ), port):
        yield port


@contextmanager
def caddy(folder: Path, *, upstream: str, env: dict[str, str]) -> Iterator[int]:
    """Without TLS: its certificates come from the internet."""
    port = free_port()
    told = {
        "SITE_URL": f"http://{NAME}:{port}",
        "UPSTREAM": upstream,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
    }
    told |= {"STATIC_ROOT": env["STATIC_ROOT"], "MEDIA_ROOT": env["MEDIA_ROOT"]}
    configuration = folder / "Caddyfile"  # with no second port of its own
    configuration.write_text("{\n\tadmin off\n}\n" + (ROOT / "deploy" / "Caddyfile").read_text())
    command = [program("caddy"), "run", "--config", str(configuration), "--adapter", "caddyfile"]
    with running(command, {**os.environ, **told}, port):
        yield port


@contextmanager
def running(command: list[str], env: dict[str, str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: process.poll() is not None or listens(port), 60)
        assert process.poll() is None, command
        yield
    finally:
        process.terminate()
        process.wait()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def certificate(folder: Path) -> None:
    """For the name in the sample, by nobody."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    about = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    lasting = about.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    signed = lasting.sign(key, hashes.SHA256())
    private = serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, pkcs8, private))
