// What makes pages more convenient; every page works without it.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const isTyping = (element) => element.matches("input, select, textarea, [contenteditable]");

// After a failed form the reader starts at what is to be mended; after sending, at the good news.
function focusOnNews() {
  (document.querySelector("#error-summary, .completion h1") ?? document.querySelector("[aria-invalid=true]"))?.focus();
}

// The link of a summary leads into the field itself, also where the field is a group of choices.
function followSummary(event) {
  const link = event.target.closest(".error-summary a");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  const field = isTyping(target) ? target : target.querySelector("input, select, textarea");
  event.preventDefault();
  (target.closest(".field") ?? target).scrollIntoView({ block: "start" });
  field?.focus({ preventScroll: true });
}

// Words left: counted by characters as people count them, so that an emoji or a rare kanji is one.
function count(counter) {
  const field = document.getElementById(counter.dataset.count);
  const limit = Number(field?.dataset.limit || field?.maxLength);
  if (!(limit > 0)) return;
  const show = () => {
    const left = limit - [...field.value].length;
    const words = left < 0 ? counter.dataset.over : counter.dataset.left;
    counter.textContent = words.replace("{n}", Math.abs(left).toLocaleString());
    counter.classList.toggle("is-over", left < 0);
  };
  field.addEventListener("input", show);
  show();
}

// Choices of a list show their effect at once; a text waits for Enter.
function submitOnChange(form) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
  });
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
}

function offerPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

function offerCopy(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const before = button.textContent;
    button.textContent = button.dataset.copied || before;
    setTimeout(() => { button.textContent = before; }, 2000);
  });
}

// Rows of a formset: the template carries __prefix__, the total stands in the management form.
function growFormset(formset) {
  const prefix = formset.dataset.formset;
  const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
  const template = formset.querySelector("template");
  const add = formset.querySelector("[data-add]");
  if (!total || !template || !add) return;
  const offerRemoval = (row) => all("[data-remove]", row).forEach((button) => { button.hidden = false; });
  add.hidden = false;
  all(".formset-row", formset).forEach(offerRemoval);
  add.addEventListener("click", () => {
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.content.firstElementChild;
    total.value = Number(total.value) + 1;
    add.before(row);
    offerRemoval(row);
    row.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
  formset.addEventListener("click", (event) => {
    const row = event.target.closest("[data-remove]")?.closest(".formset-row");
    if (!row) return;
    const mark = row.querySelector("[name$='-DELETE']");
    if (mark) mark.checked = true;
    else all("input, textarea, select", row).forEach((field) => { field.value = ""; });
    row.hidden = true;
    add.focus();
  });
}

// Desk: j and k go through the rows of all queues of the page, Enter opens the row.
function walkRows(event) {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = all("table[data-rows] tbody tr");
  const now = rows.findIndex((row) => row.matches(".is-current"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, now + step))];
  rows[now]?.classList.remove("is-current");
  next?.classList.add("is-current");
  next?.querySelector("a, button")?.focus();
}

// What is empty need not stand in the address of a list.
function dropEmpty({ detail }) {
  if (detail.verb !== "get") return;
  for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
}

// Menus close on Escape and when the reader goes elsewhere.
function closeMenus(event) {
  for (const menu of all("details.menu[open]")) {
    const leaves = event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target);
    if (!leaves) continue;
    menu.open = false;
    if (event.type === "keydown") menu.querySelector("summary").focus();
  }
}

// What a reception keeps in this browser (reception.js) goes when somebody logs out, when the meeting
// is over, and when nobody is logged in any more; but what is not sent yet stays without the names of
// the list, until nobody would take it any more.
const receptions = () => { try { return Object.keys(localStorage).filter((name) => name.startsWith("reception:")); } catch { return []; } };
const stored = (name) => { try { return JSON.parse(localStorage.getItem(name)) ?? {}; } catch { return {}; } };

function forgetReceptions() {
  const isLoggedIn = document.querySelector("form[data-logout]");
  for (const name of receptions()) {
    const kept = stored(name);
    const isOver = kept.list && Date.now() > kept.list.until;
    const isLost = !kept.queue?.length || (kept.list && Date.now() > kept.list.closes);
    if ((isOver || !isLoggedIn) && isLost) localStorage.removeItem(name);
    else if ((isOver || !isLoggedIn) && kept.list) localStorage.setItem(name, JSON.stringify({ ...kept, list: { ...kept.list, guests: [], token: "" } }));
  }
}

// What waits to be sent to a table's notes, and what is half written there (notes.js).
const notes = () => Object.keys(localStorage).filter((name) => name.startsWith("note "));
const noteDrafts = () => Object.keys(localStorage).filter((name) => name.startsWith("note-draft "));

function leaveDevice(event) {
  const form = event.target.closest("form[data-logout]");
  if (!form) return;
  const unsent = receptions().reduce((sum, name) => sum + (stored(name).queue?.length ?? 0), notes().length);
  if (unsent && !confirm(form.dataset.unsent.replace("{n}", unsent))) { event.preventDefault(); return; }
  [...notes(), ...noteDrafts()].forEach((name) => localStorage.removeItem(name));
  if (!receptions().length) return;
  receptions().forEach((name) => localStorage.removeItem(name));
  if ("caches" in window) caches.keys().then((names) => names.filter((name) => name.startsWith("reception:")).forEach((name) => caches.delete(name)));
  navigator.serviceWorker?.getRegistrations().then((all) => all.forEach((each) => each.unregister()));
}

// A goal or field the text speaks of: its button ticks the box of the form, or unticks it. A main
// goal too many is ticked as a further one.
function offerTick(button) {
  const form = button.form;
  const places = button.dataset.tick.split(" ").map((place) => place.split(":"));
  const boxes = places.flatMap(([name, value]) => all(`input[name="${name}"][value="${value}"]`, form));
  if (!boxes.length) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const wasChosen = boxes.some((box) => box.checked);
    const taken = all(`input[name="${boxes[0].name}"]:checked`, form).length;
    const box = boxes[1] && taken >= Number(button.dataset.most) ? boxes[1] : boxes[0];
    boxes.forEach((each) => { each.checked = !wasChosen && each === box; });
    if (!wasChosen) box.closest("details")?.setAttribute("open", "");
    button.classList.toggle("is-chosen", !wasChosen);
    sayHint(wasChosen ? button.dataset.none : box === boxes[0] ? button.dataset.first : button.dataset.second);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function sayHint(words) {
  const said = document.getElementById("hints-said");
  if (said) said.textContent = words;
}

// How much was found is said when it changes, not after every pause in typing.
let hintsBefore = "";
function tellHints({ dataset }) {
  if (dataset.hints !== hintsBefore) sayHint(dataset.hints);
  hintsBefore = dataset.hints;
}

// What a postal code or a name proposes. An empty field takes the only proposal at once; what was
// typed by hand stays, and a button then sends the form, where the server puts both together.
function offerFound(found) {
  const field = document.getElementById(found.dataset.address || found.dataset.reading);
  const isFree = () => !field.value.trim() || field.value === field.dataset.filled;
  const take = ({ dataset }) => {
    field.value = field.dataset.filled = dataset.place;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    found.replaceChildren(Object.assign(document.createElement("p"), {
      textContent: found.dataset.taken.replace("{place}", dataset.place),
    }));
    sayFound(found.textContent);
  };
  sayFound(found.querySelector("p").textContent);
  if (!field) return;
  const buttons = all("[data-place]", found);
  buttons.forEach((button) => button.addEventListener("click", (event) => {
    if (!isFree()) return;
    event.preventDefault();
    take(button);
    field.focus();
  }));
  // What another code has filled in is no longer true; what was typed by hand stays.
  if (found.dataset.address && buttons.length > 1 && field.value === field.dataset.filled) field.value = "";
  if (found.dataset.address && buttons.length === 1 && isFree()) take(buttons[0]);
}

function sayFound(words) {
  const said = document.getElementById("found-said");
  if (said) said.textContent = words;
}

function openWide(details) {
  if (matchMedia("(min-width: 60rem)").matches) details.open = true;
}

// The QR code of a letter has its code behind "#", which no server ever sees. It waits in this tab
// until the reader has logged in, then it stands in the field.
function keepClaimCode() {
  const code = /^#([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})$/.exec(location.hash)?.[1];
  if (!code) return;
  sessionStorage.setItem("claim-code", code);
  history.replaceState(history.state, "", location.pathname + location.search);
}
function fillClaimCode(field) {
  const code = sessionStorage.getItem("claim-code");
  if (!code || field.value) return;
  field.value = code;
  sessionStorage.removeItem("claim-code");
}

function start(root) {
  all("[data-count]", root).forEach(count);
  all("form[data-autosubmit]", root).forEach(submitOnChange);
  all("[data-copy]", root).forEach(offerCopy);
  all("[data-print]", root).forEach(offerPrint);
  all("[data-claim-code]", root).forEach(fillClaimCode);
  all("[data-tick]", root).forEach(offerTick);
  all("[data-hints]", root).forEach(tellHints);
  all(".found", root).forEach(offerFound);
  all("[data-formset]", root).forEach(growFormset);
  all("details[data-open-wide]", root).forEach(openWide);
}

document.addEventListener("click", followSummary);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
document.addEventListener("keydown", walkRows);
document.addEventListener("htmx:configRequest", dropEmpty);
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) start(event.target); });
document.addEventListener("submit", leaveDevice);
document.addEventListener("DOMContentLoaded", () => { keepClaimCode(); forgetReceptions(); start(document); focusOnNews(); });
