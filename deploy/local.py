"""What `make` does on this machine before anything of ours can run: libraries, .env, database.

It needs only the standard library, and old Pythons can read it, so that they get a sentence.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
INSTALLED = VENV / "installed"  # what is installed: the fingerprint of the locked requirements
INSTALL_LOG = VENV / "install.log"
ENV_FILE = ROOT / ".env"
LOCAL_SITE = "http://localhost:"
OURS = ["accounts", "blog", "comments"]


def main(arguments: list[str]) -> None:
    require_python()
    command = arguments[0] if arguments else "run"
    if command == "env":
        return write_env()
    install(dev="--dev" in arguments)
    compile_ours()
    write_env()
    if command in {"run", "dev"}:
        start(command)
    return None


def require_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(number) for number in sys.version_info[:3])
        stop(f"Colloquy needs Python 3.11 or newer; this is {found}. Name another with: make PYTHON=/path/to/python")


def install(dev: bool) -> None:
    """Bring .venv to what the locks say; nothing to do when it is there already."""
    locks = [ROOT / "requirements.txt"] + ([ROOT / "requirements-dev.txt"] if dev else [])
    marks = {hashlib.sha256(lock.read_bytes()).hexdigest() for lock in locks}
    if not works():
        make_venv()
    elif marks <= set(INSTALLED.read_text().split()):
        return
    say("Installing the libraries. This happens once and takes about a minute ...")
    pip_install(locks)
    INSTALLED.write_text("\n".join(sorted(marks)) + "\n")


def works() -> bool:
    """False for a .venv that was never finished, or whose Python the system has removed or replaced."""
    if not (INSTALLED.exists() and PYTHON.exists()):
        return False
    return subprocess.run([str(PYTHON), "-c", ""], capture_output=True, check=False).returncode == 0


def make_venv() -> None:
    try:
        import ensurepip  # noqa: F401 - Debian leaves it out, and venv would only half work
        import venv
    except ImportError:
        stop("Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv")
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        stop(f"The environment in {VENV.name}/ could not be made: {error}")


def pip_install(locks: list[Path]) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check"]
    command += ["--retries", "2"]
    for lock in locks:
        command += ["-r", str(lock)]
    with INSTALL_LOG.open("w") as log:
        done = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        log_name = INSTALL_LOG.relative_to(ROOT)
        stop(f"The libraries could not be installed. Is this machine online? What pip said is in {log_name}.")


def compile_ours() -> None:
    """As pip compiles what it installs: whoever runs the site may not write here, and each start would do it again."""
    subprocess.run([str(PYTHON), "-m", "compileall", "-qq", *OURS], cwd=ROOT, check=False)


def write_env() -> None:
    """A first .env for this machine. An existing one is kept."""
    if ENV_FILE.exists():
        return
    lines = [
        "# Settings of this installation; docs/running.md explains them. Keep the secret to yourself.",
        f"SECRET_KEY={secrets.token_urlsafe(50)}",
        "DEBUG=off",
        f"SITE_URL={LOCAL_SITE}8000",
        "# For trying things out. Take this line away before anybody else can reach the panel.",
        "REQUIRE_SECOND_FACTOR=off",
    ]
    ENV_FILE.touch(mode=0o600)
    ENV_FILE.write_text("\n".join(lines) + "\n")


def start(command: str) -> None:
    """Become the server: Ctrl-C then reaches it, and nothing of ours stands in between."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    address = address_for(port)
    if address and "SITE_URL" not in os.environ:
        write_address(address["SITE_URL"])
    os.environ.update(address)
    if command == "dev":
        os.environ["DEBUG"] = "on"
    manage("prepare", "--demo")
    os.chdir(ROOT)
    serve = ["serve", "--host", host, "--port", port] if command == "run" else ["runserver", f"{host}:{port}"]
    os.execv(str(PYTHON), [str(PYTHON), "manage.py", *serve])


def address_for(port: str) -> dict[str, str]:
    """SITE_URL follows the port while the site lives on this machine only."""
    written = [line.partition("=")[2] for line in ENV_FILE.read_text().splitlines() if line.startswith("SITE_URL=")]
    site_url = os.environ.get("SITE_URL") or (written[-1] if written else LOCAL_SITE)
    return {"SITE_URL": f"{LOCAL_SITE}{port}"} if site_url.startswith(LOCAL_SITE) else {}


def write_address(site_url: str) -> None:
    """Into .env, where `manage.py doctor` and all that is run beside the server reads it. Nothing else there changes."""
    line, written = f"SITE_URL={site_url}", ENV_FILE.read_text()
    if line in written.splitlines():
        return
    found, times = re.subn(r"^SITE_URL=.*$", line, written, flags=re.MULTILINE)
    place = ENV_FILE.resolve()
    part = place.with_name(".env.part")  # the secret stays: whole or not at all, and nobody else's to read
    part.touch(mode=0o600)
    part.write_text(found if times else f"{written.rstrip()}\n{line}\n")
    shutil.copymode(str(place), str(part))
    part.replace(place)


def manage(*arguments: str) -> None:
    done = subprocess.run([str(PYTHON), "manage.py", *arguments], cwd=ROOT, check=False)
    if done.returncode != 0:
        sys.exit(done.returncode)


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def stop(sentence: str) -> None:
    sys.exit(sentence)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
