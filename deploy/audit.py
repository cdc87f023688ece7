"""`make audit`: have the locked libraries known weaknesses? Asked of the public lists that pip-audit reads.

It fails for a weakness that is known. Where no list answers it says plainly that nothing was looked up: pip-audit
itself then finds "no known vulnerabilities", which is no finding at all.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".audit"  # what it needs is no business of the site
LOCKS = ("requirements.txt", "requirements-dev.txt")
LISTS = ("pypi", "osv")  # asked in this order, until one knows our libraries
SECONDS = 300  # for one list and one lock

Library = dict[str, Any]


def main() -> None:
    libraries = audited()
    if libraries is None:
        return say("NOT AUDITED: pip-audit could not be installed. Nothing was looked up.")
    known = [library for library in libraries if "vulns" in library]
    weak = [sentence for library in known for sentence in weaknesses(library)]
    if weak:
        sys.exit("\n".join(weak))
    if not known:
        return say("NOT AUDITED: no list of weaknesses could be asked from here. Nothing was looked up.")
    unknown = sorted(library["name"] for library in libraries if "vulns" not in library)
    left = f" Not to be found there: {', '.join(unknown)}." if unknown else ""
    return say(f"{len(known)} libraries were looked up, none has a known weakness.{left}")


def audited() -> list[Library] | None:
    """All locked libraries as pip-audit tells of them; those that were found have `vulns`."""
    if not install():
        return None
    found: list[Library] = []
    for lock in LOCKS:
        for source in LISTS:
            libraries = ask(source, lock)
            if any("vulns" in library for library in libraries):
                break
        found += libraries
    return found


def install() -> bool:
    if (HOME / "bin" / "pip-audit").exists():
        return True
    venv.create(HOME, with_pip=True, clear=True)
    command = [str(HOME / "bin" / "python"), "-m", "pip", "install", "-qq", "--require-hashes", "--no-input"]
    lock = str(ROOT / "requirements-audit.txt")
    return subprocess.run([*command, "-r", lock], check=False, capture_output=True).returncode == 0


def ask(source: str, lock: str) -> list[Library]:
    """Nothing where the list does not answer."""
    command = [str(HOME / "bin" / "pip-audit"), "--vulnerability-service", source, "--format", "json"]
    options = ["--requirement", lock, "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            [*command, *options], cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        return list(json.loads(done.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return []


def weaknesses(library: Library) -> list[str]:
    return [
        f"{library['name']} {library['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no version'}"
        for one in library["vulns"]
    ]


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")


if __name__ == "__main__":
    main()
