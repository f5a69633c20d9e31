// What is typed into a form is kept on the server two seconds after the last key. While that fails,
// the page says so beside the form, keeps the text in this window and tries again.
"use strict";

(() => {
  const PAUSE = 2000;
  const AGAIN = [5000, 10000, 20000, 30000];
  const PREFIX = "unsaved ";

  const stateOf = () => document.getElementById("draft-state");
  const addressOf = (form) => form.getAttribute("action") || location.pathname + location.search;
  // The draft is named too: what is written for one partner never comes into a form of another.
  const keyOf = (form) => `${PREFIX}${addressOf(form)} ${form.elements.draft?.value ?? ""}`;

  function valuesOf(form) {
    const values = new FormData(form);
    for (const [name, value] of [...values]) if (value instanceof File) values.delete(name);
    return values;
  }

  // ----- in this window --------------------------------------------------------------------------

  function remember(form, isSubmitted) {
    const values = [...valuesOf(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    try { sessionStorage.setItem(keyOf(form), JSON.stringify({ isSubmitted, values })); } catch { /* no room */ }
  }

  const forget = (form) => sessionStorage.removeItem(keyOf(form));

  function recall(form) {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) || "null");
    forget(form);
    // A form that was sent has arrived, unless the reader had to log in first.
    const cameFromLogin = document.referrer && new URL(document.referrer).pathname.startsWith("/accounts/");
    if (!kept || (kept.isSubmitted && !cameFromLogin)) return false;
    const known = new Map();
    for (const [name, value] of kept.values) known.set(name, [...(known.get(name) ?? []), value]);
    let isChanged = false;
    for (const field of form.elements) {
      if (!field.name || ["file", "submit", "button"].includes(field.type) || field.name === "csrfmiddlewaretoken") continue;
      const values = known.get(field.name) ?? [];
      if (["checkbox", "radio"].includes(field.type)) {
        isChanged ||= field.checked !== values.includes(field.value);
        field.checked = values.includes(field.value);
      } else if (values.length) {
        const value = values.shift();
        isChanged ||= field.name !== "base" && field.value.replaceAll("\r\n", "\n") !== value.replaceAll("\r\n", "\n");
        field.value = value;
      }
    }
    return isChanged;
  }

  // ----- on the server ---------------------------------------------------------------------------

  async function renewToken() {
    const response = await fetch(location.href, { signal: AbortSignal.timeout(10000) });
    if (response.redirected || !response.ok) return response;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (token) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    return null;
  }

  function post(form) {
    return fetch(addressOf(form), {
      method: "POST",
      body: valuesOf(form),
      headers: { "HX-Request": "true", "HX-Target": "draft-state" },
      signal: AbortSignal.timeout(10000),
    });
  }

  // The new state of the draft, or the name of the words that say why there is none.
  async function send(form) {
    try {
      let response = await post(form);
      // After logging in again, in another tab, the form needs the token of the new session.
      if (response.status === 403) response = (await renewToken()) ?? (await post(form));
      if (response.redirected) return "loggedOut";
      if (response.status === 403) return "refused";
      if (!response.ok) return "lost";
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      return page.getElementById("draft-state") ?? "lost";
    } catch {
      return "lost";
    }
  }

  function say(words, link) {
    const state = stateOf();
    const base = state.querySelector("[name=base]");
    state.classList.add("is-warning");
    state.replaceChildren(...(base ? [base] : []), words, ...(link ? [" ", link] : []));
  }

  function sayProblem(problem) {
    const { dataset } = stateOf();
    const link = Object.assign(document.createElement("a"), {
      href: dataset.loginUrl, target: "_blank", textContent: dataset.login,
    });
    say(dataset[problem], problem === "loggedOut" ? link : null);
  }

  function autosave(form) {
    let timer;
    let tries = 0;
    let running = null;
    const later = (pause) => { clearTimeout(timer); timer = setTimeout(save, pause); };

    async function saveOnce() {
      const result = await send(form);
      if (typeof result !== "string") {
        tries = 0;
        forget(form);
        stateOf().replaceWith(result);
        return;
      }
      remember(form, false);
      sayProblem(result);
      later(AGAIN[Math.min(tries, AGAIN.length - 1)]);
      tries += 1;
    }

    async function save() {
      if (running) return later(PAUSE);
      running = saveOnce();
      await running;
      running = null;
    }

    form.addEventListener("input", () => later(tries ? AGAIN[0] : PAUSE));
    form.addEventListener("submit", async (event) => {
      clearTimeout(timer);
      if (running) {  // two at once would look like two people
        event.preventDefault();
        await running;
        form.requestSubmit(event.submitter);
        return;
      }
      tries = 0;
      remember(form, true);
    });
    addEventListener("online", () => { if (tries) save(); });
    addEventListener("beforeunload", (event) => { if (tries) event.preventDefault(); });
    if (recall(form)) {
      say(stateOf().dataset.restored);
      later(0);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-autosave]").forEach((form) => { if (stateOf()) autosave(form); });
  });
})();
