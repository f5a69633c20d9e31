// The reception on a poor connection: the list stands in this browser, every press has a key of its
// own, and what has no answer yet is sent again until it has one. The page works without this too.
"use strict";

(() => {
  const root = document.querySelector("[data-reception]");
  if (!root) return;
  const { slug, user, list: listUrl, sync: syncUrl, worker, page } = root.dataset;
  const STORE = `reception:${slug}:${user}`;
  const EVERY = 8000; // milliseconds between two looks at the list
  const PATIENCE = 12000;
  const BATCH = 100;
  const find = (name) => root.querySelector(`[data-${name}]`);
  const words = (name, facts = {}) =>
    Object.entries(facts).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), root.dataset[name] ?? "");

  // ----- what is kept ------------------------------------------------------------------------------

  const empty = () => ({ list: null, queue: [], told: [], loadedAt: 0 });
  let isLost = false;
  let isLoggedOut = false;
  let isSending = false;

  let held = null; // all of it, while the browser has no room for it or forbids to keep it

  function kept() {
    if (held) return held;
    try { return { ...empty(), ...JSON.parse(localStorage.getItem(STORE) || "{}") }; } catch { return empty(); }
  }

  function keep(change) {
    const next = kept();
    change(next);
    try { localStorage.setItem(STORE, JSON.stringify(next)); held = null; } catch { held = next; }
    return next;
  }

  const now = () => Date.now() + (kept().list?.ahead ?? 0); // by the clock of the server
  const newKey = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  function take(data) {
    const { token, guests, until, closes, open, mayDecide } = data;
    return { token, guests, until, closes, open, mayDecide, ahead: data.now - Date.now() };
  }

  // ----- what is pressed ---------------------------------------------------------------------------

  function press(kind, facts) {
    keep((state) => state.queue.push({ key: newKey(), kind, pressed: now(), ...facts }));
    show();
    send();
  }

  function undo(guest) {
    const { queue } = kept();
    const own = queue.findLast((each) => (each.code ?? each.key) === guest.code);
    if (own && !own.isTried) keep((state) => { state.queue = state.queue.filter((each) => each.key !== own.key); });
    else press("undo", { code: guest.code, name: guest.name });
    show();
  }

  // The list as it will be when everything has arrived.
  function guestsNow({ list, queue }) {
    const guests = new Map((list?.guests ?? []).map((guest) => [guest.code, { ...guest }]));
    for (const each of queue) {
      const guest = guests.get(each.code);
      if (each.kind === "walk_in") guests.set(each.key, { code: each.key, name: each.name, organisation: each.affiliation, find: findable(`${each.name} ${each.affiliation}`), tables: [], walkIn: true, at: each.pressed, by: "", isWaitingToBeSent: true, isTried: each.isTried });
      else if (guest && each.kind === "check_in" && !guest.at) Object.assign(guest, { at: each.pressed, by: "", isWaitingToBeSent: true });
      else if (guest && each.kind === "undo") Object.assign(guest, { at: null, isWaitingToBeSent: true });
    }
    return [...guests.values()];
  }

  // ----- sending -----------------------------------------------------------------------------------

  async function ask(url, options = {}) {
    const response = await fetch(url, { ...options, redirect: "manual", credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (response.type === "opaqueredirect") throw Object.assign(new Error("login"), { isLogin: true });
    if (!response.ok) throw Object.assign(new Error("refused"), { status: response.status });
    return response.json();
  }

  async function exclusively(work) {
    if (isSending) return;
    isSending = true;
    try {
      if (navigator.locks) await navigator.locks.request(STORE, { ifAvailable: true }, (lock) => lock && work());
      else await work();
      isLost = isLoggedOut = false;
    } catch (error) {
      isLoggedOut = Boolean(error.isLogin) || error.status === 404;
      isLost = !isLoggedOut;
    }
    isSending = false;
    show();
  }

  const send = () => exclusively(async () => {
    if (!kept().queue.length || !kept().list) return load();
    for (let { queue } = kept(); queue.length; { queue } = kept()) await sendBatch(queue.slice(0, BATCH));
  });

  async function sendBatch(batch, isSecond = false) {
    const keys = new Set(batch.map(({ key }) => key));
    keep((state) => state.queue.forEach((each) => { if (keys.has(each.key)) each.isTried = true; }));
    const body = JSON.stringify({ presses: batch });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": kept().list.token };
    let data;
    try {
      data = await ask(syncUrl, { method: "POST", headers, body });
    } catch (error) {
      if (error.status !== 403 || isSecond) throw error;
      await load(); // the token is of an earlier login
      return sendBatch(batch, true);
    }
    const answered = new Map(data.answers.map((answer) => [answer.key, answer]));
    keep((state) => {
      state.queue = state.queue.filter(({ key }) => !answered.has(key));
      state.list = take(data);
      state.loadedAt = Date.now();
      for (const each of batch) {
        const answer = answered.get(each.key);
        if (answer && answer.outcome !== "done") state.told.push(conflict(each, answer));
      }
    });
  }

  async function load() {
    const data = await ask(listUrl);
    keep((state) => { state.list = take(data); state.loadedAt = Date.now(); });
  }

  function conflict(each, answer) {
    const guest = (kept().list?.guests ?? []).find(({ code }) => code === each.code);
    const facts = { name: guest?.name ?? each.name ?? "", clock: clock(answer.at), by: answer.by ?? "" };
    const isUndone = answer.outcome === "already" && !answer.at;
    return { key: each.key, outcome: answer.outcome, press: answer.outcome === "full" ? each : null, text: words(isUndone ? "notThere" : answer.outcome, facts) };
  }

  // ----- finding -----------------------------------------------------------------------------------

  const findable = (text) => text.normalize("NFKC").toLowerCase().replace(/[ぁ-ゖ]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60)).replace(/[\s\-‐‑‒–—―−]/g, "");
  const codeIn = (text) => /([A-Z])-?([0-9A-Z]{4})-?([0-9A-Z]{4})$/.exec(text.trim().toUpperCase().replace(/\/+$/, ""))?.slice(1).join("-");

  function wanted(guest, search) {
    const code = codeIn(search);
    if (code && (guest.code === code || guest.receipt === code)) return true;
    return search.split(/\s+/).filter(Boolean).every((word) => guest.find.includes(findable(word)));
  }

  // ----- showing -----------------------------------------------------------------------------------

  const clock = (at) => (at ? new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }) : "");

  function show() {
    const state = kept();
    const guests = guestsNow(state);
    const seated = guests.filter(({ waiting }) => !waiting);
    find("here").textContent = seated.filter(({ at }) => at).length;
    find("seats").textContent = seated.length;
    find("waits").textContent = guests.length - seated.length;
    showState(state);
    showTold(state);
    showRows(guests, state);
  }

  function showState({ queue, loadedAt, list }) {
    const line = find("state");
    const n = queue.length;
    const text = isLoggedOut ? words("login") : isLost ? words("lost", { clock: clock(loadedAt) }) : n ? words("sending") : words("sent", { clock: clock(loadedAt) });
    const unsent = n ? words(n === 1 ? "unsentOne" : "unsent", { n }) : "";
    const noRoom = held ? words("noRoom") : "";
    line.textContent = list ? [noRoom, unsent, text].filter(Boolean).join(" ") : words("empty");
    line.dataset.unsent = n;
    line.classList.toggle("is-lost", Boolean(held) || isLost || isLoggedOut || n > 0);
    find("login-link").hidden = !isLoggedOut;
  }

  function showTold({ told, list }) {
    const place = find("told");
    place.hidden = !told.length;
    place.replaceChildren(...told.map(({ key, text, press: refused }) => {
      const item = document.createElement("li");
      const line = Object.assign(document.createElement("p"), { textContent: text });
      const done = button(words("understood"), "button button-quiet", () => { forget(key); });
      item.append(line, done);
      if (refused && list?.mayDecide) item.append(button(words("oneMore"), "button", () => { forget(key); press("walk_in", { ...refused, key: newKey(), isTried: false, is_over: true }); }));
      return item;
    }));
  }

  function forget(key) {
    keep((state) => { state.told = state.told.filter((each) => each.key !== key); });
    show();
  }

  function button(text, className, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: text, className });
    made.addEventListener("click", act);
    return made;
  }

  function showRows(guests, state) {
    const search = find("search").value;
    const onlyMissing = find("missing").checked && !search.trim();
    const rows = guests.filter((guest) => wanted(guest, search) && !(onlyMissing && guest.at));
    const focused = document.activeElement?.closest?.("[data-guest]")?.dataset.guest;
    find("rows").replaceChildren(...rows.map((guest) => row(guest, state)));
    find("none").hidden = rows.length > 0 || !state.list;
    if (focused) root.querySelector(`[data-guest="${CSS.escape(focused)}"] button`)?.focus();
  }

  function row(guest, { list }) {
    const item = find("row").content.firstElementChild.cloneNode(true);
    const fill = (name, text) => { const place = item.querySelector(`[data-${name}]`); place.textContent = text; place.hidden = !text; };
    item.dataset.guest = guest.code;
    fill("name", guest.name);
    fill("organisation", guest.organisation ?? "");
    fill("tables", guest.tables?.length ? words("tables", { tables: guest.tables.join(" → ") }) : "");
    fill("kind", guest.waiting ? words("waitingList") : guest.online ? words("online") : guest.walkIn ? words("walkIn") : "");
    fill("when", guest.at ? words(guest.by ? "atBy" : "at", { clock: clock(guest.at), by: guest.by }) : "");
    fill("unsent", guest.isWaitingToBeSent ? words("rowUnsent") : "");
    item.classList.toggle("is-here", Boolean(guest.at));
    const place = item.querySelector("[data-act]");
    if (guest.walkIn && !guest.isWaitingToBeSent) place.append(link(guest, "wrong"));
    if (guest.waiting) place.append(link(guest, "decide"));
    else if (!guest.at) place.append(named(button(words("checkIn"), "button", () => press("check_in", { code: guest.code })), guest));
    else if (!guest.isTried || !guest.isWaitingToBeSent) place.append(named(button(words("undo"), "button button-quiet", () => undo(guest)), guest));
    if (guest.needsTable && guest.code) place.append(" ", link(guest, "giveTable"));
    place.querySelectorAll("button").forEach((each) => { each.disabled = !list?.open; });
    return item;
  }

  function named(made, guest) {
    made.setAttribute("aria-label", `${made.textContent}: ${guest.name}`);
    return made;
  }

  const link = (guest, word) => named(Object.assign(document.createElement("a"), { href: `${page}${guest.code}/`, className: "button button-quiet", textContent: words(word) }), guest);

  function tell(name, facts) {
    keep((state) => state.told.push({ key: newKey(), text: words(name, facts), press: null }));
  }

  // ----- beginning ---------------------------------------------------------------------------------

  function walkIn(event) {
    event.preventDefault();
    const form = event.target;
    const data = new FormData(form);
    const name = (data.get("name") ?? "").trim();
    const field = form.elements.name;
    field.toggleAttribute("aria-invalid", !name);
    find("walk-in-error").hidden = Boolean(name);
    if (!name) { field.focus(); return; }
    const twin = guestsNow(kept()).some((guest) => findable(guest.name) === findable(name));
    find("walk-in-twin").hidden = !twin;
    if (twin && field.dataset.sure !== name) { field.dataset.sure = name; find("search").value = name; find("missing").checked = false; show(); return; }
    find("walk-in-twin").hidden = true;
    press("walk_in", { name, affiliation: (data.get("affiliation") ?? "").trim(), allows_photos: data.has("allows_photos"), is_over: data.has("is_over") });
    form.reset();
    form.closest("details").open = false;
    find("search").value = "";
    show();
  }

  // The page without anybody on it, and what belongs to it, for the time without a connection.
  async function prepare() {
    if (!("serviceWorker" in navigator) || !("caches" in window)) return;
    await navigator.serviceWorker.register(worker, { scope: page });
    const cache = await caches.open(`reception:${slug}`);
    const own = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((each) => each.href || each.src);
    const seen = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.includes("/static/"));
    const wantedUrls = new Set([new URL(`${page}?shell`, location.href).href, ...own, ...seen]);
    await Promise.allSettled([...wantedUrls].map(async (url) => {
      const response = await fetch(url, { cache: "reload" });
      if (response.ok && !response.redirected) await cache.put(url, response);
    }));
    root.dataset.ready = "yes";
  }

  // Once the meeting is over the names go; what is not sent stays for as long as it could be taken.
  function forgetOver() {
    const { list, queue } = kept();
    if (!list?.until || Date.now() <= list.until) return;
    if (queue.length && !(Date.now() > list.closes)) return;
    held = null;
    try { localStorage.removeItem(STORE); } catch { /* nothing is kept there */ }
  }

  function begin() {
    forgetOver();
    keep(() => {});
    // A browser that keeps nothing is better served by the page that works without this.
    if (held && document.querySelector("[data-without-script]")) return;
    document.querySelectorAll("[data-without-script]").forEach((each) => each.remove());
    root.hidden = false;
    const code = codeIn(location.pathname);
    find("search").value = code ?? "";
    find("search").addEventListener("input", show);
    find("missing").addEventListener("change", show);
    find("search-form").addEventListener("submit", (event) => event.preventDefault());
    find("walk-in")?.addEventListener("submit", walkIn);
    root.addEventListener("scanned", ({ detail }) => { find("search").value = codeIn(detail) ?? detail; show(); root.querySelector("[data-rows] button")?.focus(); });
    window.addEventListener("online", send);
    window.addEventListener("offline", () => { isLost = true; show(); });
    window.addEventListener("storage", ({ key }) => { if (key === STORE) show(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
    setInterval(() => { if (!document.hidden) send(); }, EVERY);
    show();
    send().then(prepare).catch(() => {});
  }

  begin();
})();
