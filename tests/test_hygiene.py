"""What every file of the project keeps to, however it came to be."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.source import ROOT, files, functions, lines, modules, text, tree

# Put together here, so that this file holds none of them.
REGISTRIES = [
    "py" + "pi.org",
    "py" + "pi.python.org",
    "files.python" + "hosted.org",
    "registry.npm" + "js.org",
    "registry.yarn" + "pkg.com",
    "deb.debian" + ".org",
    "security.debian" + ".org",
    "archive.ubuntu" + ".com",
    "gh" + "cr.io",
    "docker" + ".io",
    "quay" + ".io",
    "crates" + ".io",
    "unp" + "kg.com",
    "cdn.js" + "delivr.net",
    "cdnjs.cloud" + "flare.com",
    "fonts.google" + "apis.com",
]
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-audit.txt", "tests/e2e/package-lock.json"]

# Directories of the machine something was written on. A sample in the documentation uses none of them.
MACHINE_PATHS = re.compile(r"(?<![\w.:/~-])/(?:work|root|home/\w+|Users/\w+)/[\w.]")

MOST_LINES = 400
MOST_LINES_OF_TESTS = 600
MOST_LINES_OF_A_FUNCTION = 60
LEAST_ANNOTATED = 0.95

# What Playwright answers by what is there now.
AT_ONCE = {
    *("is_visible", "is_hidden", "is_checked", "is_enabled", "is_disabled", "is_editable", "get_attribute"),
    *("inner_text", "inner_html", "text_content", "input_value", "all_inner_texts", "all_text_contents"),
}

# Wiring without a rule of its own: read by everything that runs.
WITHOUT_TESTS = {
    "accounts/apps.py": "names and a verbose name",
    "blog/apps.py": "names and a verbose name",
    "blog/chores/apps.py": "names and a verbose name",
    "blog/posts/apps.py": "names and a verbose name",
    "blog/transfer/apps.py": "names and a verbose name",
    "comments/apps.py": "names and a verbose name",
    "blog/urls.py": "a map; every page's test goes through it",
    "blog/posts/urls.py": "a map; every page's test goes through it",
    "comments/urls.py": "a map; every page's test goes through it",
    "comments/panel/urls.py": "a map; every page's test goes through it",
}


def templates() -> list[str]:
    return [name for name in files() if name.startswith("templates/") and name.endswith(".html")]


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_package_registry(host):
    assert [name for name in files() if host in text(name)] == []


def test_no_file_holds_a_path_of_the_machine_it_was_written_on():
    here = str(ROOT.parent) + "/"
    found = [name for name in files() if MACHINE_PATHS.search(text(name)) or (len(here) > 6 and here in text(name))]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_versions_and_hashes_but_no_address(lock):
    assert "://" not in text(lock)
    assert "sha512-" in text(lock) or "--hash=sha256:" in text(lock)


def test_no_secret_and_no_data_is_committed():
    assert [
        name for name in files() if Path(name).name == ".env" or ".sqlite3" in name or name.startswith("data/")
    ] == []


def test_only_markup_calls_html_safe():
    """Everywhere else `format_html` escapes what it is given."""
    users = [name for name in modules() if re.search(r"\bmark_safe\b|\bSafe(String|Text)\(|\b__html__\b", text(name))]
    assert set(users) <= {"blog/markup.py"}


def test_only_markup_imports_bleach():
    imported = re.compile(r"^\s*(import|from) bleach\b", re.MULTILINE)
    assert [name for name in modules() if imported.search(text(name))] == ["blog/markup.py"]


@pytest.mark.parametrize("name", templates())
def test_a_template_trusts_and_styles_nothing_itself(name):
    source = text(name)
    assert not re.search(r"\|\s*safe(seq)?\b", source)
    assert "{% autoescape off" not in source
    assert not re.search(r"\sstyle\s*=", source)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source)
    assert "javascript:" not in source.lower()
    assert "<style" not in source
    for opening in re.findall(r"<script\b[^>]*>", source):
        assert "src=" in opening or 'type="application/ld+json"' in opening or "nonce" in opening, opening


@pytest.mark.parametrize("name", templates())
def test_a_template_is_short_and_extends_first(name):
    source = text(name)
    assert source.count("\n") <= 110
    if "{% extends" in source:
        assert source.startswith("{% extends")


@pytest.mark.parametrize("name", [name for name in files() if name.startswith("static/") and name.endswith(".css")])
def test_a_stylesheet_asks_nobody_else_and_names_colours_once(name):
    source = re.sub(r"/\*.*?\*/", "", text(name), flags=re.DOTALL)
    assert "@import" not in source
    assert "://" not in source
    if not name.endswith("tokens.css"):
        assert re.findall(r":[^;{}]*#[0-9a-f]{3,8}\b", source, re.IGNORECASE) == []


@pytest.mark.parametrize("name", modules())
def test_a_module_is_a_room_and_a_function_has_one_idea(name):
    assert text(name).count("\n") <= MOST_LINES
    assert [node.name for node in functions(name) if lines(node) > MOST_LINES_OF_A_FUNCTION] == []


def test_a_file_of_tests_stays_readable():
    assert [name for name in modules(tests=True) if text(name).count("\n") > MOST_LINES_OF_TESTS] == []


def test_no_test_empties_the_tables():
    """It would take along the rows that migrations made, and leave none for the tests that follow in its process."""
    emptying = re.compile(r"django_db\([^)]*transaction=True|\btransactional_db\b")
    own = Path(__file__).name
    assert [name for name in modules(tests=True) if Path(name).name != own and emptying.search(text(name))] == []


def test_signatures_are_annotated():
    nodes = [node for name in modules() for node in functions(name)]
    annotated = [node for node in nodes if is_annotated(node)]
    assert len(annotated) / len(nodes) >= LEAST_ANNOTATED


def is_annotated(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    named = [argument for argument in arguments if argument.arg not in {"self", "cls"}]
    return node.returns is not None and all(argument.annotation for argument in named)


def test_no_room_is_named_after_nothing():
    nameless = {"utils", "helpers", "services", "signals", "constants", "common", "misc"}
    assert [name for name in modules() if Path(name).stem in nameless] == []


@pytest.mark.parametrize("name", [name for name in modules() if name not in WITHOUT_TESTS])
def test_a_module_with_logic_has_tests_at_the_mirrored_place(name):
    if not has_logic(name):
        return
    source = Path(name)
    stem = source.parent.name if source.stem == "__init__" else source.stem
    folder = source.parent.parent if source.stem == "__init__" else source.parent
    places = [Path("tests") / folder, *([Path("tests") / folder.parent] if folder.name == "commands" else [])]
    found = [path for place in places for path in (ROOT / place).glob(f"test_{stem}*.py")]
    assert found, f"expected {places[0]}/test_{stem}.py"


def has_logic(name: str) -> bool:
    """A function that decides or computes something: more than naming, wiring and field declarations."""
    wiring = {"manage.py", "blog/wsgi.py", "deploy/local.py"}
    return name in wiring or any(lines(node) > 2 for node in functions(name))


def test_exceptions_from_the_mirror_are_still_there():
    assert set(WITHOUT_TESTS) <= set(modules())


def test_prints_are_left_to_commands():
    calls = [
        name
        for name in modules()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"print", "breakpoint"}
    ]
    assert calls == []


def test_no_test_with_a_browser_asserts_what_it_read_at_once():
    """The effect of an action comes later: `expect(...).to_...` waits for it, an assertion does not."""
    names = [name for name in modules(tests=True) if name.startswith("tests/e2e/test_")]
    found = [
        f"{name}:{node.lineno}"
        for name in names
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Assert) and any(map(reads_at_once, ast.walk(node.test)))
    ]
    assert found == []


def reads_at_once(node: ast.AST) -> bool:
    """A question to a page or a locator that is answered by what is there now."""
    if isinstance(node, ast.Attribute) and node.attr == "url":
        return getattr(node.value, "id", "").endswith("page")
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    return node.func.attr in AT_ONCE or (node.func.attr == "count" and not node.args)


def test_no_test_is_skipped_without_a_reason():
    bare = re.compile(r"pytest\.mark\.(skip|xfail)\s*(\(\s*\)|$)|pytest\.skip\(\s*\)", re.MULTILINE)
    assert [name for name in modules(tests=True) if bare.search(text(name))] == []


def test_runtime_requirements_say_why_they_are_there():
    wanted = [line for line in text("requirements.in").splitlines() if line and not line.startswith("#")]
    assert [line for line in wanted if "  # " not in line] == []
