// Acts without leaving the page: the form is sent, the page it leads to takes this one's place,
// and the focus goes on to the next card. Without this script the same forms lead to the same page.
(() => {
  "use strict";

  const cards = () => [...document.querySelectorAll("[data-card]")];
  const picks = () => [...document.querySelectorAll("[data-pick]")];
  let announcer;

  function start() {
    announcer = document.createElement("p");
    announcer.className = "visually-hidden";
    announcer.setAttribute("role", "status");
    document.body.append(announcer);
    arrange();
    const named = location.hash.startsWith("#card-") && document.getElementById(location.hash.slice(1));
    if (named) makeCurrent(named, true);
  }

  function arrange() {
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
    countPicked();
  }

  function makeCurrent(card, withFocus) {
    for (const other of cards()) other.toggleAttribute("aria-current", false);
    card.setAttribute("aria-current", "true");
    if (withFocus) {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "nearest" });
    }
  }

  function countPicked() {
    const line = document.querySelector("[data-picked]");
    if (!line) return;
    const count = picks().filter((pick) => pick.checked).length;
    line.textContent = count ? line.dataset.some.replace("%n", count) : line.dataset.none;
  }

  async function send(form, submitter) {
    const data = new FormData(form, submitter);
    const card = form.closest("[data-card]");
    const focus = data.get("focus") || (card && card.id.slice(5));
    const response = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const arrived = page.getElementById("content-start");
    if (!response.ok || !arrived || !page.body.classList.contains("queue")) throw new Error("not a page of the queue");
    replace(page, arrived);
    goOn(focus);
  }

  function replace(page, arrived) {
    const kept = drafts();
    const { scrollX, scrollY } = window;
    document.getElementById("content-start").replaceWith(document.adoptNode(arrived));
    const door = page.querySelector(".queue-door");
    if (door) document.querySelector(".queue-door")?.replaceWith(document.adoptNode(door));
    for (const [id, text] of kept) restore(id, text);
    window.scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
    arrange();
    for (const toast of document.querySelectorAll(".toast")) toast.removeAttribute("role"); // said once, by the line that stays
    announcer.textContent = [...document.querySelectorAll(".toast p")].map((p) => p.textContent).join(" ");
  }

  // An answer somebody has begun under another card outlives the exchange.
  function drafts() {
    return [...document.querySelectorAll("[data-answer] textarea")].filter((area) => area.value).map((area) => [area.id, area.value]);
  }

  function restore(id, text) {
    const area = document.getElementById(id);
    if (!area) return;
    area.value = text;
    area.closest("details").open = true;
  }

  function goOn(focus) {
    const next = document.getElementById(`card-${focus}`) || cards()[0];
    if (next) makeCurrent(next, true);
    else document.getElementById("content-start").focus({ preventScroll: true });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-act]") || form.dataset.plain) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    send(form, event.submitter).catch(() => {
      // Whatever went wrong, the plain way knows what to say.
      form.dataset.plain = "yes";
      form.requestSubmit(event.submitter);
    });
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick]")) countPicked();
  });

  document.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-card]");
    if (card) makeCurrent(card, false);
  });

  document.addEventListener("click", (event) => {
    const all = event.target.closest("[data-pick-all]");
    if (all) {
      event.preventDefault();
      const some = picks().some((pick) => !pick.checked);
      for (const pick of picks()) pick.checked = some;
      countPicked();
    }
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const field = document.getElementById(copy.dataset.copy);
      navigator.clipboard.writeText(field.value).then(() => { copy.textContent = copy.dataset.done; }, () => field.select());
    }
  });

  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.answer") && event.target.open) event.target.querySelector("textarea").focus();
  }, true);

  start();
})();
