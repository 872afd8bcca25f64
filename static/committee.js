// Moving the lines of a draft by dragging and with Alt+↑ and Alt+↓. The order of the lines is the order of the form, so
// a move is made here at once and told to the server, which numbers them, foresees and says what happened.

(() => {
  "use strict";

  const list = () => document.querySelector("#draft .rows");
  const lines = () => [...list().querySelectorAll(":scope > .line")];

  function told(from, to) {
    lines().forEach((line, at) => (line.querySelector(".number").textContent = at + 1));
    const button = document.getElementById("moved");
    button.value = `moved:${from}:${to}`;
    button.click();
  }

  // The neighbour goes round the line, not the other way: what moves in the page loses the focus.
  function step(line, up) {
    const from = lines().indexOf(line);
    const neighbour = lines()[up ? from - 1 : from + 1];
    if (!neighbour) return;
    if (up) line.after(neighbour);
    else line.before(neighbour);
    told(from, up ? from - 1 : from + 1);
  }

  function ready() {
    if (!list() || list().dataset.ready) return;
    list().dataset.ready = "yes";
    Sortable.create(list(), {
      handle: ".grip",
      draggable: ".line",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      forceFallback: true,
      onEnd: ({ oldIndex, newIndex }) => oldIndex !== newIndex && told(oldIndex, newIndex),
    });
  }

  document.addEventListener("keydown", (event) => {
    const line = event.target.closest("#draft .line");
    if (!line || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    step(line, event.key === "ArrowUp");
  });

  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("#draft .line [value^='up:'], #draft .line [value^='down:']");
      if (!button) return;
      event.preventDefault();
      event.stopPropagation();
      step(button.closest(".line"), button.value.startsWith("up:"));
    },
    true,
  );

  document.addEventListener("change", (event) => {
    if (event.target.matches("#draft .worth select")) document.getElementById("again").click();
  });

  document.addEventListener("htmx:load", ready);
  ready();
})();
