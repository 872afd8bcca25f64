// The desk's outbox: what is sent waits in localStorage until the server has said that it is stored, in order.
// The rules live on the server, and keys make sending twice harmless: this only keeps, sends and shows.
(() => {
  const desk = document.getElementById("desk");
  const [saved, waiting] = ["saved", "outbox"].map((id) => document.getElementById(id));
  const [BOX, DRAFTS] = ["okt-outbox", `okt-drafts ${desk.dataset.url}`];
  const user = desk.dataset.user;
  const read = (name, empty) => JSON.parse(localStorage.getItem(name) ?? "null") ?? empty;
  const write = (name, value) => localStorage.setItem(name, JSON.stringify(value));
  const box = () => read(BOX, []);
  const mine = () => box().filter((item) => item.user === user && !item.refused);
  const draft = (typed) => write(DRAFTS, { ...read(DRAFTS, {}), [start(entry())]: typed });
  const remove = (key) => write(BOX, box().filter((item) => item.key !== key));
  const [entry, field] = ["entry", "time"].map((id) => () => document.getElementById(id));
  const value = (form, name) => form?.elements.namedItem(name)?.value;
  const start = (form) => value(form, "skater") && `${value(form, "run")}/${value(form, "skater")}`;
  const formOf = (key) => [...document.forms].find((form) => value(form, "idempotency_key") === key);
  const token = (root) => root.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const get = (url) => fetch(url, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(5000) });
  let [sending, timer, pause, login, problem, lastSaved, soon] = [false, 0, 1000, false, false, "", 0];
  box(); // without storage this stops here, and the plain forms do the work

  function newKey() {
    // crypto.randomUUID is missing on plain http, as on a rink's own network.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    [bytes[6], bytes[8]] = [(bytes[6] & 0x0f) | 0x40, (bytes[8] & 0x3f) | 0x80];
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // What somebody is typing or filling in is never replaced.
  function busy(root) {
    return [...root.querySelectorAll("input:not([type=hidden])")].some((one) => {
      const touched = one.type === "radio" ? one.checked !== one.defaultChecked : one.value !== one.defaultValue;
      return one === field() ? one.value : touched || one === document.activeElement;
    });
  }

  function apply(html, force) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const now of fresh.querySelectorAll("[data-part]")) {
      const old = document.getElementById(now.id);
      if (!force && busy(old)) continue;
      if (now.id !== "line") {
        for (const one of now.querySelectorAll("details[id]")) one.open = document.getElementById(one.id)?.open;
        Idiomorph.morph(old, now, { morphStyle: "outerHTML" });
        continue;
      }
      const focused = force || old.contains(document.activeElement) || document.activeElement === document.body;
      old.replaceWith(now);
      htmx.process(now);
      restore();
      if (focused) focus(field() ?? now.querySelector("input[name=time]"));
    }
    for (const one of document.getElementsByName("csrfmiddlewaretoken")) one.value = token(fresh) ?? one.value;
  }

  function focus(input) {
    (input?.focus(), input?.setSelectionRange(input.value.length, input.value.length));
  }

  function restore() {
    const typed = read(DRAFTS, {})[start(entry())];
    if (!typed || !field() || field().value) return;
    field().value = typed;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A sentence about what was sent does not belong to what is typed next.
  function hush() {
    document.getElementById("refusal").hidden = true;
    field().removeAttribute("aria-invalid");
  }

  function paint() {
    const put = (name, text) => (saved.querySelector(name).textContent = text);
    if (lastSaved) put(".says", `${saved.dataset.saved} ${lastSaved}`);
    else if (mine().length) put(".says", "");
    put(".waits", `${mine().length} ${saved.dataset.waiting}`);
    put(".trouble", problem && !login ? saved.dataset.offline : "");
    saved.querySelector("a").hidden = !login;
    saved.dataset.state = login || problem ? "trouble" : mine().length ? "waiting" : "ok";
    const shown = box().filter((item) => item.refused || item.user !== user || problem || login || Date.now() - item.at > 1500);
    waiting.replaceChildren(...shown.map(line));
  }

  function line(item) {
    const says = item.refused || (item.user === user ? waiting.dataset.waits : `${waiting.dataset.other} ${item.user}`);
    const found = document.createElement("p");
    found.className = item.refused ? "notice refused" : "notice";
    found.textContent = `${item.label} · ${says} `;
    if (item.refused) {
      const away = Object.assign(document.createElement("button"), { className: "button", textContent: waiting.dataset.away });
      away.addEventListener("click", () => (remove(item.key), paint()));
      found.append(away);
    }
    return found;
  }

  async function flush() {
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    let renewed = false;
    for (problem = login = false; !problem && mine().length; ) {
      const item = mine()[0];
      try {
        const [answer, html, at] = await send(item);
        login = answer.status === 401;
        // Only the program's own word counts: a hotspot's page says 200 as well.
        if (at) done(item, html, at);
        else if (answer.headers.get("OKT-Refused")) refuse(item, html);
        else if (answer.status === 403 && !renewed) {
          apply(await (await get(desk.dataset.url)).text()); // signed in again elsewhere: the token is an old one
          renewed = true;
        } else if ([400, 403, 404, 405, 413].includes(answer.status)) refuse(item, "");
        else problem = true;
      } catch {
        problem = true;
      }
    }
    sending = false;
    pause = problem ? Math.min(pause * 1.7, 5000) : 1000;
    if (problem) timer = setTimeout(flush, pause);
    if (problem) onward();
    paint();
  }

  // A line can be dead and not say so: what has no answer yet goes over a second and a third one too.
  function send(item) {
    const [body, over] = [new URLSearchParams(item.body), new AbortController()];
    body.set("csrfmiddlewaretoken", token(document));
    const options = { method: "POST", body, redirect: "manual", headers: { "HX-Request": "true" }, signal: over.signal };
    const after = (wait) => new Promise((go) => setTimeout(go, wait));
    const whole = async (answer) => [answer, await answer.text(), answer.headers.get("OKT-Saved")];
    const post = (wait) => after(wait).then(() => fetch(item.url, options)).then(whole);
    setTimeout(() => over.abort(), 12000);
    return Promise.race([0, 3000, 6000].map(post)).finally(() => over.abort());
  }

  function done(item, html, at) {
    const here = formOf(item.key);
    remove(item.key);
    lastSaved = at;
    if (!mine().length) apply(html, Boolean(here));
  }

  function refuse(item, html) {
    if (html && formOf(item.key)) return remove(item.key), apply(html, true), draft(field()?.value);
    const error = new DOMParser().parseFromString(html, "text/html").querySelector(".error:not([hidden])");
    const refused = error?.textContent.trim() || waiting.dataset.refused;
    write(BOX, box().map((one) => (one.key === item.key ? { ...one, refused } : one)));
  }

  // The entry on screen waits for a connection: the desk turns to the next start, with what the page already holds.
  // After a fall or a false start the same skater goes on, and what was seen of him is no longer what stands there.
  function onward(link) {
    if (!entry()) return;
    const here = mine().filter((item) => item.start === start(entry()));
    if (!link && here.length && here.every((item) => item.stay)) return entry().inert && unlock("");
    if (!link && !here.length) return;
    const sent = mine().map((item) => !item.stay && item.start);
    const open = [...document.querySelectorAll("#line a[data-open], #queue > .queue a[data-open]")];
    const of = ({ run, skater }) => `${run}/${skater}`;
    const next = (link ?? open.find((one) => !sent.includes(of(one.dataset))))?.dataset;
    if (!next) return;
    for (const name of ["run", "skater", "pair"]) entry().elements.namedItem(name).value = next[name];
    field().setAttribute("aria-label", next.name);
    const band = document.querySelector("#active .armband");
    [band.className, band.textContent] = [`armband ${next.lane}`, next.letter];
    document.querySelector("#active h2").textContent = entry().dataset.label = next.name;
    document.querySelector("#line .which").textContent = next.which;
    for (const one of document.querySelectorAll("#active .facts, #active .warn, #meaning, #line .referee")) one.replaceChildren();
    for (const one of document.querySelectorAll("#line a[data-open]"))
      one.closest(".starter").hidden = sent.includes(of(one.dataset)) || of(one.dataset) === of(next);
    unlock(next.seen);
  }

  function unlock(seen) {
    hush();
    [entry().inert, field().value] = [false, ""];
    entry().elements.namedItem("seen").value = seen;
    entry().elements.namedItem("idempotency_key").value = newKey();
    restore();
    focus(field());
  }

  document.addEventListener("submit", (event) => {
    const [form, button] = [event.target.closest("form[data-outbox]"), event.submitter];
    if (!form) return;
    event.preventDefault();
    if (form.inert) return;
    const fields = new FormData(form, button);
    const [key, act] = [fields.get("idempotency_key"), button?.dataset.says ?? fields.get("time") ?? ""];
    const item = { key, url: button?.hasAttribute("formaction") ? button.formAction : form.action, body: new URLSearchParams(fields).toString() };
    write(BOX, [...box(), { ...item, start: start(form), stay: button?.hasAttribute("data-stay"), label: `${form.dataset.label} ${act}`.trim(), user, at: Date.now() }]);
    if (form === entry()) draft("");
    form.inert = true;
    setTimeout(() => (paint(), onward()), 1600);
    paint();
    if (problem) onward();
    flush();
  });

  document.addEventListener("input", ({ target }) => {
    if (target !== field()) return;
    if (target.value.length === 1) entry().elements.namedItem("idempotency_key").value = newKey();
    draft(target.value);
    hush();
  });

  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target.matches("input, textarea, select") && event.target !== field();
    if (elsewhere || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !/^[a-z]$/i.test(event.key)) return;
    event.preventDefault();
    const button = document.querySelector(`[data-shortcut="${event.key.toLowerCase()}"]:not(:disabled)`);
    button?.click();
    if (button?.localName === "summary") button.parentElement.querySelector("input:not([type=hidden])")?.focus();
  });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-jump]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const answer = await get(link.href);
      login = answer.status === 401;
      apply(answer.ok ? await answer.text() : "", true);
    } catch {
      if ("open" in link.dataset) onward(link);
    }
    paint();
  });

  // Somebody else decided something: show it, but leave alone what is being typed.
  document.addEventListener("okt:updated", () => {
    clearTimeout(soon);
    soon = setTimeout(async () => {
      const at = start(entry() ?? document.getElementById("correct"));
      const query = entry() ? `?from=${encodeURIComponent(at)}` : at ? `?at=${encodeURIComponent(at)}` : "";
      const answer = await get(desk.dataset.url + query).catch(() => null);
      if (answer?.ok && !sending && !mine().length) apply(await answer.text(), false);
    }, 150);
  });
  window.addEventListener("online", flush);
  window.addEventListener("storage", paint);
  restore();
  onward();
  focus(field());
  flush();
})();
