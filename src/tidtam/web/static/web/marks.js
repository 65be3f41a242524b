"use strict";
/* What scripts add to the grid of marks and to the page of recommendations: moving like in
   a spreadsheet, pasting a block, telling what is unsaved. Both forms save without it, and
   the server judges every value again. */

(() => {
  const form = document.getElementById("marks");
  if (!form) {
    return;
  }
  const state = document.getElementById("marks-state");
  const fields = [...form.querySelectorAll("[data-kept]")];
  const cells = new Map();
  for (const cell of form.querySelectorAll("[data-row]")) {
    cells.set(`${cell.dataset.row}/${cell.dataset.column}`, cell);
  }
  let leaving = false;

  const at = (row, column) => cells.get(`${row}/${column}`);
  const plain = (text) => text.replace(/\r\n?/g, "\n");
  const isDirty = (field) => plain(field.value) !== plain(field.dataset.kept);

  function mark(field) {
    const cell = field.closest(".mark-cell");
    if (cell) {
      cell.classList.toggle("is-changed", isDirty(field));
    }
  }

  function tell(sentence = "") {
    const count = fields.filter(isDirty).length;
    const unsaved = count ? form.dataset.unsaved.replace("{n}", String(count)) : "";
    state.textContent = [unsaved, sentence].filter(Boolean).join(" · ");
  }

  /* ---------------------------------------------------------- moving */

  function move(cell, down, right) {
    let row = Number(cell.dataset.row) + down;
    let column = Number(cell.dataset.column) + right;
    for (let next = at(row, column); next; next = at(row, column)) {
      if (next.tagName === "INPUT") {
        next.focus();
        next.select();
        return true;
      }
      row += down;
      column += right;
    }
    return false;
  }

  const atStart = (input) => input.selectionStart === 0;
  const atEnd = (input) => input.selectionEnd === input.value.length;

  const MOVES = {
    ArrowUp: () => [-1, 0],
    ArrowDown: () => [1, 0],
    ArrowLeft: (input) => (atStart(input) ? [0, -1] : null),
    ArrowRight: (input) => (atEnd(input) ? [0, 1] : null),
    Enter: (_input, event) => [event.shiftKey ? -1 : 1, 0],
  };

  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.dataset || !input.dataset.row || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    if (event.isComposing) {
      return;
    }
    if (event.key === "Escape") {
      input.value = input.dataset.kept;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.select();
      return;
    }
    const step = MOVES[event.key] && MOVES[event.key](input, event);
    if (step) {
      event.preventDefault();
      move(input, ...step);
    }
  });

  form.addEventListener("focusin", (event) => {
    if (event.target.dataset.row) {
      event.target.select();
    }
  });

  /* ---------------------------------------------------------- pasting */

  /* The cells of a copied block; spreadsheets quote a cell that holds a tab or a new line. */
  function blockOf(text) {
    const rows = [[""]];
    let quoted = false;
    for (let place = 0; place < text.length; place += 1) {
      const letter = text[place];
      const row = rows[rows.length - 1];
      if (quoted) {
        if (letter === '"' && text[place + 1] === '"') {
          row[row.length - 1] += letter;
          place += 1;
        } else if (letter === '"') {
          quoted = false;
        } else {
          row[row.length - 1] += letter;
        }
      } else if (letter === '"' && row[row.length - 1] === "") {
        quoted = true;
      } else if (letter === "\t") {
        row.push("");
      } else if (letter === "\n") {
        rows.push([""]);
      } else {
        row[row.length - 1] += letter;
      }
    }
    while (rows.length && rows[rows.length - 1].every((value) => value.trim() === "")) {
      rows.pop();
    }
    return rows;
  }

  function put(first, block) {
    const faults = new Set();
    block.forEach((values, down) => {
      values.forEach((value, right) => {
        const text = value.trim();
        const cell = at(Number(first.dataset.row) + down, Number(first.dataset.column) + right);
        if (!text) {
          return;
        }
        if (!cell) {
          faults.add(form.dataset.outside);
        } else if (cell.tagName === "INPUT") {
          cell.value = text;
          mark(cell);
        } else if (text !== "-") {
          faults.add(form.dataset.closed);
        }
      });
    });
    tell([...faults].join(" · "));
  }

  form.addEventListener("paste", (event) => {
    const input = event.target;
    if (!input.dataset || !input.dataset.row || !event.clipboardData) {
      return;
    }
    const text = plain(event.clipboardData.getData("text/plain"));
    if (/[\t\n]/.test(text)) {
      event.preventDefault();
      put(input, blockOf(text));
    }
  });

  /* ---------------------------------------------------------- what is unsaved */

  form.addEventListener("input", (event) => {
    if (event.target.dataset.kept !== undefined) {
      mark(event.target);
      tell();
    }
  });

  form.addEventListener("submit", () => {
    keep();
    leaving = true;
    window.setTimeout(() => {
      leaving = false;
    }, 5000);
  });

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && fields.some(isDirty)) {
      event.preventDefault();
      event.returnValue = form.dataset.leave;
    }
  });

  /* ---------------------------------------------------------- when saving failed on the way */

  /* A save that ends at the sign-in page (the session was over) must not lose what was typed:
     it waits in this tab until the page is shown again, and is dropped once it is stored. */
  const shelf = `tidtam:${window.location.pathname}${window.location.search}`;

  function keep() {
    const typed = fields.filter(isDirty).map((field) => [field.name, field.dataset.kept, field.value]);
    try {
      window.sessionStorage.setItem(shelf, JSON.stringify(typed));
    } catch {
      /* No room or not allowed: the form is sent all the same. */
    }
  }

  function bringBack() {
    let typed = [];
    try {
      typed = JSON.parse(window.sessionStorage.getItem(shelf) || "[]");
      window.sessionStorage.removeItem(shelf);
    } catch {
      return;
    }
    for (const [name, kept, value] of typed) {
      const field = form.elements.namedItem(name);
      if (field && plain(field.dataset.kept) === plain(kept) && !isDirty(field)) {
        field.value = value;
        mark(field);
      }
    }
  }

  /* ---------------------------------------------------------- the name of the office */

  for (const button of form.querySelectorAll("[data-inserts]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.into);
      field.setRangeText(button.dataset.inserts, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  }

  bringBack();
  tell();
})();
