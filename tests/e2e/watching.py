"""What must never happen in a browser, whatever a test looks at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Tells of a blocked script or style even where the console is silent.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event => {
  console.error(`policy violated: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`)
})
"""


@dataclass
class Watch:
    """Collects what went wrong in a context: errors, violations of the policy, requests to another host."""

    url: str
    problems: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def allow(self, part: str) -> None:
        """This test provokes it: problems that hold these words are expected."""
        self.allowed.append(part)

    def found(self) -> list[str]:
        return [problem for problem in self.problems if not any(part in problem for part in self.allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _is_refused_page(message):
            self.problems.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and f"{parts.scheme}://{parts.netloc}" != self.url:
            self.problems.append(f"request to another host: {request.url}")


def _is_refused_page(message: ConsoleMessage) -> bool:
    """Chromium logs a page that answers 400 or 404 as an error; here that is what the page is for."""
    page: Any = message.page
    return (
        message.text.startswith("Failed to load resource: the server responded with a status of 4")
        and page is not None
        and "/static/" not in message.location.get("url", "")
        and "/media/" not in message.location.get("url", "")
    )
