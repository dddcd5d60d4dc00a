// The grid as a spreadsheet: arrows, Enter, Del, Esc, undo, paste a column. Without this script Tab and the buttons do it.
(() => {
  "use strict";
  const form = document.getElementById("grid");
  if (!form) return;
  const table = form.querySelector("table.ed");
  const undone = [];
  const at = (row, column) => table?.tBodies[0].rows[row]?.cells[column]?.querySelector("input") ?? null;
  const place = (input) => ({ row: input.closest("tr").sectionRowIndex, column: input.closest("td").cellIndex });
  const remember = (inputs) => undone.push(inputs.map((input) => [input, input.dataset.last ?? input.defaultValue]));
  const settle = (input) => { input.dataset.last = input.value; };

  function move(input, down, right) {
    let { row, column } = place(input);
    for (let steps = 0; steps < 200; steps += 1) {
      row += down; column += right;
      if (row < 0 || column < 2 || row >= table.tBodies[0].rows.length || column >= table.tBodies[0].rows[row].cells.length) return;
      const next = at(row, column);
      if (next) { next.focus(); next.select(); return; }
    }
  }

  function write(input, value) {
    remember([input]); input.value = value; settle(input); mark(input);
  }

  function mark(input) {
    const changed = input.value.trim() !== input.defaultValue;
    input.closest("td").classList.toggle("c", changed || Boolean(input.closest("td").querySelector(".was")));
  }

  const tidy = (text) => {
    const found = /^(\d{1,2})[:.,\- ]?([0-5]\d)$/.exec(text.trim());
    return found ? `${found[1].padStart(2, "0")}:${found[2]}` : text.trim();
  };

  form.addEventListener("focusin", (event) => { if (event.target.matches("td input")) settle(event.target); });
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("td input")) return;
    undone.push([[input, input.dataset.last ?? input.defaultValue]]);
    input.value = tidy(input.value); settle(input); mark(input);
  });

  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches("td input")) return;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    if (event.ctrlKey && event.key.toLowerCase() === "z" && undone.length) {
      for (const [cell, value] of undone.pop()) { cell.value = value; settle(cell); mark(cell); cell.focus(); }
    } else if (event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey)) move(input, 1, 0);
    else if (event.key === "ArrowUp" || event.key === "Enter") move(input, -1, 0);
    else if (event.key === "ArrowLeft" && (whole || input.selectionStart === 0)) move(input, 0, -1);
    else if (event.key === "ArrowRight" && (whole || input.selectionEnd === input.value.length)) move(input, 0, 1);
    else if (event.key === "Delete" && whole && !input.readOnly) write(input, "");
    else if (event.key === "Escape") { input.value = input.dataset.last ?? input.defaultValue; mark(input); }
    else return;
    event.preventDefault();
  });

  form.addEventListener("paste", (event) => {
    const input = event.target;
    const lines = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "").split("\n");
    if (!input.matches("td input") || input.readOnly || lines.length < 2) return;
    event.preventDefault();
    const { row, column } = place(input);
    const cells = [];
    for (let next = row; cells.length < lines.length && next < table.tBodies[0].rows.length; next += 1) {
      const cell = at(next, column);
      if (cell) cells.push(cell);
    }
    undone.push(cells.map((cell) => [cell, cell.value]));
    cells.forEach((cell, number) => { cell.value = tidy(lines[number].split("\t")[0]); settle(cell); mark(cell); });
  });

  document.getElementById("errors")?.focus();
})();
