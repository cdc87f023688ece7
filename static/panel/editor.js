// Turns the textarea of an article into the editor, and keeps the textarea up to date: it is what the form sends.
import { Editor } from "django-prose-editor/editor";
import { bindPictures, pictureIn } from "panel/pictures";
import { bindRescue } from "panel/rescue";
import { extensions } from "panel/schema";
import { bindLink, bindToolbar } from "panel/toolbar";

const EMPTY = /^<(\w+)><\/\1>$/;

const start = (frame) => {
  const source = frame.querySelector("[data-editor-source]");
  const page = document.createElement("div");
  source.after(page);
  source.hidden = true;

  const open = {};
  const take = (transfer) => {
    const picture = pictureIn(transfer);
    if (picture) open.picture(picture);
    return Boolean(picture);
  };
  const editor = new Editor({
    element: page,
    extensions,
    content: source.value,
    injectCSS: false, // panel.css has those few rules; a style element would need a nonce
    editorProps: {
      attributes: { class: "prose", role: "textbox", "aria-multiline": "true", "aria-label": frame.dataset.label, spellcheck: "true" },
      handlePaste: (_view, event) => take(event.clipboardData),
      handleDrop: (_view, event) => take(event.dataTransfer),
      handleKeyDown: (_view, event) => event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && (event.preventDefault(), open.link(), true),
    },
    onUpdate: () => {
      const html = editor.getHTML();
      source.value = EMPTY.test(html) ? "" : html;
      source.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });

  document.body.append(frame.querySelector("[data-dialogs]").content);
  open.link = bindLink(document.querySelector("[data-dialog=link]"), editor);
  open.picture = bindPictures(document.querySelector("[data-dialog=picture]"), editor, frame.dataset.upload);
  bindToolbar(frame.querySelector("[data-tools]"), editor, { link: open.link, picture: () => open.picture() });
  bindRescue(frame, source, (html) => editor.commands.setContent(html, { emitUpdate: true }));
  guard(source.form);
};

// Nobody loses an hour's writing to a closed tab.
const guard = (form) => {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
};

document.querySelectorAll("[data-editor]").forEach(start);
