// The programme editor: lines are dragged, or moved with buttons and the arrow keys, and the times
// follow what is typed. Without this, the numbers of the lines say their order.
"use strict";
{
  const STEP = 10;
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

  const setUp = (list) => {
    const words = list.dataset;
    const rows = () => [...list.children];
    const isUsed = (row) => field(row, "title").value.trim() !== "";

    // Lines in use are numbered by tens; empty ones wait at the end without a number.
    const number = () => {
      let place = 0;
      for (const row of rows()) field(row, "position").value = isUsed(row) ? (place += STEP) : "";
    };

    const reckon = () => {
      const [hour, minute] = words.programme.split(":").map(Number);
      let now = hour * 60 + minute;
      for (const row of rows()) {
        const minutes = Number(field(row, "minutes").value);
        const shown = isUsed(row) && Number.isFinite(now);
        row.querySelector("[data-time]").textContent = shown
          ? `${Math.floor(now / 60) % 24}:${String(now % 60).padStart(2, "0")}` : "–";
        if (isUsed(row)) now = minutes > 0 ? now + minutes : NaN;
      }
    };

    const changed = () => { number(); reckon(); };

    const say = (row) => {
      document.getElementById("programme-said").textContent =
        words.moved.replace("{n}", rows().indexOf(row) + 1);
    };

    const move = (row, by) => {
      const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (by < 0) other.before(row); else other.after(row);
      changed();
      say(row);
    };

    const button = (text, sign, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button button-quiet programme-move";
      made.textContent = sign;
      made.setAttribute("aria-label", text);
      made.addEventListener("click", () => { act(); made.focus(); });
      return made;
    };

    const keys = (event, row) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by || !event.target.matches(".programme-move")) return;
      event.preventDefault();
      move(row, by);
      event.target.focus();
    };

    let dragged = null;
    const offer = (row) => {
      const handle = document.createElement("span");
      handle.className = "programme-handle";
      handle.title = words.drag;
      handle.setAttribute("aria-hidden", "true");
      handle.textContent = "⠿";
      // A row that can always be dragged would not let text be selected in its fields.
      handle.addEventListener("pointerdown", () => { row.draggable = true; });
      row.addEventListener("dragstart", (event) => {
        dragged = row;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", "");
        row.classList.add("is-dragged");
      });
      row.addEventListener("dragover", (event) => {
        if (!dragged || dragged === row) return;
        event.preventDefault();
        const box = row.getBoundingClientRect();
        if (event.clientY < box.top + box.height / 2) row.before(dragged); else row.after(dragged);
      });
      row.addEventListener("drop", (event) => event.preventDefault());
      row.addEventListener("dragend", () => {
        row.draggable = false;
        row.classList.remove("is-dragged");
        dragged = null;
        changed();
        say(row);
      });
      row.addEventListener("keydown", (event) => keys(event, row));
      const bar = document.createElement("p");
      bar.className = "programme-moves";
      bar.append(
        handle,
        button(words.up, "↑", () => move(row, -1)),
        button(words.down, "↓", () => move(row, 1)),
      );
      row.append(bar);
    };

    rows().forEach(offer);
    list.addEventListener("input", ({ target }) => {
      if (target.name.endsWith("-position")) return;
      const row = target.closest("li");
      if (target.name.endsWith("-title") && isUsed(row) && !field(row, "position").value) number();
      reckon();
    });
    // A number that is typed counts when the field is left: the line goes to its place.
    list.addEventListener("change", ({ target }) => {
      if (!target.name.endsWith("-position")) return;
      const place = (row) => (isUsed(row) ? Number(field(row, "position").value) || 1e6 : 1e7);
      rows().sort((one, other) => place(one) - place(other)).forEach((row) => list.append(row));
      changed();
      target.focus();
    });
    reckon();
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-programme]").forEach(setUp);
  });
}
