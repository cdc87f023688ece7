"""docs/asvs.md: every requirement has a verdict, and what it names is there. And what only a look at all files can show."""

from __future__ import annotations

import ast
import logging
import re
from collections import Counter

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator

from blog import logs
from tests import builders
from tests.source import ROOT, files, modules, text, tree

TABLE = "docs/asvs.md"
IDS = (ROOT / "tests/data/asvs-5.0.0-ids.txt").read_text().split()
VERDICTS = {"met", "not met", "does not apply", "owner's"}
ROW = re.compile(r"^\| (V[\d.]+) \| ([12]) \| (.+?) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`((?:tests|blog|accounts|comments|docs|static|deploy|templates)/[\w./-]+\.\w+)(?:::(\w+))?`")

# Whoever asks another machine for something, and whom.
ASKS = {
    "accounts/adapter.py": "the errors of the mail server",
    "blog/doctor/domains.py": "DNS, when the owner asks for the rounds",
    "blog/doctor/post.py": "the mail server that the owner named",
    "blog/doctor/work.py": "the site itself",
    "blog/mail/outbox.py": "the mail server that the owner named",
    "blog/mail/sending.py": "the mail server that the owner named",
    "blog/pages/purging.py": "the proxy that the owner named",
    "blog/mail/trying.py": "the mail server that the owner named",
    "blog/listening.py": "its own port",
    "blog/server.py": "its own port",
    "blog/management/commands/serve.py": "its own port",
    "comments/inbox/mailboxes.py": "the mailbox that the owner named",
    "comments/spam/akismet.py": "Akismet, where there is a key",
}
NETWORK = re.compile(
    r"^\s*(?:import|from) (?:http\.client|urllib\.request|requests|httpx|socket|smtplib|imaplib|ftplib|dns)\b",
    re.MULTILINE,
)

RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
OF_MODULES = {"os": {"system", "popen"}, "yaml": {"load"}, "pickle": {"load", "loads"}, "marshal": {"load", "loads"}}
OF_QUERIES = {"raw", "extra", "RawSQL"}


def rows():
    return ROW.findall(text(TABLE))


def test_every_requirement_has_one_row_in_its_order():
    assert [row[0] for row in rows()] == IDS


def test_every_row_has_a_verdict_and_a_word_about_it():
    assert [row for row in rows() if row[3] not in VERDICTS or len(row[4]) < 6] == []


def test_the_sums_at_the_beginning_are_those_of_the_rows():
    found = Counter(row[3] for row in rows())
    said = re.search(
        r"\*\*(\d+) are met, (\d+) are not, (\d+) are the owner's.*?and (\d+) are about", text(TABLE), re.DOTALL
    )
    assert [int(number) for number in said.groups()] == [
        found[verdict] for verdict in ("met", "not met", "owner's", "does not apply")
    ]


def test_every_file_and_every_test_it_names_is_there():
    missing = [
        (name, test)
        for name, test in NAMED.findall(text(TABLE))
        if name not in files() or (test and not re.search(rf"^\s*(?:async )?def {test}\(", text(name), re.MULTILINE))
    ]
    assert missing == []


def test_what_is_met_names_where_to_see_it():
    without = [
        row[0] for row in rows() if row[3] == "met" and not re.search(r"`|“|Django|allauth|As V|granian", row[4])
    ]
    assert without == []


def calls(name):
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def is_dangerous(function, call):
    module, _dot, last = function.rpartition(".")
    is_format = last == "format" and not isinstance(getattr(call.func, "value", None), ast.Constant | ast.Name)
    return (
        function in RUNS_TEXT
        or last in OF_MODULES.get(module, ())
        or last in OF_QUERIES
        or function in {"Template", "Engine.from_string"}
        or any(word.arg == "shell" for word in call.keywords)
        or (is_format and "request" in ast.unparse(call.func))
    )


def test_no_module_runs_text_as_code_or_as_a_query():
    found = [(name, function) for name in modules() for function, call in calls(name) if is_dangerous(function, call)]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "eval(x)",
        "os.system(x)",
        "pickle.loads(x)",
        "Post.objects.raw(x)",
        "subprocess.run(x, shell=True)",
        "request.POST['x'].format(y)",
    ],
)
def test_that_check_sees_what_it_should(line):
    call = ast.parse(line, mode="eval").body
    assert is_dangerous(ast.unparse(call.func), call)


def test_queries_by_hand_take_their_values_beside_them():
    made = {
        name
        for name in modules()
        for function, call in calls(name)
        if function == "cursor.execute" and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    }
    assert made == {
        "blog/maintenance.py",  # the name of Django's own table
        "blog/backup/places.py",  # a table's, as the database tells it
        "blog/backup/restoring.py",
        "blog/backup/rows.py",
        "blog/backup/postgres_place.py",  # a schema's, which it names itself, and the tables in it
    }


def test_the_server_asks_only_whom_the_owner_named():
    assert {name for name in modules() if NETWORK.search(text(name))} == set(ASKS)


def test_no_module_has_cryptography_of_its_own():
    weak = re.compile(r"\b(md5|sha1|SHA1|DES|RC4|Crypto|cryptography|Fernet)\b")
    assert [name for name in modules() if weak.search(text(name)) and not name.startswith("blog/demo/")] == []
    chance = [
        name for name in modules() if re.search(r"^import random|\brandom\.(choice|random|randint)\(", text(name), re.M)
    ]
    # A batch of waiting mails, and names to choose from, which come from the system's own generator.
    assert set(chance) <= {"comments/inbox/mailboxes.py", "comments/care/pseudonyms.py"}


def test_passwords_are_hashed_as_slowly_as_is_advised():
    assert hashers.PBKDF2PasswordHasher.iterations >= 600_000
    assert "PASSWORD_HASHERS" in text("blog/settings.py").partition("if TESTING:\n")[2]
    assert "PASSWORD_HASHERS" not in text("blog/settings.py").partition("if TESTING:\n    PASSWORD_HASHERS")[0]


def test_the_list_of_common_passwords_is_long():
    long_enough = [password for password in CommonPasswordValidator().passwords if len(password) >= 8]
    assert len(long_enough) >= 3000


def test_no_page_uses_what_browsers_gave_up():
    pages = [name for name in files() if name.startswith("templates/") and name.endswith(".html")]
    assert [name for name in pages if re.search(r"<(applet|embed|object|frameset|keygen|marquee)\b", text(name))] == []


@pytest.mark.parametrize("name", [name for name in files() if name.startswith("static/") and name.endswith(".js")])
def test_no_script_fills_an_object_by_names_that_people_choose(name):
    assert re.findall(r"__proto__|\bconstructor\[|[\w)\]]\[(?![\"'`\d])[\w.$]+\]\s*=[^=>]", text(name)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/.git/config", "/.env", "/static/", "/static/site/", "/media/", "/static/../.env"])
def test_what_lies_beside_the_site_is_not_served(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/", "/admin/queue/", "/admin/posts/post/", "/admin/accounts/user/"])
def test_no_page_of_the_panel_is_kept_by_a_cache(client, path):
    client.force_login(builders.an_owner())
    assert "no-store" in client.get(path)["Cache-Control"]


def test_a_line_of_the_log_says_its_zone():
    line = logs.ReadableLines().format(logging.makeLogRecord({"msg": "x"}))
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ", line)
