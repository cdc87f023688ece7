"""`make upgrade`: to the newest version of the code, or to the one that TO names, with a way back.

Each step is a program of its own, since the code changes in between; the first that fails ends it with a sentence.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
ASK_GIT = "git", "-c", "core.pager=cat"


class StoppedError(Exception):
    """The sentence says where."""


def main() -> None:
    if sys.argv[1:]:
        sys.exit(__doc__)
    before, commit, backup = version(), asked(*ASK_GIT, "rev-parse", "--short", "HEAD"), ""
    try:
        require_site()
        backup = backed_up()
        say(f"The backup is {backup}")
        fetch_code(os.environ.get("TO", ""))
        bring_up_to_date()
    except StoppedError as stopped:
        if backup:
            say(way_back(commit, backup))
        sys.exit(f"Stopped: {stopped}")
    say(f"Version {before} became {version()}. Restart the site now, and its worker if that runs by itself.")
    trouble = look_around()
    say(way_back(commit, backup))
    sys.exit(trouble)


def require_site() -> None:
    if not (ROOT / ".env").exists() or not PYTHON.exists():
        raise StoppedError("there is no site here yet; 'make run' makes one.")


def backed_up() -> str:
    """The file that holds all there is. Nothing is touched without one."""
    said = run("the backup could not be made.", str(PYTHON), "manage.py", "backup", "--json", is_read=True)
    try:
        return str(json.loads(said.splitlines()[-1])["file"])
    except (ValueError, KeyError, IndexError) as error:
        raise StoppedError("the backup did not say which file it is.") from error


def fetch_code(to: str) -> None:
    """With git where that knows where to ask; who unpacks archives has put the new code here already."""
    if to:
        run("git could not fetch.", *ASK_GIT, "fetch", "--tags", "--quiet")
        run(f"git could not check {to} out.", *ASK_GIT, "checkout", "--quiet", to)
    elif asked(*ASK_GIT, "rev-parse", "--abbrev-ref", "@{upstream}"):
        run("git could not bring the newest code.", *ASK_GIT, "pull", "--ff-only", "--quiet")
    else:
        say("The code is taken as it lies here: git follows nothing that could be asked.")


def bring_up_to_date() -> None:
    manage = (str(PYTHON), "manage.py")
    run("the libraries could not be installed.", sys.executable, "deploy/local.py", "install")
    run("the database or the static files could not be brought to this version.", *manage, "prepare")
    run("the check of this version found an error.", *manage, "check", "--fail-level", "ERROR")


def look_around() -> str | None:
    """What is ill need not be ill by the upgrade, but somebody is looking right now."""
    if subprocess.run([str(PYTHON), "manage.py", "doctor"], cwd=ROOT, check=False).returncode:
        return "The upgrade is done. What the doctor calls ill, it says above."
    return None


def way_back(commit: str, backup: str) -> str:
    code = f"git checkout {commit}" if commit else "put the code of the former version back"
    steps = [
        "stop the site",
        code,
        f"{Path(sys.executable).name} deploy/local.py install",
        f".venv/bin/python manage.py restore --replace {backup}",
        ".venv/bin/python manage.py prepare",
        "start the site",
    ]
    return "The way back, which loses what was written since:\n" + "\n".join(f"    {step}" for step in steps)


def version() -> str:
    """As the project file says it. Old Pythons have no reader for it, and get their sentence from deploy/local.py."""
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    found = [line.partition("=")[2].strip().strip('"') for line in lines if line.startswith("version")]
    return found[0] if found else "unknown"


def run(sentence: str, *command: str, is_read: bool = False) -> str:
    """What it printed, if that is read; else its user sees it."""
    out = subprocess.PIPE if is_read else None
    done = subprocess.run(command, cwd=ROOT, stdout=out, stdin=subprocess.DEVNULL, text=True, check=False)
    if done.returncode:
        raise StoppedError(sentence)
    return done.stdout or ""


def asked(*command: str) -> str:
    """The answer, "" where there is none."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
