// Keys of the queue: they press the current card's own buttons, and are silent while somebody types.
(() => {
  "use strict";

  const current = () => document.querySelector("[data-card][aria-current]");

  function isTyping(event) {
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    return event.ctrlKey || event.metaKey || event.altKey || event.isComposing || (field && field.type !== "checkbox");
  }

  function move(step) {
    const cards = [...document.querySelectorAll("[data-card]")];
    const place = cards.indexOf(current());
    const card = cards[Math.min(Math.max(place + step, 0), cards.length - 1)];
    if (!card) return;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }

  function undo() {
    const buttons = document.querySelectorAll(".toast [data-key=z], .history [data-key=z]");
    buttons[0]?.click();
  }

  function toggleKeys() {
    const keys = document.querySelector("[data-keys]");
    if (!keys) return;
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  }

  function publish(event) {
    const form = event.target.closest("[data-answer]");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  }

  document.addEventListener("keydown", (event) => {
    publish(event);
    if (isTyping(event) || event.repeat) return;
    const key = event.key.toLowerCase();
    if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (key === "u" || key === "z") undo();
    else if (key === "?") toggleKeys();
    else if (key === "d" && event.shiftKey) current()?.querySelector("[data-key='shift+d']")?.click();
    else if (/^[arsdxh]$/.test(key)) current()?.querySelector(`[data-key=${key}]`)?.click();
    else return;
    event.preventDefault();
  });
})();
