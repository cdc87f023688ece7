// The preview in its place: what the site would make of the text, fetched, while the focus stays where it is.
"use strict";
{
  const fetched = async (form, button, signal) => {
    const body = new FormData(form);
    body.append("preview", button.value);
    const answer = await fetch(form.action, { method: "POST", body, signal, headers: { "X-Part": "preview" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[data-preview-part]"); // none: not a preview but a page about something else
  };

  const apology = (form) => {
    const part = document.createElement("p");
    part.className = "alert alert-danger";
    part.textContent = form.dataset.noPreview;
    return part;
  };

  let running = null;
  const show = async (form, button) => {
    running?.abort();
    const mine = running = new AbortController();
    const part = await fetched(form, button, mine.signal).catch(() => null);
    if (mine.signal.aborted) return;
    form.querySelectorAll("[data-preview-part]").forEach((old) => old.remove());
    form.querySelector("[data-preview]").replaceChildren(part ?? apology(form));
  };

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (submitter?.name !== "preview" || !form.matches("[data-reply-form]")) return;
    event.preventDefault();
    show(form, submitter);
  });

  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-write]")?.closest("form");
    if (!form) return;
    event.preventDefault();
    event.target.closest("[data-preview-part]").remove();
    form.elements.body.focus();
  });
}
