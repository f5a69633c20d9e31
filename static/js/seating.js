// Seating at the desk: a name is dragged to another table, or onto another name to change places.
// By keyboard: the handle picks somebody up, arrow keys go from table to table, Enter puts down.
// Both only fill in and send the forms that stand on the page.
"use strict";

(() => {
  const HANDLE = '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M7 3h2v2H7zm4 0h2v2h-2zM7 9h2v2H7zm4 0h2v2h-2zm-4 6h2v2H7zm4 0h2v2h-2z"/></svg>';
  const byId = (id) => document.getElementById(id);
  let picked = null;
  let target = null;

  function say(words) {
    const said = byId("seating-said");
    if (said) said.textContent = words;
  }

  function send(form, values) {
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements[name];
      const option = [...field.options].find((each) => each.value === value);
      if (option) option.disabled = false; // the server says whether there is room
      field.value = value;
    }
    form.requestSubmit();
  }

  const move = (person, table) => send(byId("move-form"), {
    registration: person.dataset.registration, table: table.dataset.table,
  });
  const swap = (person, other) => send(byId("swap-form"), {
    registration: person.dataset.registration, other: other.dataset.registration,
  });

  function mark(element) {
    document.querySelectorAll(".is-over").forEach((each) => each.classList.remove("is-over"));
    element?.classList.add("is-over");
  }

  // ----- by mouse --------------------------------------------------------------------------------

  // Where a dragged person would land: on another one, or at another table.
  function landing(event) {
    const table = event.target.closest("[data-table]");
    if (!picked || !table || table.contains(picked)) return null;
    return event.target.closest("[data-registration]") ?? table;
  }

  function drag(tables) {
    tables.addEventListener("dragstart", (event) => {
      picked = event.target.closest("[data-registration]");
      if (!picked) return;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", picked.dataset.name);
      picked.classList.add("is-picked");
    });
    tables.addEventListener("dragover", (event) => {
      const over = landing(event);
      if (over) event.preventDefault();
      mark(over);
    });
    tables.addEventListener("drop", (event) => {
      const over = landing(event);
      if (!over) return;
      event.preventDefault();
      if (over.dataset.registration) swap(picked, over);
      else move(picked, over);
    });
    tables.addEventListener("dragend", letGo);
  }

  function letGo() {
    picked?.classList.remove("is-picked");
    mark(null);
    picked = target = null;
  }

  // ----- by keyboard -----------------------------------------------------------------------------

  function pick(handle, tables) {
    picked = handle.closest("[data-registration]");
    picked.classList.add("is-picked");
    target = picked.closest("[data-table]");
    say(tables.dataset.picked.replace("{name}", picked.dataset.name));
  }

  function step(by, tables) {
    const all = [...tables.querySelectorAll("[data-table]")];
    const next = (all.indexOf(target) + by + all.length) % all.length;
    target = all[next];
    mark(target);
    target.scrollIntoView({ block: "nearest" });
    say(tables.dataset.over.replace("{table}", target.dataset.label));
  }

  function onKey(event, tables) {
    if (!event.target.matches(".handle")) return;
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (picked && by) step(by, tables);
    else if (picked && event.key === "Escape") { letGo(); say(tables.dataset.letGo); }
    else if (["Enter", " "].includes(event.key)) {
      if (!picked) pick(event.target, tables);
      else if (target && !target.contains(picked)) move(picked, target);
      else { letGo(); say(tables.dataset.letGo); }
    } else return;
    event.preventDefault();
  }

  function start(tables) {
    if (!byId("move-form")) return;
    for (const person of tables.querySelectorAll("[data-registration]")) {
      person.draggable = true;
      const handle = document.createElement("button");
      handle.type = "button";
      handle.className = "handle";
      handle.setAttribute("aria-label", tables.dataset.handle.replace("{name}", person.dataset.name));
      handle.innerHTML = HANDLE;
      person.append(handle);
    }
    drag(tables);
    tables.addEventListener("keydown", (event) => onKey(event, tables));
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-seating]").forEach(start);
  });
})();
