"""The project's own files, as the tests about them see them: what is committed or about to be."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def files() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        listed = done.stdout.split("\n")
    else:  # an unpacked archive has no history
        skipped = {".git", ".venv", "data", "node_modules", "__pycache__"}
        listed = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if not skipped & set(path.parts)]
    return sorted(name for name in listed if name and (ROOT / name).is_file())


@cache
def text(name: str) -> str:
    """What a file says; "" for a picture or a font."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def modules(*, tests: bool = False) -> list[str]:
    """Python files without migrations."""
    names = [name for name in files() if name.endswith(".py") and "/migrations/" not in name]
    return [name for name in names if name.startswith("tests/") == tests]


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(text(name))


def functions(name: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree(name)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
