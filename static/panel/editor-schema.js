// What an article may hold: the allow-list of blog/markup.py as the editor's schema. Markup that an article brought
// from elsewhere is kept even where the toolbar has no button for it.
import * as prose from "django-prose-editor/editor";

const { Mark, Node } = prose;

const wrap = (tag, attributes = {}, also = []) =>
  Mark.create({
    name: `${tag}Mark`,
    addAttributes: () => attributes,
    parseHTML: () => [tag, ...also].map((name) => ({ tag: name })),
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  });

const block = (name, tag, content, more = {}) =>
  Node.create({
    name,
    content,
    parseHTML: () => [{ tag }],
    renderHTML: () => [tag, 0],
    ...more,
  });

const Quote = prose.Blockquote.extend({
  addAttributes: () => ({
    class: { default: null, parseHTML: (element) => (element.classList.contains("pull") ? "pull" : null) },
  }),
});

const NumberedList = prose.OrderedList.extend({
  addNodeView: null,
  addAttributes: () => ({
    start: {
      default: 1,
      parseHTML: (element) => Number.parseInt(element.getAttribute("start"), 10) || 1,
      renderHTML: ({ start }) => (start === 1 ? {} : { start }),
    },
  }),
});

// The library's own dialog is replaced by ours, so its key is as well.
const Link = prose.Link.extend({ addKeyboardShortcuts: () => ({}) });

const span = (name) => ({
  default: 1,
  parseHTML: (element) => Number.parseInt(element.getAttribute(name), 10) || 1,
  renderHTML: (attributes) => (attributes[name] > 1 ? { [name]: attributes[name] } : {}),
});
const cell = (Base) =>
  Base.extend({
    addAttributes: () => ({ colspan: span("colspan"), rowspan: span("rowspan"), colwidth: { default: null, rendered: false } }),
  });

export const extensions = [
  prose.Document, prose.Paragraph, prose.Text, prose.HardBreak, prose.HorizontalRule,
  prose.History, prose.Gapcursor, prose.Dropcursor,
  prose.Heading.configure({ levels: [2, 3, 4] }),
  prose.Bold, prose.Italic, prose.Code, prose.Strike, prose.Underline, prose.Subscript, prose.Superscript,
  Link.configure({ openOnClick: false, enableTarget: false, autolink: false, protocols: ["http", "https", "mailto"] }),
  wrap("cite"), wrap("q"), wrap("small"), wrap("kbd"), wrap("mark"),
  wrap("abbr", { title: { default: null } }),
  prose.BulletList, NumberedList, prose.ListItem, Quote,
  prose.CodeBlock.extend({ addMenuItems: undefined }),
  prose.Image.extend({ draggable: true }),
  block("figure", "figure", "block+ caption?", { group: "block", isolating: true, draggable: true }),
  block("caption", "figcaption", "inline*", { isolating: true }),
  block("definitions", "dl", "(term | definition)+", { group: "block" }),
  block("term", "dt", "inline*"),
  block("definition", "dd", "paragraph block*"),
  prose.Table.configure({ resizable: false }), prose.TableRow, cell(prose.TableHeader), cell(prose.TableCell),
];
