// OKT Live: one button that shares the scenario, or copies its address. Without it the link beside it does.
"use strict";

const button = document.querySelector("[data-share]");
const address = document.getElementById("address");
const said = document.querySelector("[data-said]");

if (button && address && (navigator.share || navigator.clipboard)) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const about = document.querySelector('meta[property="og:description"]').content;
    try {
      if (navigator.share) {
        await navigator.share({ title: document.title, text: about, url: address.value });
        return;
      }
      await navigator.clipboard.writeText(address.value);
      said.textContent = button.textContent = button.dataset.done;
    } catch (stopped) {
      if (stopped.name === "AbortError") return; // the reader closed the list of apps
      address.focus();
      address.select();
    }
  });
}
