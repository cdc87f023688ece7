// Says that responses have arrived while one reads. Nothing moves until one asks to see them.
"use strict";
{
  const place = document.querySelector("[data-arrivals]");
  const note = document.createElement("p");
  const link = document.createElement("a");

  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(place.dataset.arrivals, { cache: "no-cache" }).catch(() => null);
    const more = answer?.ok ? (await answer.json()).count - place.dataset.count : 0;
    if (more > 0) link.textContent = place.dataset.show.replace("{count}", more);
    note.hidden = more <= 0;
  };

  if (place) {
    note.className = "arrived alert no-print";
    note.role = "status";
    note.hidden = true;
    note.append(link);
    place.append(note);
    link.href = place.dataset.fresh || "#responses";
    link.addEventListener("click", () => {
      try { sessionStorage.removeItem(`colloquy:seen:${location.pathname.replace(/comment-page-\d+\/$/, "")}`); } catch { /* then nothing was kept */ }
      if (!place.dataset.fresh) setTimeout(() => location.reload());
    });
    setInterval(look, 60_000);
  }
}
