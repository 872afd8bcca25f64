// Looks again every few seconds; when the web server itself is silent the page says so, and since when.

(() => {
  "use strict";

  const SECOND = 1000;
  const away = document.getElementById("away");
  const wait = Number(document.getElementById("state").dataset.again) * SECOND;

  async function look() {
    try {
      const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(4 * SECOND) });
      if (answer.redirected) return location.assign(answer.url); // signed out meanwhile
      if (!answer.ok) throw new Error(answer.statusText);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      renew(fresh.getElementById("state"));
      away.hidden = true;
      document.getElementById("state").removeAttribute("data-old");
    } catch {
      away.textContent = `${away.dataset.text} ${document.getElementById("looked").textContent}.`;
      away.hidden = false;
      document.getElementById("state").dataset.old = "yes";
    }
    setTimeout(look, wait);
  }

  // Only what differs is exchanged: a reader keeps the place, a screen reader hears a verdict that changed.
  function renew(fresh) {
    const parts = [...document.getElementById("state").children];
    for (const [at, part] of [...fresh.children].entries()) {
      const old = parts[at];
      if (old.outerHTML !== part.outerHTML && !old.contains(document.activeElement)) {
        for (const { name, value } of part.attributes) old.setAttribute(name, value);
        old.innerHTML = part.innerHTML;
      }
    }
    document.getElementById("by-itself").hidden = false;
  }

  document.getElementById("by-itself").hidden = false;
  setTimeout(look, wait);
})();
