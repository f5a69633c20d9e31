// The clock of the hall: the time runs here, from when the pitch began by the server's clock. What is
// pressed counts at once and is sent when it can be; a second screen follows what the server has.
"use strict";

(() => {
  const root = document.querySelector("[data-timer]");
  const given = document.getElementById("timer-state");
  if (!root || !given) return;
  const EVERY = 2000;
  const find = (name) => root.querySelector(`[data-${name}]`);
  let state = JSON.parse(given.textContent);
  let ahead = state.now - Date.now(); // of the server's clock
  let waiting = []; // what is pressed and not sent: { form, at }
  let isSending = false;
  let isOut = false; // the session has ended: what is pressed waits for the next login
  let isRefused = false;
  let token = "";
  const now = () => Date.now() + ahead;
  const newKey = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
  const onNow = () => state.pitches.find(({ started, ended }) => started && !ended);
  const coming = () => state.pitches.find(({ started }) => !started);
  const formOf = (pk, step) => document.querySelector(`[data-pitch="${pk}"] form[data-step="${step}"]`);

  function spelled(seconds) {
    const whole = Math.abs(seconds);
    return `${seconds < 0 ? "+" : ""}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  }

  function say(name, text) {
    const place = find(name);
    if (place.textContent !== text) place.textContent = text;
  }

  function show() {
    const pitch = onNow();
    const shown = pitch ?? coming();
    const left = pitch ? Math.ceil((pitch.started + pitch.seconds * 1000 - now()) / 1000) : null;
    const isOver = left !== null && left <= 0;
    const isSoon = left !== null && left > 0 && left <= 60;
    root.dataset.state = isOver ? "over" : isSoon ? "soon" : pitch ? "on" : "waiting";
    if (shown) {
      say("who", `${shown.partner} · ${shown.presenter}`);
      say("title", shown.title);
      say("clock", spelled(left ?? shown.seconds));
      say("words", isOver ? root.dataset.over : isSoon ? root.dataset.soon : pitch ? "" : root.dataset.waiting);
    } else if (state.pitches.length) {
      say("who", "");
      say("title", root.dataset.done);
      say("clock", "–");
      say("words", "");
    }
    showButtons(pitch);
  }

  function showButtons(pitch) {
    if (find("next")) find("next").disabled = !coming();
    if (find("end")) find("end").disabled = !pitch;
    for (const { pk, started, ended } of state.pitches) {
      const button = formOf(pk, "end")?.querySelector("button");
      if (button) button.hidden = !started || Boolean(ended);
    }
  }

  // ----- steps -------------------------------------------------------------------------------------

  function take(pk, step) {
    const at = now();
    const form = formOf(pk, step);
    if (!form) return;
    for (const pitch of state.pitches) {
      const isIt = pitch.pk === pk;
      if (step === "start" && isIt) Object.assign(pitch, { started: at, ended: null });
      else if ((step === "start" || isIt) && pitch.started && !pitch.ended) pitch.ended = at;
    }
    const data = new FormData(form);
    data.set("idempotency_key", newKey());
    isRefused = false;
    waiting.push({ url: form.action, data, at });
    show();
    talk();
  }

  async function talk() {
    if (isSending) return;
    isSending = true;
    try {
      if (isOut) token = (await (await ask(root.dataset.url, {})).json()).token;
      isOut = false;
      while (waiting.length) await sendFirst();
      const response = await ask(root.dataset.url, {});
      if (!waiting.length) {
        state = await response.json();
        ahead = state.now - Date.now();
      }
      say("offline", isRefused ? root.dataset.refused : "");
      find("offline").hidden = !isRefused;
    } catch (error) {
      isOut ||= Boolean(error.isLogin);
      say("offline", isOut ? root.dataset.login : root.dataset.lost);
      find("offline").hidden = false;
    }
    isSending = false;
    show();
  }

  async function sendFirst() {
    const [{ url, data, at }] = waiting;
    if (token) data.set("csrfmiddlewaretoken", token);
    data.set("ago", Math.max(0, Math.round((now() - at) / 1000)));
    try {
      await ask(url, { method: "POST", body: data, keepalive: true });
    } catch (error) {
      if (!error.isRefused) throw error;
      isRefused = true; // it would be refused for ever; the clock then shows what the server has
    }
    waiting.shift();
  }

  async function ask(url, options) {
    const response = await fetch(url, { ...options, redirect: "manual", cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(8000) });
    if (response.type === "opaqueredirect") {
      if (options.method === "POST" && await isLoggedIn()) return response; // the step leads back to the page
      throw Object.assign(new Error("login"), { isLogin: true });
    }
    if (!response.ok) throw Object.assign(new Error(String(response.status)), { isRefused: response.status >= 400 && response.status < 500 });
    return response;
  }

  // A step answers with a redirect, and so does a session that has ended: the state tells which.
  async function isLoggedIn() {
    return (await fetch(root.dataset.url, { redirect: "manual", cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(8000) })).ok;
  }

  const next = () => { const pitch = coming(); if (pitch) take(pitch.pk, "start"); };
  const end = () => { const pitch = onNow(); if (pitch) take(pitch.pk, "end"); };
  const full = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.());

  // ----- beginning ---------------------------------------------------------------------------------

  document.addEventListener("submit", (event) => {
    const { step } = event.target.dataset;
    const pitch = event.target.closest("[data-pitch]");
    if (!step || !pitch) return;
    event.preventDefault();
    take(Number(pitch.dataset.pitch), step);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select, button, a, summary") && event.key.length > 1) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const act = { n: next, e: end, f: full }[event.key.toLowerCase()];
    if (act && (act === full || find("next"))) act();
  });
  for (const [name, act] of [["next", next], ["end", end], ["full", full]]) {
    const button = find(name);
    if (!button) continue;
    button.hidden = name === "full" && !root.requestFullscreen;
    button.addEventListener("click", act);
  }
  window.addEventListener("online", talk);
  setInterval(talk, EVERY);
  setInterval(show, 250);
  show();
})();
