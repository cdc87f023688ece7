// Says every so often which card somebody is on, and writes on each card who else is. A tab that is hidden or that
// nobody has touched for a while is silent, so that what it said ends by itself.
(() => {
  "use strict";

  const EVERY = 30_000;
  const SETTLES = 700; // going through the cards says nothing of each
  const IDLE = 5 * 60_000;
  let touched = Date.now();
  let soon;

  const cards = () => [...document.querySelectorAll("[data-card]")];
  const key = (card) => card.id.slice("card-".length);
  const address = () => document.querySelector("[data-desk]")?.dataset.beat;
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value;

  async function beat() {
    if (!address() || !token() || !cards().length || document.hidden || Date.now() - touched > IDLE) return;
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token());
    for (const card of cards()) data.append("on", key(card));
    const here = document.querySelector("[data-card][aria-current]");
    if (here) data.append("at", key(here));
    const response = await fetch(address(), { method: "POST", body: data, credentials: "same-origin" });
    if (response.ok && response.headers.get("Content-Type").startsWith("application/json")) write(await response.json());
  }

  function write(others) {
    for (const card of cards()) {
      const line = card.querySelector("[data-looking]");
      if (!line) continue;
      line.textContent = others[key(card)] ?? "";
      line.hidden = !line.textContent;
    }
  }

  function say() {
    clearTimeout(soon);
    soon = setTimeout(() => beat().catch(() => {}), SETTLES); // a hint: where it is not heard nothing is lost
  }

  for (const sign of ["keydown", "pointerdown", "scroll"]) {
    addEventListener(sign, () => { touched = Date.now(); }, { passive: true });
  }
  document.addEventListener("queue:current", say);
  document.addEventListener("queue:exchanged", say);
  document.addEventListener("visibilitychange", say);
  addEventListener("pagehide", () => {
    if (!address() || !token()) return;
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token());
    navigator.sendBeacon(address(), data);
  });
  setInterval(say, EVERY);
  say();
})();
