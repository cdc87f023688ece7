"""Notices a foreign script that runs, and gives every handler in a page its chance to."""

from __future__ import annotations

import time
from typing import Any

# What the payloads call. Frames get this as well. Kept in the page's own window: a foreign script runs there.
CANARY = """
window.__ran = []
for (const name of ["alert", "confirm", "prompt", "print"]) {
  const ran = argument => { (window.top.__ran ?? window.__ran).push(`${name}(${argument})`) }
  Object.defineProperty(window, name, {value: ran, writable: false, configurable: false})
}
"""

# Every event there is, at every element. They do not bubble, so that what the site's own scripts listen for at the
# document stays quiet. A link or form may act only if that would run a script; all else would leave the page.
PROVOKE = """
() => {
  const names = new Set(["cut", "copy", "paste", "focusin", "focusout", "begin", "end", "repeat", "start", "finish"])
  for (let kind = document.body; kind; kind = Object.getPrototypeOf(kind))
    for (const name of Object.getOwnPropertyNames(kind)) if (/^on[a-z]+$/.test(name)) names.add(name.slice(2))
  names.delete("click"); names.delete("submit")
  const isScript = address => /^\\s*(javascript|data|vbscript):/i.test(address)
  const elements = [...document.querySelectorAll("*")]
  for (const element of elements) {
    for (const name of names) if (element["on" + name] || element.hasAttribute("on" + name))
      element.dispatchEvent(new Event(name, {bubbles: false, cancelable: true}))
    if (element.onclick || element.hasAttribute("onclick")) element.dispatchEvent(new Event("click", {cancelable: true}))
    const address = element.href?.baseVal ?? element.href ?? ""
    if (isScript(String(address))) element.dispatchEvent(new MouseEvent("click", {cancelable: true, view: window}))
    if (element.onsubmit || isScript(element.getAttribute("action") ?? "")) element.querySelector("button")?.click()
  }
  return elements.length
}
"""

# None of our pages has such an attribute; a sanitiser that lets one through has failed even if nothing ran.
LEFT_OVER = """
() => [...document.querySelectorAll("*")].flatMap(element => [...element.attributes]
  .filter(({name, value}) => /^on/i.test(name) || name === "srcdoc"
    || (/^(xlink:)?href$|^src$|action$|^data$/i.test(name) && /^[\\s\\x00-\\x20]*(javascript|vbscript):/i.test(value)))
  .map(({name, value}) => `${element.tagName} ${name}=${value}`))
"""


def arm(context: Any) -> None:
    context.add_init_script(CANARY)
    context.on("dialog", lambda dialog: dialog.dismiss())


def what_ran(*pages: Any) -> list[list[str]]:
    """What foreign scripts did in each of these pages so far, after every handler had its chance."""
    for page in pages:
        page.wait_for_load_state()
        page.evaluate(PROVOKE)
    pages[-1].wait_for_timeout(150)
    return [list(page.evaluate("() => window.__ran")) for page in pages]


def runs(page: Any, seconds: float) -> bool:
    """Whether a foreign script runs in this page before this time is over."""
    until = time.monotonic() + seconds
    while not (ran := what_ran(page)[0]) and time.monotonic() < until:
        pass
    return bool(ran)


def findings(*pages: Any) -> list[str]:
    """All that would be wrong in pages that show what mallory wrote."""
    found = zip(pages, what_ran(*pages), strict=True)
    return [f"{page.url}: {what}" for page, ran in found for what in [*ran, *page.evaluate(LEFT_OVER)]]
