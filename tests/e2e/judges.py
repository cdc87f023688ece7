"""The two programs that judge a rendered page, installed by `npm ci` in this directory."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

MODULES = Path(__file__).parent / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
_RUN_AXE = """() => {
    const options = {resultTypes: ["violations"]};
    if (matchMedia("(prefers-color-scheme: dark)").matches) options.runOnly = {type: "rule", values: ["color-contrast", "link-in-text-block"]};
    return axe.run(document, options).then(result => result.violations);
}"""
VNU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"


def axe_violations(page: Any) -> list[str]:
    """What axe-core finds in this page as it stands: rule, element, reason.

    In the dark it looks at colours alone: all else is the same as in the light, where every such test goes as well.
    """
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    found = page.evaluate(_RUN_AXE)
    return [
        f"{violation['id']}: {node['html'][:200]} - {' '.join(node['failureSummary'].split())[:300]}"
        for violation in found
        for node in violation["nodes"]
    ]


def missing_for_vnu() -> str:
    if shutil.which("java") is None:
        return "Java is not installed"
    return "" if VNU.exists() else "vnu-jar is not installed: npm ci in tests/e2e"


def html_errors(files: list[Path]) -> list[str]:
    """What the Nu HTML checker calls an error, with the file's name and line."""
    command = ["java", "-Xss4m", "-jar", str(VNU), "--format", "json", "--exit-zero-always", "--stdout"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=True, timeout=600)
    return [
        f"{Path(message['url']).name}:{message.get('lastLine', '?')}: {message['message']} | {message.get('extract')!r}"
        for message in json.loads(done.stdout)["messages"]
        if message["type"] == "error" or message["type"] == "non-document-error"
    ]
