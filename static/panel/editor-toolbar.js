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
  dialog.addEventListener("close", () => {
    const chain = editor.chain().focus().extendMarkRange("link");
    if (dialog.returnValue !== "ok") return editor.commands.focus();
    if (!field.value.trim()) return chain.unsetLink().run();
    if (!editor.state.selection.empty || editor.isActive("link")) return chain.setLink({ href: address(field.value) }).run();
    // Nothing was marked: the address itself becomes the words.
    editor.chain().focus().insertContent({ type: "text", text: field.value.trim(), marks: [{ type: "link", attrs: { href: address(field.value) } }] }).run();
  });
  return () => {
    field.value = editor.getAttributes("link").href || "";
    dialog.returnValue = "";
    dialog.showModal();
  };
};

// "example.org" means a place on the web; "/about/", "#part" and "mailto:" mean what they say.
const address = (typed) => {
  const text = typed.trim();
  return /^([a-z][a-z0-9+.-]*:|[/#?.])/i.test(text) ? text : `https://${text}`;
};
