// Acts without leaving the page. A decision is sent while one goes on with the next card: what is on its way is
// set aside at once and can be decided only once, what was pressed meanwhile is sent after it, in order, and the page
// each decision leads to takes this one's place around the card one is on. Without this script the same forms lead
// to the same page.
(() => {
  "use strict";

  const leaving = new Set(); // ids of cards whose decision is on its way
  const tasks = []; // what is being sent, and what waits for it
  const done = []; // for each act its Undo, the latest last; null where it has none
  let announcer;

  const cards = () => [...document.querySelectorAll("[data-card]")];
  const isFree = (card) => !leaving.has(card.id);
  const current = () => document.querySelector("[data-card][aria-current]");
  const words = () => document.querySelector("[data-desk]")?.dataset ?? {};

  function start() {
    announcer = document.createElement("p");
    announcer.className = "visually-hidden";
    announcer.setAttribute("role", "status");
    document.body.append(announcer);
    const offered = undoIn(document);
    if (offered) done.push(offered);
    const named = location.hash.startsWith("#card-") && document.getElementById(location.hash.slice(1));
    if (named) makeCurrent(named, true);
  }

  function announce(text) {
    announcer.textContent = text ?? "";
  }

  function makeCurrent(card, withFocus) {
    for (const other of cards()) other.toggleAttribute("aria-current", false);
    card.setAttribute("aria-current", "true");
    if (withFocus) {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "nearest" });
    }
    document.dispatchEvent(new Event("queue:current"));
  }

  // Deciding

  function decide(form, submitter) {
    const concerned = concernedBy(form);
    if (form.dataset.busy || concerned.some((card) => !isFree(card))) return;
    const data = new FormData(form, submitter);
    const isUndo = Boolean(form.closest("[data-toasts]"));
    if (isUndo) {
      form.dataset.busy = "yes";
      forget(data.get("act"));
    }
    setAside(concerned);
    add({ cards: concerned.map((card) => card.id), isUndo, take: () => ({ action: form.action, data }) });
  }

  function concernedBy(form) {
    if (!form.matches("[data-bulk]")) return [form.closest("[data-card]")].filter(Boolean);
    return [...document.querySelectorAll("[data-pick]:checked")].map((pick) => pick.closest("[data-card]"));
  }

  function setAside(concerned) {
    const here = current();
    for (const card of concerned) {
      leaving.add(card.id);
      card.inert = true;
    }
    if (!concerned.includes(here)) return;
    here.toggleAttribute("aria-current", false);
    const all = cards();
    const place = all.indexOf(here);
    const next = all.slice(place + 1).find(isFree) ?? all.slice(0, place).findLast(isFree);
    if (next) makeCurrent(next, true);
  }

  function bringBack(ids) {
    for (const id of ids) {
      leaving.delete(id);
      const card = document.getElementById(id);
      if (card) card.inert = false;
    }
  }

  // What was done last, also where it is still on its way. Somebody else's decision, which an act of one's own ran
  // into, is taken back only where one could have read of it.
  function undo() {
    const isBusy = tasks.length > 0;
    if (!isBusy && !done.length) {
      const button = document.querySelector(".history [data-key=u]");
      return button ? button.click() : announce(words().nothing);
    }
    add({ cards: [], isUndo: true, take: () => latest(isBusy) });
  }

  function latest(isOwnOnly) {
    const last = done.pop();
    if (!last || (isOwnOnly && last.isTheirs)) return announce(words().nothing);
    return last;
  }

  function forget(act) {
    const place = done.findLastIndex((each) => each?.data.get("act") === act);
    if (place >= 0) done.splice(place, 1);
  }

  function undoIn(page) {
    const form = page.querySelector(".toast [data-key=u]")?.form;
    return form && { action: form.action, data: new FormData(form), isTheirs: Boolean(form.closest(".is-warning")) };
  }

  // Sending, one after the other

  function add(task) {
    tasks.push(task);
    if (tasks.length === 1) work();
  }

  async function work() {
    while (tasks.length) {
      const [task] = tasks;
      const sent = task.take();
      try {
        if (sent) await send(task, sent);
      } catch (problem) {
        return giveUp(sent, problem);
      }
      tasks.shift();
    }
  }

  async function send(task, { action, data }) {
    const response = await fetch(action, { method: "POST", body: data, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const arrived = page.getElementById("content-start");
    if (!response.ok || !arrived || !page.body.classList.contains("queue")) throw new Error("not a page of the queue");
    if (!task.isUndo) done.push(undoIn(page) ?? null);
    const isLast = tasks.length === 1;
    exchange(page, arrived, task.cards, task.isUndo && isLast && `card-${data.get("focus")}`);
  }

  function giveUp({ action, data }, problem) {
    for (const task of tasks.splice(0)) bringBack(task.cards);
    if (problem instanceof TypeError) return lost();
    // Whatever else went wrong, the plain way knows what to say.
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action, hidden: true });
    for (const [name, value] of data) form.append(Object.assign(document.createElement("input"), { name, value }));
    document.body.append(form);
    form.submit();
  }

  function lost() {
    document.dispatchEvent(new CustomEvent("queue:warn", { detail: words().lost }));
    announce(words().lost);
    const first = cards().find(isFree);
    if (first && !current()) makeCurrent(first, true);
  }

  // The page that arrived

  function exchange(page, arrived, decided, wanted) {
    const old = document.getElementById("content-start");
    const here = current();
    const top = here?.getBoundingClientRect().top;
    const field = old.contains(document.activeElement) && document.activeElement.matches("input, textarea") && document.activeElement;
    const caret = field && field.matches("textarea") && [field.selectionStart, field.selectionEnd];
    const fresh = document.adoptNode(arrived);
    for (const card of cards()) if (isKept(card) && card.id !== wanted) keep(card, fresh);
    document.dispatchEvent(new CustomEvent("queue:exchanging", { detail: { old, fresh } }));
    for (const id of decided) leaving.delete(id);
    old.replaceWith(fresh);
    for (const card of cards()) card.inert = !isFree(card);
    const door = page.querySelector(".queue-door");
    if (door) document.querySelector(".queue-door")?.replaceWith(document.adoptNode(door));
    tell(fresh);
    goOn(here, top, wanted);
    if (field && field.isConnected) field.focus({ preventScroll: true });
    if (caret && field.isConnected) field.setSelectionRange(...caret);
    document.dispatchEvent(new Event("queue:exchanged"));
  }

  // The card somebody is on stays the one they read, with what they have begun; so does any with half an answer.
  function isKept(card) {
    const isBegun = [...card.querySelectorAll("[data-answer] textarea")].some((area) => area.value);
    return isFree(card) && (card.hasAttribute("aria-current") || isBegun);
  }

  function keep(card, fresh) {
    const twin = fresh.querySelector(`#${card.id}`);
    if (twin) return twin.replaceWith(card);
    const after = cards().slice(cards().indexOf(card) + 1).map((each) => fresh.querySelector(`#${each.id}`)).find(Boolean);
    if (after) after.before(card);
    else fresh.querySelector("ol.cards")?.append(card);
  }

  function goOn(here, top, wanted) {
    for (const card of cards()) if (card !== here) card.toggleAttribute("aria-current", false);
    const named = wanted && document.getElementById(wanted);
    if (named) return makeCurrent(named, true);
    if (here?.isConnected && isFree(here)) {
      here.focus({ preventScroll: true });
      return window.scrollBy({ top: here.getBoundingClientRect().top - top, behavior: "instant" });
    }
    const next = cards().find(isFree);
    if (next) makeCurrent(next, true);
    else document.getElementById("content-start").focus({ preventScroll: true });
  }

  function tell(fresh) {
    const toasts = [...fresh.querySelectorAll(".toast:not([data-kept])")];
    for (const toast of toasts) toast.removeAttribute("role"); // said once, by the line that stays
    announce(toasts.map((toast) => toast.querySelector("p").textContent).join(" "));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-act]")) {
      event.preventDefault();
      decide(form, event.submitter);
    } else if (form.method === "post" && tasks.length) {
      event.preventDefault(); // it leads away: what is on its way comes first
      add({ cards: [], isUndo: true, take: () => setTimeout(() => form.requestSubmit(event.submitter)) && null });
    }
  });

  document.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-card]");
    if (card && !card.hasAttribute("aria-current")) makeCurrent(card, false);
  });

  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.answer") && event.target.open) event.target.querySelector("textarea").focus();
  }, true);

  document.addEventListener("queue:undo", undo);
  document.addEventListener("queue:nobody", () => announce(tasks.length ? words().moment : ""));
  addEventListener("beforeunload", (event) => {
    if (tasks.length) event.preventDefault();
  });

  start();
})();
