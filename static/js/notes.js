// The notes of a table on a phone: what is written stays on the device until the server has it.
// Every entry has a key of its own, so that what is sent again is written once, and the address of its
// table, so that any page of notes sends what the person has left at another table.
"use strict";

(() => {
  const AGAIN = [2000, 4000, 8000, 15000, 30000];
  let tries = 0;
  let timer;
  let sending = false;
  let isLoggedOut = false;

  const formOf = () => document.querySelector("form[data-notes]");
  const prefixOf = (form) => `note ${form.dataset.person} `;
  const draftOf = (form) => `note-draft ${form.dataset.person} ${form.action} ${form.elements.round.value}`;

  function newKey() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  }

  // ----- on this device --------------------------------------------------------------------------

  // One item for each entry: two windows of one person never overwrite each other's.
  function waiting(form) {
    const prefix = prefixOf(form);
    const found = [];
    for (let at = 0; at < localStorage.length; at += 1) {
      const name = localStorage.key(at);
      if (name.startsWith(prefix)) found.push({ name, ...JSON.parse(localStorage.getItem(name)) });
    }
    return found.sort((one, other) => one.at - other.at);
  }

  function keep(form) {
    const key = newKey();
    const entry = {
      key,
      at: Date.now(),
      action: form.action,
      text: form.elements.text.value,
      part: form.elements.part.value,
      round: form.elements.round.value,
      is_shareable: form.elements.is_shareable.checked,
    };
    localStorage.setItem(prefixOf(form) + key, JSON.stringify(entry));
  }

  function show(form) {
    const list = document.getElementById("notes-waiting");
    list.replaceChildren(...waiting(form).map((entry) => {
      const row = document.createElement("li");
      row.className = "note is-waiting";
      const text = Object.assign(document.createElement("p"), { className: "pre-line", textContent: entry.text });
      const words = Object.assign(document.createElement("p"), { className: "muted", textContent: form.dataset.waits });
      row.append(text, words);
      return row;
    }));
  }

  function complain(form, words, link) {
    const place = document.getElementById("notes-problem");
    place.hidden = !words;
    place.replaceChildren(words ?? "", ...(link ? [" ", link] : []));
  }

  // ----- to the server ---------------------------------------------------------------------------

  // False where the page does not tell a new one: the answer before it was no matter of the token.
  async function renewToken() {
    const response = await fetch(location.href, { signal: AbortSignal.timeout(10000) });
    if (response.redirected) throw new LoggedOut();
    if (response.status >= 500) throw new Error(response.status);
    if (!response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token) return false;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    return true;
  }

  class LoggedOut extends Error {}

  function post(form, entry) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("idempotency_key", entry.key);
    for (const name of ["text", "part", "round"]) body.set(name, entry[name]);
    if (entry.is_shareable) body.set("is_shareable", "on");
    return fetch(entry.action, {
      method: "POST",
      body,
      headers: { "HX-Request": "true", "HX-Target": "note-entries" },
      signal: AbortSignal.timeout(15000),
    });
  }

  // Whether the entry is dealt with: written, or given back to its writer. Who may not write at its
  // table any more gets it back too: it would be refused for ever.
  async function send(form, entry) {
    let response = await post(form, entry);
    if (response.status === 403 && await renewToken()) response = await post(form, entry);
    const text = await response.text();
    if (response.redirected) throw new LoggedOut();
    if ([403, 404, 422].includes(response.status)) {
      giveBack(form, entry, response.status === 422 ? text : form.dataset.refused);
      return true;
    }
    const list = new DOMParser().parseFromString(text, "text/html").getElementById("note-entries");
    if (!response.ok || !list) return false;
    if (isLoggedOut) complain(form, null);
    isLoggedOut = false;
    if (entry.action === form.action && entry.round === form.elements.round.value) swapIn(list);
    return true;
  }

  function askToLogIn(form) {
    isLoggedOut = true;
    const link = Object.assign(document.createElement("a"), { href: form.dataset.loginUrl, textContent: form.dataset.login });
    complain(form, form.dataset.loggedOut, link);
  }

  function swapIn(list) {
    document.getElementById("note-entries").replaceWith(document.adoptNode(list));
    htmx.process(document.getElementById("note-entries"));
  }

  function giveBack(form, entry, words) {
    const field = form.elements.text;
    field.value = field.value ? `${entry.text}\n${field.value}` : entry.text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    complain(form, words);
    field.focus();
  }

  async function flush(form) {
    clearTimeout(timer);
    if (sending) return;
    sending = true;
    let isFine = true;
    for (const entry of waiting(form)) {
      try {
        if (await send(form, entry)) localStorage.removeItem(entry.name);
        else isFine = false; // the others need not wait for it
        show(form);
      } catch (error) {
        if (error instanceof LoggedOut) askToLogIn(form);
        isFine = false;
        break;
      }
    }
    sending = false;
    tries = isFine ? 0 : tries + 1;
    if (waiting(form).length) timer = setTimeout(() => flush(form), AGAIN[Math.min(tries, AGAIN.length) - 1] ?? 0);
  }

  // ----- the form --------------------------------------------------------------------------------

  function start(form) {
    const field = form.elements.text;
    field.value ||= localStorage.getItem(draftOf(form)) ?? "";
    field.addEventListener("input", () => {
      try { localStorage.setItem(draftOf(form), field.value); } catch { /* no room: it stands in the field */ }
    });
    form.addEventListener("submit", (event) => {
      if (!field.value.trim()) return; // the server says what is missing
      try {
        keep(form);
      } catch {
        return; // no room on the device: the form goes the plain way
      }
      event.preventDefault();
      complain(form, null);
      field.value = "";
      localStorage.removeItem(draftOf(form));
      field.dispatchEvent(new Event("input", { bubbles: true }));
      show(form);
      flush(form);
      field.focus();
    });
    window.addEventListener("online", () => flush(form));
    show(form);
    flush(form);
  }

  // Whoever is logged out meanwhile gets the login page: it does not belong into the list.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "note-entries") return;
    if (!event.detail.serverResponse.includes('id="note-entries"')) event.detail.shouldSwap = false;
  });
  document.addEventListener("DOMContentLoaded", () => {
    const form = formOf();
    if (form) start(form);
  });
})();
