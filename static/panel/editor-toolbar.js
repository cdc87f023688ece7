// The buttons above the text: what they do, and which of them are on.
const acts = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  code: (chain) => chain.toggleCode(),
  bulletList: (chain) => chain.toggleBulletList(),
  orderedList: (chain) => chain.toggleOrderedList(),
  rule: (chain) => chain.setHorizontalRule(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};

const blocks = {
  paragraph: (chain) => chain,
  heading2: (chain) => chain.setHeading({ level: 2 }),
  heading3: (chain) => chain.setHeading({ level: 3 }),
  heading4: (chain) => chain.setHeading({ level: 4 }),
  blockquote: (chain) => chain.wrapIn("blockquote"),
  pullquote: (chain) => chain.wrapIn("blockquote", { class: "pull" }),
  codeBlock: (chain) => chain.setCodeBlock(),
};

const currentBlock = (editor) => {
  if (editor.isActive("blockquote")) return editor.isActive("blockquote", { class: "pull" }) ? "pullquote" : "blockquote";
  if (editor.isActive("codeBlock")) return "codeBlock";
  return [2, 3, 4].map((level) => editor.isActive("heading", { level }) && `heading${level}`).find(Boolean) || "paragraph";
};

const isOn = { picture: "image", link: "link", bold: "bold", italic: "italic", code: "code", bulletList: "bulletList", orderedList: "orderedList" };

const show = (tools, editor) => {
  tools.querySelector("[data-block]").value = currentBlock(editor);
  for (const button of tools.querySelectorAll("[data-act]")) {
    const { act } = button.dataset;
    if (act in isOn) button.setAttribute("aria-pressed", editor.isActive(isOn[act]));
    if (act === "undo" || act === "redo") button.disabled = !editor.can()[act]();
  }
};

export const bindToolbar = (tools, editor, dialogs) => {
  // The text keeps the focus, so that the next letter is not lost on a button.
  tools.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  tools.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act in dialogs) dialogs[act]();
    else if (act) acts[act](editor.chain().focus()).run();
  });
  tools.querySelector("[data-block]").addEventListener("change", (event) => {
    blocks[event.target.value](editor.chain().focus().clearNodes()).run();
  });
  editor.on("transaction", () => show(tools, editor));
  show(tools, editor);
  tools.hidden = false;
};

export const bindLink = (dialog, editor) => {
  const field = dialog.querySelector("[name=href]");
  field.addEventListener("input", () => {
    const refused = /^[a-z][a-z0-9+.-]*:/i.test(field.value.trim()) && !/^(https?|mailto):/i.test(field.value.trim());
    field.setCustomValidity(refused ? dialog.dataset.refused : "");
  });
  dialog.addEventListener("close", () => (dialog.returnValue === "ok" ? setLink(editor, field.value.trim()) : editor.commands.focus()));
  return () => {
    field.value = editor.getAttributes("link").href || "";
    field.setCustomValidity("");
    dialog.returnValue = "";
    dialog.showModal();
  };
};

const setLink = (editor, typed) => {
  const chain = editor.chain().focus().extendMarkRange("link");
  if (!typed) return chain.unsetLink().run();
  const link = { href: address(typed) };
  if (!editor.state.selection.empty || editor.isActive("link")) return chain.setLink(link).run();
  // Nothing was marked: the address itself becomes the words.
  editor.chain().focus().insertContent({ type: "text", text: typed, marks: [{ type: "link", attrs: link }] }).run();
};

// "example.org" means a place on the web; "/about/", "#part" and "mailto:" mean what they say.
const address = (text) => (/^([a-z][a-z0-9+.-]*:|[/#?.])/i.test(text) ? text : `https://${text}`);
