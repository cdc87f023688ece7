// A warning stays until it is put away: who decides quickly would not see it otherwise.
(() => {
  "use strict";

  const KEPT = 2; // older warnings; what came last stands below them

  function show() {
    for (const button of document.querySelectorAll("[data-dismiss]")) button.hidden = false;
  }

  function place(page) {
    const found = page.querySelector("[data-toasts]");
    if (found) return found;
    const made = Object.assign(document.createElement("div"), { className: "toasts" });
    made.dataset.toasts = "";
    page.prepend(made);
    return made;
  }

  document.addEventListener("queue:exchanging", ({ detail: { old, fresh } }) => {
    const kept = [...old.querySelectorAll(".toast.is-warning")].slice(-KEPT);
    for (const toast of kept) toast.dataset.kept = "";
    if (kept.length) place(fresh).prepend(...kept);
  });

  document.addEventListener("queue:warn", ({ detail: text }) => {
    const toast = Object.assign(document.createElement("div"), { className: "toast is-warning" });
    toast.append(Object.assign(document.createElement("p"), { textContent: text }));
    place(document.getElementById("content-start")).append(toast);
  });

  document.addEventListener("queue:dismiss", () => {
    for (const toast of document.querySelectorAll(".toast.is-warning")) toast.remove();
  });

  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest(".toast").remove();
  });

  document.addEventListener("queue:exchanged", show);
  show();
})();
