// Saves an answer as it is typed, and says so. A save names the version it goes on from; where another window has
// saved since, both texts are shown and nothing more is saved until its writer has chosen.
(() => {
  "use strict";

  const PAUSE = 800; // ms without a key
  const states = new Map(); // by the form's id: the page may be exchanged around a text

  const formOf = (id) => document.getElementById(id);
  const field = (form) => form.querySelector("textarea[name=body]");
  const rescue = (id) => `colloquy:answer:${id}`;

  function stateOf(form) {
    if (!states.has(form.id)) states.set(form.id, { timer: 0, saving: null, dirty: false, stopped: false, leaving: false });
    return states.get(form.id);
  }

  function say(form, text) {
    const line = form?.querySelector("[data-draft-said]");
    if (line) line.textContent = text;
  }

  function later(form) {
    const state = stateOf(form);
    state.dirty = true;
    clearTimeout(state.timer);
    if (!state.stopped) state.timer = setTimeout(() => save(form.id), PAUSE);
  }

  async function save(id, isLast = false) {
    const state = states.get(id);
    clearTimeout(state.timer);
    if (state.saving) await state.saving;
    if (!state.dirty || state.stopped) return;
    state.dirty = false;
    state.saving = send(id, isLast).finally(() => { state.saving = null; });
    await state.saving;
  }

  async function send(id, isLast) {
    const form = formOf(id);
    if (!form) return;
    const data = new FormData(form);
    let response;
    try {
      response = await fetch(form.dataset.draft, { method: "POST", body: data, keepalive: isLast, credentials: "same-origin", headers: { Accept: "application/json" } });
    } catch {
      return failed(id, form.dataset.unsaved, data.get("body"));
    }
    const said = await response.json().catch(() => null);
    if (response.status === 409 && said) return conflict(id, said);
    if (!response.ok || !said || response.redirected) {
      return failed(id, said?.said || (response.status === 403 || response.redirected ? form.dataset.signedOut : form.dataset.unsaved), data.get("body"));
    }
    sessionStorage.removeItem(rescue(id));
    const now = formOf(id);
    if (!now) return;
    now.elements.version.value = said.version;
    say(now, said.said);
  }

  function failed(id, words, body) {
    states.get(id).dirty = true;
    sessionStorage.setItem(rescue(id), body);
    say(formOf(id), words);
  }

  function conflict(id, said) {
    const form = formOf(id);
    const state = states.get(id);
    state.dirty = state.stopped = true;
    if (!form) return;
    say(form, said.said);
    if (form.querySelector("[data-other-text]")) return;
    const box = document.createElement("div");
    box.dataset.otherText = "";
    const label = document.createElement("label");
    label.className = "form-label";
    label.htmlFor = `${id}-other`;
    label.textContent = form.dataset.other;
    const other = document.createElement("textarea");
    Object.assign(other, { id: `${id}-other`, className: "form-control", rows: 6, readOnly: true, value: said.other || "" });
    const keep = document.createElement("button");
    Object.assign(keep, { type: "button", className: "btn", textContent: form.dataset.keep });
    keep.addEventListener("click", () => {
      form.elements.version.value = said.version;
      state.stopped = false;
      box.remove();
      save(id);
    });
    box.append(label, other, keep);
    field(form).after(box);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form && event.target === field(form)) later(form);
  });

  // What is published or planned goes on from what is saved: so it is saved first, and kept whatever comes of it.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-draft]")) return;
    const state = stateOf(form);
    clearTimeout(state.timer);
    if (state.stopped || state.leaving || !(state.dirty || state.saving)) {
      state.leaving = true;
      return;
    }
    event.preventDefault();
    const submitter = event.submitter;
    save(form.id).catch(() => {}).then(() => {
      state.leaving = true;
      const now = formOf(form.id) || form;
      now.requestSubmit(submitter && now.contains(submitter) ? submitter : null);
    });
  }, true);

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const [id, state] of states) if (state.dirty && !state.leaving) save(id, true);
  });

  window.addEventListener("pageshow", () => {
    for (const state of states.values()) state.leaving = false;
  });

  // What could not be saved before this page was loaded anew.
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const kept = sessionStorage.getItem(rescue(form.id));
    if (kept && kept !== field(form).value && !field(form).value) {
      field(form).value = kept;
      form.closest("details").open = true;
      later(form);
    }
  }
})();
