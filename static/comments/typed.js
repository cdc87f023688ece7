// Tells how many seconds went by from the first letter of a reply to sending it. A hint for moderators, and no more.
"use strict";
{
  const begun = new WeakMap();

  document.addEventListener("input", ({ target: field }) => {
    const form = field.closest?.("[data-reply-form]");
    if (form && field.name === "body" && !begun.has(form)) begun.set(form, Date.now());
  });

  document.addEventListener("submit", ({ target: form }) => {
    const field = form.querySelector("[data-typed]");
    // On a form that came back there is what it took before.
    if (field && begun.has(form)) field.value = Number(field.value) + Math.round((Date.now() - begun.get(form)) / 1000);
  }, { capture: true });
}
