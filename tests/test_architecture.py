"""Who may import whom, as the map of the house says. Imports inside functions count."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.source import modules, tree

# The parts of the house, the longest name first where one lies in another. "blog" is what lies
# directly in it: wiring, shared leaves, management, demo.
PARTS = ["blog.transfer", "blog.posts", "blog.mail", "comments", "accounts", "blog"]

# Leaves in blog/ that know nothing of ours but other leaves, so that everybody may use them.
LEAVES = {
    "blog.allowance",
    "blog.caching",
    "blog.commonmark",
    "blog.discretion",
    "blog.elements",
    "blog.environment",
    "blog.fragments",
    "blog.jobs",
    "blog.links",
    "blog.logs",
    "blog.lookalikes",
    "blog.markup",
    "blog.metrics",
    "blog.nesting",
    "blog.network",
    "blog.pages.noting",
    "blog.pages.purging",
    "blog.pages.models",
    "blog.paths",
    "blog.pieces",
    "blog.plain_text",
    "blog.prepared",
    "blog.progress",
    "blog.queues",
    "blog.storage",
    "blog.surroundings",
    "blog.tallies",
    "blog.templatetags.lasting",
    "blog.templatetags.markup",
    "blog.templatetags.moments",
    "blog.typed",
}

MAY_IMPORT = {
    "accounts": {"accounts"},
    "blog.posts": {"blog.posts"},
    "blog.mail": {"blog.mail", "blog.posts"},
    "comments": {"comments", "blog.posts", "blog.mail"},
    "blog.transfer": {"blog.transfer", "blog.posts", "comments", "accounts"},
    "blog": set(PARTS),
}

# Accounts know nothing of ours but this one question about strings: which names look alike.
ACCOUNTS_MAY_ASK = "blog.lookalikes"

# Only the type checker reads these: a user is reached as AUTH_USER_MODEL everywhere else.
TYPES_OF = {"accounts.models"}


def dotted(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def part_of(module: str) -> str | None:
    return next((part for part in PARTS if module == part or module.startswith(part + ".")), None)


def imports(name: str) -> Iterator[tuple[str, bool]]:
    """What a file imports, by full name, and whether only the type checker does."""
    typing_only = {
        id(inner)
        for node in ast.walk(tree(name))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree(name)):
        for module in targets(node, name):
            yield module, id(node) in typing_only


def targets(node: ast.AST, name: str) -> list[str]:
    """Both `package` and `package.name` for a from-import: the name may be a module."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    base = node.module or ""
    if node.level:
        here = name.removesuffix(".py").split("/")
        base = ".".join([*here[: len(here) - node.level], *([base] if base else [])])
    return [base, *(f"{base}.{alias.name}" for alias in node.names)]


def forbidden(name: str) -> list[str]:
    mine = dotted(name)
    my_part = part_of(mine)
    allowed = set() if mine in LEAVES else MAY_IMPORT.get(my_part or "", set(PARTS))
    found = []
    for module, typing_only in imports(name):
        part = part_of(module)
        if part is None or part in allowed or module == "blog":
            continue
        if is_leaf(module) and (my_part != "accounts" or is_of(module, ACCOUNTS_MAY_ASK)):
            continue
        if typing_only and module.startswith(tuple(TYPES_OF)):
            continue
        found.append(module)
    return found


def is_of(module: str, leaf: str) -> bool:
    return leaf in {module, module.rpartition(".")[0]}


def is_leaf(module: str) -> bool:
    """The module, or a name in it."""
    return module in LEAVES or module.rpartition(".")[0] in LEAVES


OURS = [name for name in modules() if part_of(dotted(name))]


@pytest.mark.parametrize("name", OURS)
def test_a_module_imports_only_what_lies_below_it(name):
    assert forbidden(name) == []


def test_every_leaf_that_is_named_exists():
    assert {dotted(name) for name in OURS} >= LEAVES


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        ("blog/posts/views.py", "def view():\n    from comments import threads\n", ["comments", "comments.threads"]),
        ("accounts/models.py", "import blog.posts.models\n", ["blog.posts.models"]),
        ("comments/tree.py", "from accounts.models import User\n", ["accounts.models", "accounts.models.User"]),
        ("comments/tree.py", "from blog.markup import comment_html\n", []),
        ("accounts/forms.py", "from blog.markup import comment_html\n", ["blog.markup", "blog.markup.comment_html"]),
        ("blog/links.py", "from blog.posts.models import Post\n", ["blog.posts.models", "blog.posts.models.Post"]),
        ("blog/server.py", "from comments.models import Comment\n", []),
    ],
)
def test_the_check_sees_what_it_should(monkeypatch, name, source, found):
    monkeypatch.setattr("tests.test_architecture.tree", lambda _name: ast.parse(source))
    assert forbidden(name) == found
