// Reply where one reads: the form comes to the comment, the focus goes to it and back.
// Another script opens it by "reply:open" at the link, which leaves the focus alone; a new box tells "reply:opened".
"use strict";
{
  const source = document.querySelector("#reply [data-reply-form]");
  const boxes = new Map(); // by what they answer; one that is closed with text in it keeps the text

  const written = (box) => box.form.elements.body.value;

  const close = ({ section, link }) => {
    section.remove();
    link.setAttribute("aria-expanded", "false");
  };

  const renamed = (form, suffix) => {
    for (const part of form.querySelectorAll("[id], [for], [aria-describedby]")) {
      for (const name of ["id", "for", "aria-describedby"]) {
        const value = part.getAttribute(name);
        if (value) part.setAttribute(name, value.split(" ").map((id) => id + suffix).join(" "));
      }
    }
    return form;
  };

  const fresh = (key) => {
    const form = renamed(source.cloneNode(true), `-${key}`);
    form.querySelectorAll(".alert, .invalid-feedback, [data-preview-part]").forEach((part) => part.remove());
    form.querySelectorAll(".is-invalid").forEach((part) => part.classList.remove("is-invalid"));
    form.querySelectorAll("[data-slot]").forEach((part) => part.replaceChildren());
    form.querySelector("details")?.removeAttribute("open");
    form.elements.parent.value = key;
    form.elements.body.value = form.elements.body.defaultValue = "";
    return form;
  };

  const build = (link) => {
    const key = link.dataset.reply;
    const section = document.createElement("section");
    section.className = "reply-here";
    const title = document.createElement("h4");
    title.id = `reply-to-${key}`;
    title.textContent = link.textContent;
    section.setAttribute("aria-labelledby", title.id);
    const box = { section, link, form: fresh(key) };
    const cancel = document.createElement("a");
    cancel.className = "btn btn-link";
    cancel.href = `#comment-${key}`;
    cancel.textContent = source.dataset.cancel;
    cancel.addEventListener("click", (event) => {
      event.preventDefault();
      box.form.dispatchEvent(new CustomEvent("reply:cancelled", { bubbles: true }));
      close(box);
      link.focus();
    });
    box.form.querySelector(".buttons").append(cancel);
    section.append(title, box.form);
    return box;
  };

  const show = (link) => {
    const key = link.dataset.reply;
    const known = boxes.get(key);
    const box = known ?? build(link);
    for (const other of boxes.values()) if (other !== box && !written(other)) close(other);
    boxes.set(key, box);
    link.setAttribute("aria-expanded", "true");
    if (!box.section.isConnected) link.closest("article").after(box.section);
    if (!known) box.form.dispatchEvent(new CustomEvent("reply:opened", { bubbles: true }));
    return box.form.elements.body;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-reply]");
    if (!link || !source || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link).focus();
  });
  document.addEventListener("reply:open", (event) => { if (source) show(event.target); });

  document.addEventListener("keydown", (event) => {
    const box = event.key === "Escape" && [...boxes.values()].find(({ section }) => section.contains(event.target));
    if (!box || written(box)) return;
    close(box);
    box.link.focus();
  });

  // One press sends once; a page that comes back from the browser's memory can send again.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-reply-form]") || (event.submitter && event.submitter.name !== "send")) return;
    const buttons = event.target.querySelectorAll("[name=send]");
    setTimeout(() => buttons.forEach((button) => { button.disabled = true; }));
  });
  addEventListener("pageshow", () => document.querySelectorAll("[name=send]").forEach((button) => { button.disabled = false; }));
}
