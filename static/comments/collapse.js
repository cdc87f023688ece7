// Puts away what answers a thread's first response, until the tab is closed. Links and the browser's search open it.
"use strict";
{
  const KEY = "colloquy:shut";
  const attempt = (act) => { try { return act(); } catch { return null; } };
  const shut = new Set(attempt(() => JSON.parse(sessionStorage.getItem(KEY))));
  const words = document.querySelector(".discussion")?.dataset;

  for (const replies of words ? document.querySelectorAll(".threads > li > .replies") : []) {
    const item = replies.parentElement;
    const button = document.createElement("button");
    const count = replies.querySelectorAll(".u-comment").length;
    const form = count === 1 ? "One" : "More";
    const put = (away) => {
      if (away) replies.setAttribute("hidden", "until-found");
      else replies.removeAttribute("hidden");
      button.ariaExpanded = !away;
      button.textContent = words[(away ? "open" : "shut") + form].replace("{count}", count);
      shut[away ? "add" : "delete"](item.id);
    };
    const led = () => { if (replies.hidden && replies.querySelector(`:scope ${location.hash || "_"}`)) put(false); };
    button.type = "button";
    button.className = "collapse meta no-print";
    button.addEventListener("click", () => {
      put(!replies.hidden);
      attempt(() => sessionStorage.setItem(KEY, JSON.stringify([...shut])));
    });
    replies.addEventListener("beforematch", () => put(false));
    addEventListener("hashchange", led);
    (item.querySelector(":scope > .comment > .comment-head") ?? item.querySelector(".comment")).append(button);
    put(shut.has(item.id));
    led();
  }
}
