// Formatted text that is pasted becomes Markdown; plain text is left to the browser. Put in as if typed: undo works.
// `colloquy.markdown(node)` and `colloquy.type(field, text)` serve the other scripts too.
"use strict";
{
  const BLOCKS = /^(ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|DD|DETAILS|DIV|DL|DT|FIGCAPTION|FIGURE|FOOTER|H[1-6]|HEADER|HR|LI|MAIN|NAV|OL|P|PRE|SECTION|TABLE|TR|UL)$/;
  const UNSEEN = /^(HEAD|META|NOSCRIPT|SCRIPT|STYLE|TEMPLATE|TITLE)$/;
  const FORMATTED = "a[href], b, strong, i, em, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, pre, code";

  // Styles are read as text: the content policy, which holds in a parsed page too, would report each of them.
  const parsed = (html) => {
    const harmless = html.replace(/<style\b[^]*?<\/style>/gi, "").replace(/<[^>]*>/g, (tag) => tag.replace(/\sstyle\s*=/i, " data-style="));
    return new DOMParser().parseFromString(harmless, "text/html").body; // runs nothing and loads nothing
  };
  const styled = (element, property) => new RegExp(`${property}\\s*:\\s*([-\\w]+)`, "i").exec(element.dataset?.style)?.[1];

  const isBold = (element) => {
    const weight = styled(element, "font-weight");
    return weight ? /^bold|^[6-9]/.test(weight) : /^(B|STRONG)$/.test(element.tagName);
  };
  const isItalic = (element) => {
    const slant = styled(element, "font-style");
    return slant ? slant === "italic" : /^(I|EM)$/.test(element.tagName);
  };

  // A code editor's colours are no formatting, and its blanks must stay.
  const isFormatted = (body) => {
    const parts = [...body.querySelectorAll("[data-style]")];
    const isCode = parts.some((part) => /\bpre\b(?!-)/.test(styled(part, "white-space")));
    return body.querySelector(FORMATTED) || (!isCode && parts.some((part) => isBold(part) || isItalic(part)));
  };

  // Signs stay outside of blanks ("** x**" is not bold), and what is blank needs none.
  const wrapped = (text, sign) => text.replace(/^(\s*)([^]*?)(\s*)$/, (all, before, inner, after) => (inner ? before + sign + inner + sign + after : all));
  const indented = (text, first, others = " ".repeat(first.length)) => text.split("\n").map((line, number) => (line || others.trim() ? (number ? others : first) + line : line).trimEnd()).join("\n");

  const escaped = (text) => text.replace(/[\\`*[\]]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|<(?=[a-z/!?])|&(?=#?\w+;)/giu, "\\$&");
  const atStart = (text) => text.replace(/^(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|={1,}$|-{2,}$|~{3,})/gm, "\\$1").replace(/^(\d{1,9})([.)])(?=\s|$)/gm, "$1\\$2");

  const code = (text) => {
    const ticks = "`".repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length)) + 1);
    return text.trim() ? ticks + (/^`|`$/.test(text) ? ` ${text} ` : text) + ticks : text;
  };

  const link = (element, text) => {
    const href = element.getAttribute("href") ?? "";
    if (!/^(https?:\/\/|mailto:)/i.test(href) || !text.trim()) return text;
    if (element.textContent.trim() === href && !/[\s<>]/.test(href)) return href;
    return wrapped(text, "\0").replace(/\0([^]*)\0/, (_all, inner) => `[${inner.replace(/\s*\n\s*/g, " ")}](${encodeURI(href).replace(/%25/g, "%").replace(/[()]/g, "\\$&")})`);
  };

  const inline = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return escaped(node.data.replace(/[ \t\r\n\f]+/g, " "));
    if (UNSEEN.test(node.tagName)) return "";
    if (node.tagName === "BR") return "\n";
    if (node.tagName === "IMG") return escaped(node.alt);
    if (node.tagName === "CODE" || node.tagName === "KBD") return code(node.textContent.replace(/\s+/g, " "));
    let text = [...node.childNodes].map(inline).join("");
    if (/^T[DH]$/.test(node.tagName)) text += node.nextElementSibling ? " | " : "";
    if (isItalic(node)) text = wrapped(text, "*");
    if (isBold(node)) text = wrapped(text, "**");
    return node.tagName === "A" ? link(node, text) : text;
  };

  const holdsBlocks = (node) => [...(node.children ?? [])].some((child) => BLOCKS.test(child.tagName) || holdsBlocks(child));
  const tidy = (text) => text.replace(/ *\n */g, "\n").replace(/ {2,}/g, " ").trim();

  const listed = (list) => {
    const items = [...list.children].filter((child) => child.tagName === "LI" || /^[OU]L$/.test(child.tagName));
    let number = list.start ?? 1;
    return items.map((item) => {
      const text = item.tagName === "LI" ? blocks(item, "\n") : blocks({ childNodes: [item] });
      if (item.tagName !== "LI") return indented(text, "  ");
      return indented(text, list.tagName === "OL" ? `${number++}. ` : "- ");
    }).join("\n");
  };

  const block = (node) => {
    const name = node.tagName;
    if (/^[OU]L$/.test(name)) return listed(node);
    if (name === "PRE") return `\`\`\`\n${node.textContent.replace(/\n$/, "")}\n\`\`\``;
    if (name === "BLOCKQUOTE") return indented(blocks(node), "> ", "> ");
    if (name === "HR") return "***";
    if (/^H[1-6]$/.test(name)) return wrapped(tidy(inline(node)).replace(/\n|\*\*/g, (sign) => (sign === "\n" ? " " : "")), "**");
    return blocks(node, /^(TABLE|TBODY|THEAD)$/.test(name) ? "\n" : "\n\n");
  };

  // Runs of inline things are paragraphs of their own; what holds blocks is walked into.
  const blocks = (node, between = "\n\n") => {
    const parts = [];
    let run = "";
    const end = () => {
      if (tidy(run)) parts.push(atStart(tidy(run)));
      run = "";
    };
    for (const child of node.childNodes) {
      if (BLOCKS.test(child.tagName) || holdsBlocks(child)) {
        end();
        parts.push(block(child));
      } else {
        run += child.nodeType === Node.TEXT_NODE || child.nodeType === Node.ELEMENT_NODE ? inline(child) : "";
      }
    }
    end();
    return parts.filter((part) => part.trim()).join(between);
  };

  const type = (field, text) => {
    field.focus();
    if (document.execCommand("insertText", false, text)) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("paste", (event) => {
    const html = event.target.matches?.("[data-reply-form] [name=body]") && event.clipboardData.getData("text/html");
    if (!html) return;
    const body = parsed(html);
    const text = isFormatted(body) && blocks(body);
    if (!text) return;
    event.preventDefault();
    type(event.target, text);
  });

  globalThis.colloquy = { markdown: blocks, type };
}
