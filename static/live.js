// Keeps a page up to date. The server sends whole panels and then a marker; nothing is shown before the marker.
// Whatever goes wrong, the badge says so, and the current panels come again: there is nothing to catch up with.
// <body data-live="/live/okt-2021/" data-lang="nl" data-version="318">, and elements with data-topic.

(() => {
  "use strict";

  const SECOND = 1000;
  const DOUBT = 7 * SECOND; // the server speaks every five: after this we ask whether it is still there
  const SILENCE = 12 * SECOND; // and after this we no longer believe it
  const OPENING = 4 * SECOND;
  const POLL = 3 * SECOND;
  const GLOW = 8 * SECOND;

  const page = document.body.dataset;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const topics = [...new Set(all("[data-topic]").map((panel) => panel.dataset.topic))];
  const query = `?topics=${topics.map(encodeURIComponent).join(",")}&lang=${page.lang ?? "nl"}`;
  const rink = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: page.zone }); // the time at the rink
  const clock = (at) => rink.format(at).replaceAll(":", page.lang === "en" ? ":" : ".");
  const jitter = (milliseconds) => milliseconds * (0.25 + 1.5 * Math.random());

  let version = Number(page.version) || -1; // the newest that we have; page.version is the one on screen
  let coming = new Map(); // panels of an update that is not complete yet
  const ready = new Map(); // panels of complete updates that are not on screen yet
  const shown = new Map(); // of each topic: the version that is on screen
  let heard = Date.now(); // when the page was last known to be current
  let stream, word, retry; // word: when this stream last said something
  let failures = 0;
  let poll = { at: 0, busy: false, works: false, etag: null };
  let paused = false;
  const glowing = new Map();

  const streaming = () => stream?.readyState === EventSource.OPEN && failures === 0;

  // The stream

  function disconnect() {
    clearTimeout(retry);
    stream?.close();
    stream = undefined;
    coming.clear();
  }

  function connect() {
    disconnect();
    word = Date.now();
    stream = new EventSource(`${page.live}${query}&since=${version}`);
    const on = (name, act) =>
      stream.addEventListener(name, (event) => {
        word = Date.now();
        act(JSON.parse(event.data));
      });
    on("panel", (panel) => coming.set(panel.topic, panel));
    on("version", ({ seq, behind }) => {
      failures = 0;
      poll.works = false;
      const complete = coming;
      coming = new Map();
      receive(seq, complete.values(), behind);
    });
    on("beat", ({ seq, behind }) => (seq > version ? connect() : alive(behind)));
    on("bye", ({ retry }) => again(retry)); // spread by the server
    stream.onerror = fail;
  }

  function again(milliseconds) {
    disconnect();
    retry = setTimeout(connect, milliseconds);
  }

  function fail() {
    failures += 1;
    again(jitter(failures < 3 ? failures * SECOND : 12 * SECOND));
    paint();
  }

  // Without a stream: ask, every few seconds

  async function ask() {
    poll.busy = true;
    const failed = poll.works === false;
    try {
      const answer = await fetch((page.panels ?? page.live.replace("/live/", "/panels/")) + query, {
        cache: "no-store",
        credentials: "omit", // nothing secret; and so it has lines of its own, not those that died with the stream
        headers: poll.etag ? { "If-None-Match": poll.etag } : {},
        signal: AbortSignal.timeout(4 * SECOND),
      });
      const behind = Number(answer.headers.get("OKT-Behind"));
      if (answer.status === 200) {
        const said = await answer.json();
        poll.etag = answer.headers.get("ETag");
        const panels = Object.entries(said.panels).map(([topic, panel]) => ({ ...panel, topic }));
        if (said.seq >= version) receive(said.seq, panels, behind);
      } else if (answer.status !== 304) throw new Error(answer.statusText);
      else alive(behind);
      // It answers, so a stream that says nothing is dead, and one that failed may work again.
      if (failed || (streaming() && Date.now() - word > DOUBT)) connect();
      poll.works = true;
    } catch {
      poll.works = false;
    }
    poll.at = Date.now() + (poll.works ? POLL : 1.5 * SECOND + jitter(1.5 * SECOND));
    poll.busy = false;
    paint();
  }

  // What arrives

  function alive(behind) {
    heard = Date.now() - behind * SECOND;
    paint();
  }

  function receive(seq, panels, behind) {
    for (const panel of panels) if (shown.get(panel.topic) !== panel.seq) ready.set(panel.topic, panel);
    version = seq;
    if (!paused) show();
    alive(behind);
  }

  function show() {
    const fresh = ready.size || page.version !== String(version);
    const news = [...ready.values()].flatMap(({ topic, html }) =>
      all(`[data-topic="${CSS.escape(topic)}"]`).map((panel) => swap(panel, html)),
    );
    const changed = [...ready.keys()];
    for (const { topic, seq } of ready.values()) shown.set(topic, seq);
    ready.clear();
    if (!fresh) return;
    page.version = version;
    for (const part of all("[data-version-text]")) part.textContent = version;
    for (const time of all("[data-badge-time]")) time.textContent = clock();
    const sentence = news.find(Boolean);
    if (sentence) for (const region of all("[data-announce]")) region.textContent = sentence;
    document.dispatchEvent(new CustomEvent("okt:updated", { detail: { version, topics: changed } }));
  }

  function swap(panel, html) {
    const values = () => new Map(all("[data-key]", panel).map((part) => [part.dataset.key, part.dataset.value]));
    const news = () => panel.querySelector("[data-news]")?.textContent.trim();
    const [before, said, active] = [values(), news(), document.activeElement];
    Idiomorph.morph(panel, html, {
      morphStyle: "innerHTML",
      ignoreActiveValue: true,
      callbacks: { beforeAttributeUpdated: (name, part) => !readers(name, part) },
    });
    if (active?.id && active !== document.activeElement)
      document.getElementById(active.id)?.focus({ preventScroll: true });
    for (const [key, value] of values())
      if (before.size && before.get(key) !== value) glowing.set(`${panel.dataset.topic} ${key}`, Date.now() + GLOW);
    glow(panel);
    return news() === said ? "" : news();
  }

  // What the reader opened, typed or ticked is the reader's.
  function readers(name, part) {
    if (name === "open") return part.localName === "details";
    if (name === "value") return part.value !== part.defaultValue;
    return name === "checked" && part.checked !== part.defaultChecked;
  }

  function glow(panel) {
    for (const part of all("[data-key]", panel))
      part.classList.toggle("changed", glowing.get(`${panel.dataset.topic} ${part.dataset.key}`) > Date.now());
  }

  // What the reader sees of all this

  function state() {
    if (Date.now() - heard > SILENCE) return "stale";
    if (paused) return "paused";
    return streaming() || poll.works ? "live" : "connecting";
  }

  function paint() {
    const now = state();
    for (const badge of all("[data-badge]")) {
      const text = badge.dataset[`${now}Text`] + (now === "stale" ? ` ${clock(heard)}` : "");
      const place = badge.querySelector("[data-badge-text]") ?? badge;
      if (place.textContent !== text) place.textContent = text;
      badge.dataset.state = now;
      for (const time of all("[data-badge-time]", badge)) time.hidden = now === "stale";
    }
  }

  function tick() {
    const now = Date.now();
    const silent = now - word;
    if (stream && silent > (stream.readyState === EventSource.OPEN ? SILENCE : OPENING)) fail();
    const needed = streaming() ? silent > DOUBT : failures >= 3 || now - heard > SILENCE;
    if (needed && now > poll.at && !poll.busy && !document.hidden) ask();
    if (glowing.size) {
      for (const panel of all("[data-topic]")) glow(panel);
      for (const [key, until] of glowing) if (until <= now) glowing.delete(key);
    }
    paint();
  }

  if (page.live && topics.length) {
    for (const button of all("[data-pause]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        paused = !paused;
        for (const one of all("[data-pause]")) one.setAttribute("aria-pressed", paused);
        if (!paused) show();
        paint();
      });
    }
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && (!streaming() || Date.now() - word > 6 * SECOND)) connect();
      tick();
    });
    window.addEventListener("online", connect);
    window.addEventListener("pageshow", (event) => event.persisted && connect());
    window.addEventListener("pagehide", disconnect);
    setInterval(tick, SECOND);
    connect();
  }
})();
