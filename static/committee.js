// The draft of the matrix: moving its lines by dragging and with Alt+↑ and Alt+↓, keeping every change on the server, and
// showing what others change. The order of the lines is the order of the form: a move is made here at once and told to
// the server, which numbers the lines, foresees and says what happened. Without this every button works by itself.

(() => {
  "use strict";

  const LOOK = 1500; // ms between two looks at whether others changed something
  const PATIENCE = 10_000;
  const TWICE = 500; // ms within which two clicks
  const NEAR = 6; // and px within which they are meant for the same line
  const QUIET = /^(moved|removed|preview|see|enter)/; // one that is about to be sent says it all: the whole form goes along

  const form = document.getElementById("draft");
  const list = form.querySelector(".rows");
  const session = document.getElementById("session");
  const lines = () => [...list.querySelectorAll(":scope > .line")];
  const field = (name) => form.querySelector(`input[name=${name}]`);

  const waiting = []; // what is still to be told, oldest first; one request at a time is on its way
  let sending = false;
  let looking = false;
  let dragging = false;
  let pressed = null; // where and when the pointer clicked last; null after a key
  let last = null; // the click that moved or removed a line last, with its verb and line

  function show(state) {
    form.dataset.kept = state;
  }

  function ask(act, action = form.getAttribute("action")) {
    const last = waiting.at(-1);
    if (last && !last.sent && last.action === action && QUIET.test(last.act) && QUIET.test(act)) waiting.pop();
    waiting.push({ action, act });
    show("waiting");
    send();
  }

  async function send() {
    if (sending || dragging || !waiting.length) return;
    sending = true;
    const wish = waiting[0];
    wish.sent = true;
    const body = new URLSearchParams(new FormData(form));
    body.append("do", wish.act);
    try {
      const answer = await asked(wish.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
      if (answer.headers.has("HX-Redirect")) return location.assign(answer.headers.get("HX-Redirect"));
      if (answer.status === 403) await renew();
      if (![200, 422].includes(answer.status)) throw new Error(`answered ${answer.status}`);
      waiting.shift();
      take(await answer.text(), body.get("reason"));
      show(waiting.length ? "waiting" : "yes");
    } catch {
      // What was moved stays the first to be told, and `look` tries again; a decision is not made later by itself.
      wish.sent = false;
      if (!QUIET.test(wish.act)) {
        waiting[0] = { action: form.getAttribute("action"), act: "preview" };
        session.textContent ||= form.dataset.failed;
      }
      show("trouble");
      return;
    } finally {
      sending = false;
    }
    send();
  }

  async function asked(address, options = {}) {
    const answer = await fetch(address, { ...options, headers: { ...options.headers, "HX-Request": "true" } });
    if (answer.status === 401) {
      session.textContent = await answer.text();
      throw new Error("signed out");
    }
    session.textContent = "";
    return answer;
  }

  // Who signed in again, in another tab, has another token: what waits here is sent with that.
  async function renew() {
    const page = await (await asked(form.getAttribute("action"))).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
    if (fresh) field("csrfmiddlewaretoken").value = fresh.value;
  }

  // What was done here since it was sent goes on from what was sent; the answer to that will bring all of it.
  function take(html, reason) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("draft");
    if (!fresh) throw new Error("no draft in the answer");
    if (waiting.length || dragging) {
      if (fresh.dataset.merged) return;
      for (const name of ["revision", "seen", "since", "idempotency_key"])
        field(name).value = fresh.querySelector(`input[name=${name}]`).value;
      return;
    }
    if (field("reason").value === reason) field("reason").defaultValue = reason;
    const [active, at] = [document.activeElement, lines().indexOf(document.activeElement.closest(".line"))];
    Idiomorph.morph(form, fresh, {
      ignoreActiveValue: active.matches("input, select"), // of anything else it would keep the words: a button's
      callbacks: { beforeAttributeUpdated: (name, part) => !kept(name, part) },
    });
    if (!active.isConnected && at >= 0)
      lines()[Math.min(at, lines().length - 1)]?.querySelector(`[name=${active.name}]`)?.focus({ preventScroll: true });
    number();
  }

  // What somebody opened or typed is theirs until it has been told.
  function kept(name, part) {
    if (part === form) return name === "data-kept";
    if (name === "open") return part.localName === "details";
    if (name === "data-ready") return true;
    return name === "value" && part.localName === "input" && part.value !== part.defaultValue;
  }

  // ---- moving ----

  function number() {
    lines().forEach((line, at) => {
      line.querySelector(".number").textContent = at + 1;
      const to = line.querySelector("[name=to]");
      if (to !== document.activeElement && to.value === to.defaultValue) to.value = at + 1;
      to.defaultValue = at + 1;
    });
  }

  function told(from, to) {
    number();
    ask(`moved:${from}:${to}`);
  }

  // The neighbour goes round the line, not the other way: what moves in the page loses the focus.
  function step(line, up) {
    const from = lines().indexOf(line);
    const neighbour = lines()[up ? from - 1 : from + 1];
    if (!neighbour) return told(from, from);
    if (up) line.after(neighbour);
    else line.before(neighbour);
    told(from, up ? from - 1 : from + 1);
  }

  function go(line) {
    const [input, from, active] = [line.querySelector("[name=to]"), lines().indexOf(line), document.activeElement];
    const typed = /^\d{1,3}$/.test(input.value.trim()) ? Number(input.value) - 1 : from;
    const to = Math.max(0, Math.min(typed, lines().length - 1));
    if (to < from) lines()[to].before(line);
    if (to > from) lines()[to].after(line);
    input.value = input.defaultValue;
    active.focus();
    told(from, to);
  }

  function remove(line) {
    const at = lines().indexOf(line);
    line.remove();
    lines()[Math.min(at, lines().length - 1)]?.querySelector("[value^='remove:']").focus();
    number();
    ask(`removed:${at}`);
  }

  // A second click in the same spot hits the line that slid there: it means the line of the first, or none if that went.
  function meant(line, verb) {
    const before = last;
    last = pressed && { ...pressed, verb, line };
    const near = before && last && Math.hypot(last.x - before.x, last.y - before.y) < NEAR;
    if (!near || before.verb !== verb || last.at - before.at > TWICE) return line;
    last.line = before.line;
    return before.line.isConnected ? before.line : null;
  }

  form.addEventListener(
    "click",
    ({ detail, clientX: x, clientY: y, timeStamp: at }) => (pressed = detail ? { x, y, at } : null), // a key has no spot
    true,
  );

  const MOVES = { up: (line) => step(line, true), down: (line) => step(line, false), to: go, remove };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button.closest(".line")) {
      const verb = button.value.split(":")[0];
      const line = meant(button.closest(".line"), verb);
      return line && MOVES[verb](line);
    }
    if (button.value === "enter" && document.activeElement.name === "to") return go(document.activeElement.closest(".line"));
    if (button.closest("details")) button.closest("details").open = false;
    ask(button.value, button.getAttribute("formaction") ?? undefined);
  });

  form.addEventListener("keydown", (event) => {
    const line = event.target.closest(".line");
    if (!line || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    step(line, event.key === "ArrowUp");
  });

  form.addEventListener("change", (event) => {
    if (event.target.matches(".worth select, [name=reason]")) ask("preview");
  });

  Sortable.create(list, {
    handle: ".grip",
    draggable: ".line",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    forceFallback: true,
    onStart: () => (dragging = true),
    onEnd: ({ oldIndex, newIndex, item }) => {
      dragging = false;
      if (oldIndex === newIndex) return send();
      item.querySelector("[value^='up:']").focus({ preventScroll: true });
      told(oldIndex, newIndex);
    },
  });
  list.dataset.ready = "yes";

  // ---- what others do ----

  const choosing = () => CSS.supports("selector(:open)") && form.querySelector("select:open");

  async function look() {
    if (document.hidden || looking || sending || dragging || choosing()) return;
    if (waiting.length) return send();
    looking = true;
    try {
      const options = { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
      const answer = await asked(form.dataset.watch, { ...options, headers: { "If-None-Match": `"${form.dataset.state}"` } });
      if (answer.status === 200 && !waiting.length && !dragging && !choosing()) ask("see");
      else if (!waiting.length && [200, 304].includes(answer.status)) show("yes");
    } catch {
      // Nothing of this page is lost by it; what is not kept yet says so.
    } finally {
      looking = false;
    }
  }

  setInterval(look, LOOK);
  for (const name of ["online", "pageshow", "focus"]) addEventListener(name, look);
  document.addEventListener("visibilitychange", look);
  addEventListener("beforeunload", (event) => waiting.length && event.preventDefault());
})();
