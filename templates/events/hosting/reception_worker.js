// Answers for the reception while there is no connection: with the page without anybody on it, and
// with the styles and scripts that belong to it. Names are kept by the page itself, never here.
"use strict";

const PATIENCE = 4000; // milliseconds after which the page comes from here
const SHELL = new URL("?shell", self.registration.scope).href;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.cache !== "reload" && ["style", "script", "font", "image"].includes(request.destination)) {
    event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept ?? fetch(request)));
  }
});

async function page(request) {
  const kept = await caches.match(SHELL, { ignoreVary: true });
  const answer = fetch(request);
  if (!kept) return answer;
  const impatient = new Promise((resolve) => { setTimeout(() => resolve(kept), PATIENCE); });
  try {
    const first = await Promise.race([answer, impatient]);
    return first.status >= 500 ? kept : first;
  } catch {
    return kept;
  }
}
