// Keys of the page for declining: 1 to 9 choose a rule, C asks for a change, Enter declines; another letter begins the reason. Silent while one types.
"use strict";
{
  const form = document.querySelector("[data-choose]");
  const isTyping = (event) => event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest("textarea, select, [type=text], a, button");
  const choose = (number) => {
    const rule = form.querySelectorAll("[name=rule]:not([value=''])")[number - 1];
    if (rule) rule.checked = true;
    rule?.focus();
  };
  const keys = { c: () => form.querySelector("[name=asks_change]").click(), enter: () => form.requestSubmit() };
  if (form) document.addEventListener("keydown", (event) => {
    if (isTyping(event) || event.repeat) return;
    const key = event.key.toLowerCase();
    if (/^[1-9]$/.test(key)) choose(Number(key));
    else if (keys[key]) keys[key]();
    else if (key.length === 1 && key !== " ") return form.elements.reason.focus(); // where the letter goes, too
    else return;
    event.preventDefault();
  });
}
