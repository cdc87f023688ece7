// Keys of the queue: they press the current card's own buttons, and are silent while somebody types.
// A command is known by its own key; what is pressed for it stands in the map that comes with the page.
(() => {
  "use strict";

  const current = () => document.querySelector("[data-card][aria-current]");
  const dialog = () => document.querySelector("[data-keys]");

  // On other than Latin layouts the place of the key counts, unless its own letter was chosen.
  function pressed(event, map) {
    const key = event.key.toLowerCase();
    if (Object.hasOwn(map, key)) return map[key];
    if (key.length !== 1 || key === "z") return key === "z" ? "u" : "";
    if (key <= "~") return Object.values(map).includes(key) ? "" : key;
    const place = event.code === "Slash" ? (event.shiftKey ? "?" : "/") : event.code.replace(/^(Key|Digit)/, "").toLowerCase();
    return Object.hasOwn(map, place) ? map[place] : "";
  }

  function isTyping(event) {
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    return event.ctrlKey || event.metaKey || event.altKey || event.isComposing || (field && field.type !== "checkbox");
  }

  function move(step) {
    const cards = [...document.querySelectorAll("[data-card]:not([inert])")];
    const place = cards.indexOf(current());
    const card = cards[Math.min(Math.max(place + step, 0), cards.length - 1)];
    if (!card) return;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }

  function press(command) {
    const card = current();
    if (!card) document.dispatchEvent(new Event("queue:nobody"));
    else card.querySelector(`[data-key="${CSS.escape(command)}"]`)?.click();
  }

  function search() {
    const field = document.querySelector(".search input");
    field?.focus();
    field?.select();
  }

  function leave(event) {
    if (event.target.closest(".narrowing")) (current() ?? document.getElementById("content-start")).focus();
    else document.dispatchEvent(new Event("queue:dismiss"));
  }

  function publish(event) {
    const form = event.target.closest("[data-answer]");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  }

  // With a reason: a page of its own, which no key of its own is worth.
  const isDeclining = (event) => event.key === "D" && event.shiftKey;

  const COMMANDS = {
    j: () => move(1),
    k: () => move(-1),
    u: () => document.dispatchEvent(new Event("queue:undo")),
    "/": search,
    "?": () => (dialog().open ? dialog().close() : dialog().showModal()),
  };

  document.addEventListener("keydown", (event) => {
    publish(event);
    if (event.key === "Escape" && !dialog()?.open) leave(event);
    if (!dialog() || isTyping(event)) return;
    const command = isDeclining(event) ? "shift+d" : pressed(event, JSON.parse(dialog().dataset.keys));
    if (!command || (dialog().open && command !== "?") || (event.repeat && !"jk".includes(command))) return;
    event.preventDefault();
    if (Object.hasOwn(COMMANDS, command)) COMMANDS[command]();
    else press(command);
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys-open]") || !dialog()) return;
    event.preventDefault();
    dialog().showModal();
  });
})();
