// What only writers need is fetched when somebody begins: with the focus in a form, or words selected in what is read.
"use strict";
{
  const { later } = document.currentScript.dataset;

  const begins = ({ type, target }) => {
    if (type === "focusin") return target.form?.matches("[data-reply-form]");
    const selection = getSelection();
    return !selection.isCollapsed && selection.anchorNode?.parentElement?.closest(".e-content, .overheard");
  };

  const fetchAll = (event) => {
    if (!begins(event)) return;
    document.removeEventListener("focusin", fetchAll);
    document.removeEventListener("selectionchange", fetchAll);
    const more = document.querySelector("[data-reply-form][data-later]")?.dataset.later.split(" ") ?? [];
    for (const src of [...later.split(" "), ...more]) document.head.append(Object.assign(document.createElement("script"), { src, async: false }));
  };
  document.addEventListener("focusin", fetchAll);
  document.addEventListener("selectionchange", fetchAll);
  if (document.activeElement?.form) fetchAll({ type: "focusin", target: document.activeElement });
}
