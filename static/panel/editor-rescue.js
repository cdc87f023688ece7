// A text that never reached the site - a session that had ended, a battery - is offered again when the form opens.
// It lies in this browser only, and is gone as soon as the site has said that it is saved.
const SUBMITTED = "colloquy:submitted";
const key = `colloquy:unsaved:${location.pathname}`;

const forgetWhatWasSaved = () => {
  const submitted = sessionStorage.getItem(SUBMITTED);
  if (submitted && document.querySelector(".messagelist .success")) localStorage.removeItem(submitted);
  sessionStorage.removeItem(SUBMITTED);
};

export const bindRescue = (frame, source, bringBack) => {
  const notice = frame.querySelector("[data-rescue]");
  forgetWhatWasSaved();
  const kept = localStorage.getItem(key);
  notice.hidden = !kept || kept === source.value;
  notice.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-choice]")?.dataset.choice;
    if (!choice) return;
    if (choice === "back") bringBack(kept);
    else localStorage.removeItem(key);
    notice.hidden = true;
  });
  source.addEventListener("input", () => localStorage.setItem(key, source.value));
  source.form.addEventListener("submit", () => sessionStorage.setItem(SUBMITTED, key));
};
