// What is selected in the text goes to the list of pieces with one press. Without this one types it there.
"use strict";
{
  const source = document.querySelector("[data-source]");
  const list = document.querySelector("[data-pieces]");
  const row = document.querySelector("[data-take]");
  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || !source.contains(selection.anchorNode) || !source.contains(selection.focusNode)) return [];
    return selection.toString().split("\n").map((piece) => piece.trim()).filter((piece) => piece.length > 1);
  };
  const take = () => {
    const known = list.value.split("\n").map((piece) => piece.trim()).filter(Boolean);
    list.value = [...new Set([...known, ...selected()])].join("\n");
    list.dispatchEvent(new Event("input", { bubbles: true }));
  };
  if (source && list && row) {
    for (const part of document.querySelectorAll("[data-how], [data-take]")) part.hidden = false;
    const button = row.querySelector("button");
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
    button.addEventListener("click", take);
  }
}
