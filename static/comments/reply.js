// Reply where one reads: the form comes to the comment, the focus goes to it and back.
"use strict";
{
  const source = document.querySelector("#reply [data-reply-form]");
  let open = null;

  const close = () => {
    open?.section.remove();
    open?.link.setAttribute("aria-expanded", "false");
    open = null;
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

  const build = (link) => {
    const key = link.dataset.reply;
    const section = document.createElement("section");
    section.className = "reply-here";
    const title = document.createElement("h4");
    title.id = `reply-to-${key}`;
    title.textContent = link.textContent;
    section.setAttribute("aria-labelledby", title.id);
    const form = renamed(source.cloneNode(true), `-${key}`);
    form.querySelectorAll(".alert, .invalid-feedback").forEach((part) => part.remove());
    form.querySelectorAll(".is-invalid").forEach((part) => part.classList.remove("is-invalid"));
    form.elements.parent.value = key;
    form.elements.body.value = open ? open.form.elements.body.value : "";
    const cancel = document.createElement("a");
    cancel.className = "btn btn-link";
    cancel.href = `#comment-${key}`;
    cancel.textContent = source.dataset.cancel;
    cancel.addEventListener("click", (event) => {
      event.preventDefault();
      close();
      link.focus();
    });
    form.querySelector(".buttons").append(cancel);
    section.append(title, form);
    return { section, form, link };
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-reply]");
    if (!link || !source || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (open?.link === link) {
      open.form.elements.body.focus();
      return;
    }
    const next = build(link);
    close();
    open = next;
    link.setAttribute("aria-expanded", "true");
    link.closest("article").after(next.section);
    next.form.elements.body.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open?.section.contains(event.target) || open.form.elements.body.value) return;
    const { link } = open;
    close();
    link.focus();
  });

  // One press sends once; a page that comes back from the browser's memory can send again.
  document.addEventListener("submit", (event) => {
    const button = event.target.matches("[data-reply-form]") && event.target.querySelector("[name=send]");
    if (button) setTimeout(() => { button.disabled = true; });
  });
  addEventListener("pageshow", () => document.querySelectorAll("[name=send]").forEach((button) => { button.disabled = false; }));
}
