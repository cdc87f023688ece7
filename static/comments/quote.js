// Selected words of the article or of a comment go into the reply to it as a quotation, with one press.
"use strict";
{
  const form = document.querySelector("#reply [data-reply-form]");
  const button = document.createElement("button");
  let chosen = null; // a touch on the button may end the selection before the click arrives

  const wordsOf = (node) => (node.closest ? node : node.parentElement)?.closest(".e-content, .overheard");

  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0).cloneRange();
    const words = wordsOf(range.startContainer);
    if (!words || !String(selection).trim()) return null;
    if (!words.contains(range.endContainer)) range.setEndAfter(words.lastChild); // three clicks reach into what follows
    return { words, range };
  };

  // Below the end of the selection, in no flow: nothing moves. Behind the words in the document: Tab comes to it.
  const place = ({ words, range }) => {
    words.after(button);
    button.style.inset = "0 auto auto 0";
    const origin = button.getBoundingClientRect();
    const end = [...range.getClientRects()].at(-1) ?? words.getBoundingClientRect();
    const x = Math.min(end.right, words.getBoundingClientRect().right) - origin.width;
    button.style.inset = `${end.bottom - origin.top + 6}px auto auto ${Math.max(x, words.getBoundingClientRect().left) - origin.left}px`;
  };

  const offer = () => {
    if (document.activeElement === button) return;
    chosen = selected();
    if (chosen) place(chosen);
    else button.remove();
  };

  const quote = () => {
    const link = chosen.words.closest("article.comment")?.querySelector("[data-reply]");
    button.remove();
    link?.click(); // opens the reply and takes the focus there
    const field = link ? document.activeElement : form.elements.body;
    if (!field.selectionEnd) field.setSelectionRange(field.value.length, field.value.length); // nobody put the caret there
    const before = field.value.slice(0, field.selectionStart);
    const gap = before && "\n\n".slice(/\n{0,2}$/.exec(before)[0].length);
    const lines = colloquy.markdown(chosen.range.cloneContents()).split("\n");
    colloquy.type(field, `${gap}${lines.map((line) => `> ${line}`.trim()).join("\n")}\n\n`);
  };

  if (form) {
    let timer = 0;
    button.type = "button";
    button.className = "btn quote";
    button.textContent = form.dataset.quote;
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
    button.addEventListener("click", quote);
    document.addEventListener("selectionchange", () => {
      clearTimeout(timer);
      timer = setTimeout(offer, 150);
    });
    offer(); // the selection that fetched this script
  }
}
