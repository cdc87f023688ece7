// Hints while somebody writes, where the owner wants them: what the text may give away, found in this browser. The
// text goes nowhere. The patterns are the server's own; its preview says the same.
"use strict";
{
  const PAUSE = 600;
  const OURS = "[data-reply-form][data-care]";

  const prepared = (told) => ({
    ...told,
    rules: told.rules.map(([kind, pattern, instead, unless]) => [kind, new RegExp(pattern, "gu"), instead, new RegExp(unless, "u")]),
    illness: new RegExp(told.illness, "giu"),
    noNames: new Set(told.noNames),
    known: new Set(told.known),
  });

  let answer = null;
  const care = (form) => (answer ??= fetch(form.dataset.care)
    .then((response) => response.json()).then(prepared)
    .catch(() => { answer = null; return null; })); // an old browser or no network: the preview still knows

  const namesNobody = (words, { noNames, known }) => {
    const parts = words.split(/[ .]+/).filter((part) => part !== part.toLowerCase()).map((part) => part.toLowerCase());
    return parts.some((part) => noNames.has(part)) || parts.every((part) => known.has(part));
  };

  const all = (text, told) => {
    const found = [];
    for (const [kind, pattern, instead, unless] of told.rules) {
      if (unless.test(text)) continue;
      for (const match of text.matchAll(pattern)) {
        if (kind === "name" && namesNobody(match[0], told)) continue;
        const words = instead ? instead.replace(/\{(\d)\}/g, (_, group) => match[group]) : told.instead[kind];
        found.push({ kind, start: match.index, words: match[0], instead: words });
      }
    }
    let isOfAnother = false;
    for (const { 0: words, 1: relation, 3: illness, index: start } of text.matchAll(told.illness)) {
      if (!illness) isOfAnother = Boolean(relation);
      else if (isOfAnother) found.push({ kind: "illness", start, words, instead: told.instead.illness });
    }
    return found.sort((one, other) => one.start - other.start);
  };

  const keyOf = ({ kind, words }) => `${kind}:${words}`;

  const inOrder = (text, told) => {
    let end = 0; // of what overlaps, the first
    return all(text.replace(/^>.*$/gm, (line) => " ".repeat(line.length)), told).filter(({ start, words }) => {
      if (start < end) return false;
      end = start + words.length;
      return true;
    });
  };

  const hints = (text, told) => {
    const found = new Map();
    for (const hint of inOrder(text, told)) if (!found.has(keyOf(hint))) found.set(keyOf(hint), hint);
    return [...found.values()].slice(0, told.most);
  };

  const isCalledFor = (text, { helpWords }) => {
    const spread = text.toLowerCase().replace(/ß/g, "ss").normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
    const said = ` ${spread.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
    return helpWords.some((words) => said.includes(words));
  };

  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  const replace = (field, key, told) => {
    const found = inOrder(field.value, told).filter((hint) => keyOf(hint) === key);
    for (const { start, words, instead } of found.reverse()) {
      field.setSelectionRange(start, start + words.length);
      colloquy.type(field, instead); // so that the browser can undo it
    }
    field.focus();
  };

  const left = new WeakMap(); // form to what its writer leaves as it is
  const shown = new WeakMap(); // form to what stands beside it, so that nothing is said or made twice

  const line = (hint, form, told) => {
    const item = document.createElement("li");
    const says = document.createElement("span");
    const quoted = document.createElement("q");
    quoted.textContent = hint.words;
    says.append(told.says[hint.kind], " ", quoted);
    const { body } = form.elements;
    const change = () => { replace(body, keyOf(hint), told); tell(form); };
    const leave = () => { left.set(form, (left.get(form) ?? new Set()).add(keyOf(hint))); body.focus(); tell(form); };
    item.append(says, button(told.replace.replace("{words}", hint.instead), change), button(told.leave, leave));
    return item;
  };

  const cardOf = (told) => new DOMParser().parseFromString(told.helpCard, "text/html").querySelector("[data-help-card]");

  const parts = (found, form, told, helps) => {
    const list = document.createElement("ul");
    list.className = "alert hints";
    list.append(...found.map((hint) => line(hint, form, told)));
    return [...(helps ? [cardOf(told)] : []), ...(found.length ? [list] : [])];
  };

  const tell = async (form) => {
    const told = await care(form);
    if (!told) return;
    const text = form.elements.body.value;
    const found = hints(text, told).filter((hint) => !left.get(form)?.has(keyOf(hint)));
    const helps = Boolean(told.helpCard) && isCalledFor(text, told);
    const before = shown.get(form) ?? new Set();
    const now = new Set([...found.map(keyOf), ...(helps ? ["help"] : [])]);
    if (now.size === before.size && [...now].every((key) => before.has(key))) return;
    shown.set(form, now);
    const made = parts(found, form, told, helps);
    form.querySelector("[data-care-notes]").replaceChildren(...made);
    const news = found.filter((hint) => !before.has(keyOf(hint))).map(({ kind, words }) => `${told.says[kind]} ${words}`);
    if (helps && !before.has("help")) news.unshift(made[0].textContent.trim());
    form.querySelector("[data-care-said]").textContent = news.join(" ");
  };

  const timers = new WeakMap();
  const soon = ({ target }) => {
    const { form } = target;
    if (target.name !== "body" || !form?.matches(OURS)) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => tell(form), PAUSE));
  };
  document.addEventListener("input", soon);
  document.addEventListener("focusin", soon);

  const name = async (form, asking) => {
    const body = new FormData();
    for (const field of ["token", "parent"]) body.append(field, form.elements[field].value);
    body.append("made_up", "1");
    const response = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "name" } }).catch(() => null);
    if (!response?.ok) return form.requestSubmit(asking);
    form.elements.name.value = await response.text();
    const told = await care(form);
    form.querySelector("[data-care-said]").textContent = told?.named.replace("{name}", form.elements.name.value) ?? "";
  };

  const replaceAndShow = async (form, key, asking) => {
    const told = await care(form);
    if (!told) return form.requestSubmit(asking);
    replace(form.elements.body, key, told);
    tell(form);
    form.querySelector("input[name=preview]").click();
  };

  document.addEventListener("click", (event) => {
    const asking = event.target.closest?.(`${OURS} [name=made_up], ${OURS} [name=replace]`);
    if (!asking) return;
    const { form, value } = asking;
    if (asking.name === "made_up") {
      event.preventDefault();
      name(form, asking);
      return;
    }
    event.preventDefault();
    replaceAndShow(form, value, asking);
  });

  document.querySelectorAll(OURS).forEach((form) => { if (form.elements.body.value) tell(form); });
  globalThis.colloquy.care = { hints, isCalledFor, told: () => care(document.querySelector(OURS)) };
}
