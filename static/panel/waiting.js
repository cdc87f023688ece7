// Keys of the author's page that the queue has not: they press the current card's own buttons.
(() => {
  "use strict";

  const current = () => document.querySelector("[data-card][aria-current]");

  function isTyping(event) {
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    return event.ctrlKey || event.metaKey || event.altKey || event.isComposing || field;
  }

  function leave(event) {
    const card = event.target.closest("[data-answering]")?.closest("[data-card]");
    if (card && event.target.matches("textarea")) card.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave(event);
    if (event.defaultPrevented || event.repeat || isTyping(event)) return;
    if (!/^[wn]$/i.test(event.key)) return;
    current()?.querySelector(`[data-key=${event.key.toLowerCase()}]`)?.click();
    event.preventDefault();
  });

  // The menu counts what the page counts, also after a part of the page was exchanged.
  function count() {
    const [here, there] = [document.querySelector("[data-waits]"), document.querySelector(".waiting-door .count")];
    if (here && there) there.textContent = here.textContent;
  }

  new MutationObserver(count).observe(document.getElementById("main"), { childList: true });

  // Whoever opens the box means to write in it; a box that was open already takes nobody's place.
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-answering] > summary")?.parentElement;
    if (!box) return;
    // Opened here and not a moment later by the browser: the next letter may be under the finger already.
    const isByKey = event.detail === 0 && document.activeElement !== event.target; // R: the wish is to write
    if (box.open && !isByKey) return;
    event.preventDefault();
    box.open = true;
    box.querySelector("textarea:not([readonly])")?.focus();
  });
})();
