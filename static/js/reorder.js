// Rows are dragged into another order; the numbers follow, and are saved with the button.
"use strict";

(() => {
  const body = document.querySelector("table[data-reorder] tbody");
  if (!body) return;
  let dragged = null;
  const rows = () => [...body.rows];
  const number = () => rows().forEach((row, place) => { row.querySelector("input.place-number").value = place + 1; });

  body.addEventListener("dragstart", (event) => {
    if (event.target.matches?.("input")) { event.preventDefault(); return; }
    dragged = event.target.closest("tr");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    dragged.classList.add("is-dragged");
  });
  body.addEventListener("dragover", (event) => {
    const over = event.target.closest("tr");
    if (!dragged || !over) return;
    event.preventDefault();
    if (over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    over[event.clientY > top + height / 2 ? "after" : "before"](dragged);
  });
  body.addEventListener("drop", (event) => event.preventDefault());
  body.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    number();
  });
})();
