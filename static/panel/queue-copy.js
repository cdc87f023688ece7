// Copying what stands in a field; the button is there only where the browser can.
(() => {
  "use strict";

  function show() {
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    navigator.clipboard.writeText(field.value).then(() => { button.textContent = button.dataset.done; }, () => field.select());
  });

  document.addEventListener("queue:exchanged", show);
  show();
})();
