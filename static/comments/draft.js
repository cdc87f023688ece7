// A text that is not sent yet is kept in this browser, by article and by what it answers, and found again.
// Only the text: no name, no address. It goes once the site has taken the comment, when it is thrown away, or in time.
"use strict";
{
  const PREFIX = "colloquy:draft:";
  const SENDING = "colloquy:sending"; // what this tab has sent and does not know the fate of
  const TAKEN = "colloquy:taken"; // what the site took last: Back must not bring it up again
  const KEPT_FOR = 30 * 24 * 3600 * 1000;
  const EVERY = 500;

  const attempt = (act) => { try { return act(); } catch { return null; } }; // storage may be refused, full or odd
  const read = (key, store = "localStorage") => attempt(() => JSON.parse(globalThis[store].getItem(key)));
  const write = (key, value, store = "localStorage") => attempt(() => {
    if (value) globalThis[store].setItem(key, JSON.stringify(value));
    else globalThis[store].removeItem(key);
  });
  const keys = (path) => (attempt(() => Object.keys(localStorage)) ?? []).filter((key) => key.startsWith(PREFIX + path));

  const forms = () => [...document.querySelectorAll("[data-reply-form]")];
  const pathOf = (form) => new URL(form.getAttribute("action"), location).pathname;
  const keyOf = (form) => PREFIX + pathOf(form) + form.elements.parent.value;

  const keep = (form) => {
    const text = form.elements.body.value;
    write(keyOf(form), text.trim() && { text, at: Date.now() });
  };

  const ago = (at) => {
    const minutes = Math.round((at - Date.now()) / 60000);
    const [count, unit] = minutes > -60 ? [minutes, "minute"] : minutes > -24 * 60 ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1440), "day"];
    return new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" }).format(count, unit);
  };

  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  // "Your draft from 20 minutes ago. Throw it away": and, for who pressed by mistake, the way back.
  const say = (form, draft) => {
    const line = form.querySelector("[data-draft-line]");
    const field = form.elements.body;
    const put = (text) => { field.value = text; keep(form); field.focus(); };
    const discard = button(form.dataset.discard, () => {
      const text = field.value;
      const restore = button(form.dataset.restore, () => { put(text); say(form, draft); });
      put("");
      line.replaceChildren(form.dataset.discarded, " ", restore);
    });
    line.replaceChildren(form.dataset.draft.replace("{when}", ago(draft.at)), " ", discard);
  };

  // What stands in the field already is newer, be it from the site or from the browser's memory, unless it is a part.
  const fill = (form) => {
    const field = form.elements.body;
    const draft = read(keyOf(form));
    if (!draft?.text || field.defaultValue || !draft.text.startsWith(field.value)) return;
    field.value = draft.text;
    say(form, draft);
  };

  // A quick hand begins before this script is there.
  const keepWhatWasTypedBefore = (form) => {
    const { value, defaultValue } = form.elements.body;
    if (value.trim() && value !== defaultValue && value !== read(keyOf(form))?.text) keep(form);
  };

  // Drafts whose comment is gone or on another page: offered where the article is answered.
  const offer = (form, key) => {
    const draft = read(key);
    const field = form.elements.body;
    const line = document.createElement("span");
    const done = () => { write(key); line.remove(); };
    const here = button(form.dataset.putHere, () => {
      field.value = field.value ? `${field.value}\n\n${draft.text}` : draft.text;
      keep(form);
      done();
      field.focus();
    });
    line.append(form.dataset.elsewhere.replace("{when}", ago(draft.at)), " ", here, " ", button(form.dataset.discard, done));
    form.querySelector("[data-draft-line]").append(line);
  };

  // Where nothing can be sent any more the text can still be copied.
  const showKept = (place) => {
    for (const key of keys(place.dataset.drafts)) {
      const draft = read(key);
      const line = document.createElement("p");
      const field = document.createElement("textarea");
      line.className = "meta draft";
      field.className = "form-control";
      field.readOnly = true;
      field.value = draft.text;
      line.append(place.dataset.draft.replace("{when}", ago(draft.at)), " ", button(place.dataset.discard, () => { write(key); line.remove(); field.remove(); }));
      field.setAttribute("aria-label", line.firstChild.data);
      place.append(line, field);
    }
  };

  // The site takes a comment by leading to its place; a refusal comes at the address of the form.
  const settle = () => {
    const sent = read(SENDING, "sessionStorage");
    write(SENDING, null, "sessionStorage");
    const [visit] = performance.getEntriesByType("navigation");
    const isThere = /^#comment-\d+$/.test(location.hash) && document.querySelector(location.hash);
    if (!sent || !isThere || !visit?.redirectCount || visit.type === "back_forward") return;
    if (read(sent.key)?.text === sent.text) write(sent.key);
    write(TAKEN, sent, "sessionStorage");
  };

  const emptyTaken = () => {
    const taken = read(TAKEN, "sessionStorage");
    for (const form of taken ? forms() : []) {
      if (keyOf(form) === taken.key && form.elements.body.value === taken.text && !read(taken.key)) form.elements.body.value = "";
    }
  };

  const find = () => {
    for (const key of keys("")) if (!(read(key)?.at > Date.now() - KEPT_FOR)) write(key);
    for (const form of forms()) {
      fill(form);
      keepWhatWasTypedBefore(form);
      if (form.elements.parent.value) continue; // a page for one reply
      for (const key of keys(pathOf(form))) {
        const parent = key.slice(keyOf(form).length);
        if (!parent) continue;
        const link = document.querySelector(`[data-reply="${CSS.escape(parent)}"]`);
        if (!link) offer(form, key);
        else if (!read(key).isShut) link.dispatchEvent(new CustomEvent("reply:open", { bubbles: true }));
      }
    }
    document.querySelectorAll("[data-drafts]").forEach(showKept);
  };

  const changed = new Set();
  let timer = 0;
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    changed.forEach(keep);
    changed.clear();
  };

  document.addEventListener("input", ({ target }) => {
    if (target.name !== "body" || !target.form?.matches("[data-reply-form]")) return;
    changed.add(target.form);
    timer ||= setTimeout(save, EVERY); // not put off by further typing: a crash costs half a second
  });
  document.addEventListener("visibilitychange", save);
  addEventListener("pagehide", save);

  document.addEventListener("reply:opened", (event) => fill(event.target));
  document.addEventListener("reply:cancelled", ({ target: form }) => {
    save();
    const draft = read(keyOf(form));
    if (draft) write(keyOf(form), { ...draft, isShut: true });
  });

  document.addEventListener("submit", ({ target: form, submitter }) => {
    if (!form.matches("[data-reply-form]") || (submitter && submitter.name !== "send")) return;
    changed.delete(form);
    keep(form);
    write(SENDING, { key: keyOf(form), text: form.elements.body.value }, "sessionStorage");
  });

  // Another tab writes on: a field that held the same text follows; one that went its own way stays.
  addEventListener("storage", ({ key, oldValue, newValue }) => {
    const text = (value) => attempt(() => JSON.parse(value).text) ?? "";
    for (const form of forms()) {
      if (keyOf(form) === key && form.elements.body.value === text(oldValue)) form.elements.body.value = text(newValue);
    }
  });

  addEventListener("pageshow", ({ persisted }) => {
    settle();
    emptyTaken();
    if (!persisted) find();
  });
}
