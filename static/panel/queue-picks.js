// Picking several cards: all at once, how many there are, and that they stay picked when the page is exchanged.
(() => {
  "use strict";

  const picks = () => [...document.querySelectorAll("[data-pick]")];
  let picked = new Set();

  function count() {
    picked = new Set(picks().filter((pick) => pick.checked).map((pick) => pick.value));
    const line = document.querySelector("[data-picked]");
    if (line) line.textContent = picked.size ? line.dataset.some.replace("%n", picked.size) : line.dataset.none;
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick]")) count();
  });

  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-bulk]")) picked.clear();
  });

  document.addEventListener("queue:exchanged", () => {
    for (const pick of picks()) pick.checked = picked.has(pick.value);
    count();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-pick-all]")) return;
    event.preventDefault();
    const some = picks().some((pick) => !pick.checked);
    for (const pick of picks()) pick.checked = some;
    count();
  });

  count();
})();
