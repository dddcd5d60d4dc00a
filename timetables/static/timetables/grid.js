// The grid as a spreadsheet: arrows, Enter, Del, Esc, undo, shifts, paste a column. Without this script Tab, the −5 and
// +5 buttons and "Check" do the same.
(() => {
  "use strict";
  const form = document.getElementById("grid");
  const body = form?.querySelector("table.ed")?.tBodies[0];
  document.querySelector("#errors, #stale, #lost")?.focus();
  if (!body) return;
  const MARKS = form.dataset.marks ?? ""; // after a time in a draft: on request, only getting on, only getting off
  const CLOCK = /^(\d{1,2})[:.,\- ]?([0-5]\d)$/;
  const SHIFT = /^([+\-−])\s*(\d{1,3})$/;
  const undone = [];
  let leaving = false;

  const isCell = (target) => target instanceof HTMLInputElement && target.closest("table.ed") !== null;
  const at = (row, column) => body.rows[row]?.cells[column]?.querySelector("input") ?? null;
  const place = (input) => ({ row: input.closest("tr").sectionRowIndex, column: input.closest("td").cellIndex });
  const below = (input) => {
    const { row, column } = place(input);
    return [...body.rows].slice(row).map((line) => line.cells[column]?.querySelector("input")).filter(Boolean);
  };

  const marked = (text) => {
    const trimmed = text.trim();
    const mark = trimmed !== "" && MARKS.includes(trimmed.at(-1)) ? trimmed.at(-1) : "";
    return [mark ? trimmed.slice(0, -1) : trimmed, mark];
  };
  const tidy = (text) => {
    const [times, mark] = marked(text);
    return times.split("/").map((part) => {
      const found = CLOCK.exec(part.trim());
      return found ? `${found[1].padStart(2, "0")}:${found[2]}` : part.trim();
    }).join("/") + mark;
  };

  const moved = (text, minutes) => {
    const [times, mark] = marked(text);
    const parts = times.split("/").map((part) => CLOCK.exec(part.trim()));
    if (parts.some((part) => !part)) return text;
    const clocks = parts.map(([, hours, mins]) => Number(hours) * 60 + Number(mins) + minutes);
    if (clocks.some((clock) => clock < 0)) return text;
    const two = (number) => String(number).padStart(2, "0");
    return clocks.map((clock) => `${two(Math.floor(clock / 60))}:${two(clock % 60)}`).join("/") + mark;
  };

  function mark(input) {
    const cell = input.closest("td");
    const changed = input.value.trim() !== input.dataset.inForce;
    cell.classList.toggle("c", changed && !cell.classList.contains("e"));
    let was = cell.querySelector(".was");
    if (!changed) was?.remove();
    else if (!was) {
      was = document.createElement("span");
      was.className = "was";
      was.id = `w-${input.id}`;
      was.textContent = `${form.dataset.was} ${input.dataset.inForce || form.dataset.passes}`;
      cell.append(was);
    }
    if (!input.hasAttribute("aria-invalid")) {
      if (changed) input.setAttribute("aria-describedby", `w-${input.id}`);
      else input.removeAttribute("aria-describedby");
    }
    document.getElementById("changed").textContent = changedCells().length;
  }
  const changedCells = () => [...body.querySelectorAll("input")].filter((input) => input.value.trim() !== input.dataset.inForce);

  // Write several cells as one step that Ctrl+Z takes back; `last` is what a cell held before it was typed in.
  function write(changes) {
    undone.push(changes.map(([input]) => [input, input.dataset.last ?? input.value]));
    for (const [input, value] of changes) set(input, value);
  }
  function set(input, value) { input.value = value; input.dataset.last = value; mark(input); }
  const shift = (cells, minutes) => write(cells.map((cell) => [cell, moved(cell.dataset.last ?? cell.value, minutes)]));

  function take(input) {
    const typed = SHIFT.exec(input.value.trim());
    if (typed) shift(below(input), Number(typed[2]) * (typed[1] === "+" ? 1 : -1));
    else write([[input, tidy(input.value)]]);
  }

  function move(input, down, right) {
    let { row, column } = place(input);
    for (;;) {
      row += down; column += right;
      if (!body.rows[row]?.cells[column] || column < 2) return;
      const next = at(row, column);
      if (next) { next.focus(); next.select(); return; }
    }
  }

  const KEYS = {
    ArrowDown: (input) => move(input, 1, 0),
    ArrowUp: (input) => move(input, -1, 0),
    ArrowLeft: (input, edge) => edge.left && (move(input, 0, -1), true),
    ArrowRight: (input, edge) => edge.right && (move(input, 0, 1), true),
    Enter: (input, _edge, event) => move(input, event.shiftKey ? -1 : 1, 0),
    Delete: (input, edge) => edge.whole && !input.readOnly && (write([[input, ""]]), true),
    Escape: (input) => { input.value = input.dataset.last ?? input.value; mark(input); },
  };

  form.addEventListener("focusin", ({ target }) => { if (isCell(target)) target.dataset.last = target.value; });
  form.addEventListener("change", ({ target }) => { if (isCell(target)) take(target); });
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!isCell(input)) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      const last = undone.pop() ?? [];
      for (const [cell, value] of last) set(cell, value);
      last[0]?.[0].focus();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      if (!input.readOnly && input.value !== (input.dataset.last ?? input.value)) take(input);
      if (!input.readOnly) form.requestSubmit(form.querySelector("button[name=save]"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { selectionStart: start, selectionEnd: end, value } = input;
    const edge = { whole: start === 0 && end === value.length, left: start === 0, right: end === value.length };
    if (KEYS[event.key] && KEYS[event.key](input, edge, event) !== false) event.preventDefault();
  });

  form.addEventListener("paste", (event) => {
    if (!isCell(event.target) || event.target.readOnly) return;
    const lines = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "").split("\n");
    if (lines.length < 2) return;
    event.preventDefault();
    write(below(event.target).slice(0, lines.length).map((cell, number) => [cell, tidy(lines[number].split("\t")[0])]));
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=shift]");
    if (!button) return;
    event.preventDefault();
    const column = button.closest("th").cellIndex;
    const cells = [...body.rows].map((line) => line.cells[column]?.querySelector("input")).filter(Boolean);
    for (const cell of cells) cell.dataset.last = cell.value;
    shift(cells, Number(/[+-]\d+$/.exec(button.value)[0]));
  });

  // In a draft: say when somebody else has saved.
  const ASK_EVERY_MS = 15000;
  async function ask() {
    if (document.hidden) return;
    try {
      const answer = await fetch("?state", { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      const { state, by } = await answer.json();
      const news = document.querySelector("#news span");
      news.querySelector("b").textContent = by;
      news.hidden = state === form.dataset.state;
    } catch { /* no network: asked again */ }
  }
  if (form.dataset.state) setInterval(ask, ASK_EVERY_MS);

  form.addEventListener("submit", () => { leaving = true; });
  // Only what was touched is sent: a long line has more cells than a form may have fields.
  form.addEventListener("formdata", ({ formData }) => {
    for (const input of body.querySelectorAll("input")) {
      if (input.value.trim() === input.dataset.inForce) formData.delete(input.name);
    }
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => { if (!leaving && changedCells().length) event.preventDefault(); });
})();
