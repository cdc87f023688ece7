// "Helpful" without leaving the page. What was marked in this browser is remembered in it, and nowhere else by name.
"use strict";
{
  const KEY = "colloquy:helpful";
  const attempt = (act) => { try { return act(); } catch { return null; } };
  const mine = new Set(attempt(() => JSON.parse(localStorage.getItem(KEY))));

  for (const button of document.querySelectorAll("[form=helpful]")) button.ariaPressed ??= mine.has(button.value);

  document.addEventListener("submit", async (event) => {
    const { target: form, submitter: button } = event;
    if (form.id !== "helpful" || !button) return;
    event.preventDefault();
    const body = new FormData(form, button);
    body.append("on", button.ariaPressed === "true" ? 0 : 1);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const { label, pressed } = await answer.json();
    button.textContent = label;
    button.ariaPressed = pressed;
    mine[pressed ? "add" : "delete"](button.value);
    attempt(() => localStorage.setItem(KEY, JSON.stringify([...mine])));
  });
}
