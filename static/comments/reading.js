// Marks what is new since the last visit, and opens what is folded when it is new, led to or printed.
// Kept in this browser only: the time of the newest response seen, by article; what was new stays so while the tab lives,
// as does what one sent oneself, which is never new.
"use strict";
{
  const place = document.querySelector(".discussion");
  const key = `colloquy:seen:${location.pathname.replace(/comment-page-\d+\/$/, "")}`;

  const attempt = (act) => { try { return act(); } catch { return null; } }; // storage may be refused
  const stored = (store) => attempt(() => Number(globalThis[store].getItem(key)));
  const store = (where, time) => attempt(() => globalThis[where].setItem(key, time));

  const came = (item) => Number(item.dataset.came) || Date.parse(item.querySelector("time").dateTime) / 1000;
  const unfold = (item) => item?.querySelector(":scope > .comment > .fold")?.setAttribute("open", "");
  const linkTo = (item, words) => Object.assign(document.createElement("a"), { href: `#${item.id}`, textContent: words });

  const mark = (item, index, all) => {
    const sign = Object.assign(document.createElement("mark"), { className: "new", textContent: place.dataset.new });
    const next = all[index + 1] ? linkTo(all[index + 1], place.dataset.next) : "";
    if (next) next.className = "meta";
    item.querySelector(".comment-head").append(sign, next);
    unfold(item);
  };

  const tell = (fresh) => place.querySelector(".discussion-head p").append(" ", linkTo(fresh[0], place.dataset.since.replace("{count}", fresh.length)));

  // What one sent oneself is no news: whoever comes back from a form stands at it.
  const SENT = "colloquy:sent", OWN = "colloquy:own";
  const own = new Set(attempt(() => JSON.parse(sessionStorage.getItem(OWN))));
  if (attempt(() => sessionStorage.getItem(SENT))) {
    own.add(location.hash.slice(1));
    attempt(() => sessionStorage.setItem(OWN, JSON.stringify([...own])));
    attempt(() => sessionStorage.removeItem(SENT));
  }
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[data-reply-form]")) attempt(() => sessionStorage.setItem(SENT, "1"));
  });

  const arrive = () => unfold(document.getElementById(location.hash.slice(1)));
  const items = [...document.querySelectorAll("li.u-comment")];

  if (place && items.length) {
    const newest = Math.max(...items.map(came));
    const since = stored("sessionStorage") || stored("localStorage") || newest;
    store("sessionStorage", since);
    const fresh = place.querySelector(".new") ? [] : items.filter((item) => came(item) > since && !own.has(item.id));
    fresh.forEach(mark);
    if (fresh.length) tell(fresh);
    addEventListener("pagehide", () => store("localStorage", Math.max(newest, stored("localStorage"))));
  }

  // "n" goes on to the next one, from the last back to the first: only with the focus in the discussion, so that
  // nobody who speaks to the browser or slips on a key is thrown about the page (WCAG 2.1.4).
  document.addEventListener("keydown", ({ key: pressed, target, ctrlKey, metaKey, altKey }) => {
    if (pressed !== "n" || ctrlKey || metaKey || altKey || !place?.contains(target) || target.closest("input, textarea, select")) return;
    const marked = [...document.querySelectorAll("li:has(> .comment .new)")];
    const at = marked.findIndex(({ id }) => `#${id}` === location.hash);
    const next = marked[(at + 1) % marked.length];
    if (!next) return;
    location.hash = next.id;
    next.querySelector(".comment-head a")?.focus({ preventScroll: true });
  });

  addEventListener("beforeprint", () => document.querySelectorAll(".fold").forEach((fold) => fold.setAttribute("open", "")));
  addEventListener("hashchange", arrive);
  arrive();
}
