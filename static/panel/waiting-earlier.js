// Finds earlier answers beside the box one writes in, and puts a link or a text where the cursor stands.
// Without this script the search is a page of its own, where both can be copied.
(() => {
  "use strict";

  async function find(form, box) {
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const response = await fetch(address, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.getElementById("earlier-found");
    if (!response.ok || !found) throw new Error("no list");
    found.removeAttribute("id");
    for (const copy of found.querySelectorAll(".to-copy")) copy.hidden = true;
    for (const buttons of found.querySelectorAll("[data-insertions]")) buttons.hidden = false;
    box.querySelector("[data-earlier-found]").replaceChildren(document.adoptNode(found));
  }

  function insert(box, text) {
    const area = document.getElementById(box.dataset.earlier);
    const [start, end] = [area.selectionStart, area.selectionEnd];
    const gap = start && !/\s$/.test(area.value.slice(0, start)) ? " " : "";
    area.setRangeText(gap + text, start, end, "end");
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("submit", (event) => {
    const box = event.target.closest("[data-earlier]");
    if (!box) return;
    event.preventDefault();
    const form = event.target;
    find(form, box).catch(() => form.submit()); // the page of the search says what is wrong
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    const box = button?.closest("[data-earlier]");
    if (box) insert(box, box.querySelector(`[id="${button.dataset.insert}"]`).value);
  });
})();
