// An old link to #comment-N: where no comment of this page has that number, ask where it stands now.
"use strict";
{
  const address = document.currentScript.dataset.former; // ends in 0/, where the number goes
  const find = async () => {
    const number = /^#comment-(\d{1,18})$/.exec(location.hash)?.[1];
    if (!number || document.getElementById(`comment-${number}`)) return;
    const former = address.replace("/0/", `/${number}/`);
    const answer = await fetch(former, { method: "HEAD" }).catch(() => null); // no network, or gone on meanwhile
    if (answer?.ok && answer.redirected) location.replace(former);
  };
  addEventListener("hashchange", find);
  find();
}
