// Pictures in the text: chosen, dropped or pasted, described, sent to the panel, and put where the cursor is.
const send = async (address, file, alt) => {
  const body = new FormData();
  body.append("file", file);
  body.append("alt", alt);
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const response = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
};

const insert = (editor, { src, alt, width, height }, caption) => {
  const content = [{ type: "image", attrs: { src, alt, width, height } }];
  if (caption) content.push({ type: "caption", content: [{ type: "text", text: caption }] });
  editor.chain().focus().insertContent([{ type: "figure", content }, { type: "paragraph" }]).run();
};

export const bindPictures = (dialog, editor, upload) => {
  const form = dialog.querySelector("form");
  const { file, alt, caption } = form.elements;
  const error = dialog.querySelector("[data-error]");
  const busy = dialog.querySelector("[data-busy]");
  let given = null; // a file that was dropped or pasted

  const say = (text) => {
    error.textContent = text;
    error.hidden = !text;
  };
  const open = (dropped = null) => {
    const selected = editor.isActive("image");
    given = dropped;
    form.reset();
    say("");
    if (selected) alt.value = editor.getAttributes("image").alt || "";
    for (const row of dialog.querySelectorAll("[data-file-row], [data-caption-row]")) row.hidden = selected;
    if (given) dialog.querySelector("[data-file-row]").hidden = true;
    dialog.showModal();
  };
  const store = async () => {
    const chosen = given || file.files[0];
    if (editor.isActive("image") && !chosen) {
      editor.commands.updateAttributes("image", { alt: alt.value.trim() });
      return true;
    }
    if (!chosen) return file.focus();
    busy.hidden = false;
    try {
      insert(editor, await send(upload, chosen, alt.value.trim()), caption.value.trim());
      return true;
    } catch (problem) {
      say(problem instanceof SyntaxError || problem instanceof TypeError ? dialog.dataset.failed : problem.message);
    } finally {
      busy.hidden = true;
    }
  };
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    if (busy.hidden && (await store())) dialog.close("ok");
  });
  return open;
};

export const pictureIn = (transfer) => [...(transfer?.files || [])].find((file) => file.type.startsWith("image/"));
