// Words that were used before, as buttons below the field: one press adds or takes one away.
const bind = (field) => {
  const known = field.dataset.words.split(",").filter(Boolean);
  if (!known.length) return;
  const typed = () => field.value.split(",").map((word) => word.trim()).filter(Boolean);
  const list = document.createElement("div");
  list.className = "words";
  const buttons = known.map((word) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = word;
    button.addEventListener("click", () => {
      const words = typed();
      field.value = (words.includes(word) ? words.filter((each) => each !== word) : [...words, word]).join(", ");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return button;
  });
  const show = () => buttons.forEach((button) => button.setAttribute("aria-pressed", typed().includes(button.textContent)));
  field.addEventListener("input", show);
  list.append(...buttons);
  field.after(list);
  show();
};

document.querySelectorAll("[data-words]").forEach(bind);
