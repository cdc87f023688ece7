// Copies the address of a link marked data-copy-link and says so in its place for a moment.
// Without this script the link leads to the address itself.
const SHOWN_FOR = 2500;

async function copy(link) {
  await navigator.clipboard.writeText(link.href);
  const words = link.textContent;
  link.textContent = link.dataset.copied;
  setTimeout(() => { link.textContent = words; }, SHOWN_FOR);
}

for (const link of document.querySelectorAll("[data-copy-link]")) {
  if (!navigator.clipboard) continue; // plain http away from this machine: browsers refuse, the link stays a link
  link.setAttribute("role", "button");
  link.setAttribute("aria-live", "polite");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    copy(link).catch(() => { location.href = link.href; });
  });
}
