"use strict";
/* What scripts add to the grid of marks and to the page of recommendations: moving like in
   a spreadsheet, pasting a block, telling what is unsaved. Both forms save without it, and
   the server judges every value again. */

/* The browser's own words for choosing a file follow the machine's language; ours do not. */
for (const choice of document.querySelectorAll("[data-file]")) {
  const input = document.getElementById(choice.dataset.file);
  const name = choice.querySelector("[data-none]");
  const show = () => {
    name.textContent = input.files.length ? input.files[0].name : name.dataset.none;
  };
  input.classList.add("file-native");
  input.addEventListener("change", show);
  choice.hidden = false;
  show();
}

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

  function mark(field, stillTyping = false) {
    const cell = field.closest(".mark-cell");
    if (cell) {
      cell.classList.toggle("is-changed", isDirty(field));
      complain(field, cell, isDirty(field) && !isTaken(field, stillTyping));
    }
  }

  function tell(sentence = "") {
    const count = fields.filter(isDirty).length;
    const unsaved = count ? form.dataset.unsaved.replace("{n}", String(count)) : "";
    const wrong = form.querySelectorAll(".mark-cell [aria-invalid]").length;
    const bad = wrong && form.dataset.wrong ? form.dataset.wrong.replace("{n}", String(wrong)) : "";
    state.textContent = [unsaved, bad, sentence].filter(Boolean).join(" · ");
  }

  /* ---------------------------------------------------------- what a cell takes */

  const headOf = (field) => document.getElementById(`n${field.dataset.column}`);
  const THAI_ZERO = 0x0e50;

  /* A first opinion while typing; the server judges again and knows more. */
  function isTaken(field, stillTyping) {
    const head = headOf(field);
    const text = field.value
      .replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - THAI_ZERO))
      .replace(/[\s\u200b-\u200d\ufeff]/g, "")
      .toLowerCase();
    const words = head.dataset.words.toLowerCase().replace(/ /g, "").split("|");
    if (!text || words.includes(text)) {
      return true;
    }
    if (stillTyping && words.some((word) => word.startsWith(text))) {
      return true;
    }
    const levels = head.dataset.levels;
    const number = levels ? text : text.replace(/%$/, "");
    if (!/^[0-9]{1,9}(\.[0-9]{1,10})?$/.test(number)) {
      return stillTyping && /^[0-9]{1,9}\.$/.test(number);
    }
    return levels
      ? levels.split(" ").includes(String(Number(number)))
      : Number(number) <= Number(head.dataset.highest);
  }

  function complain(field, cell, isWrong) {
    let why = document.getElementById(`${field.name}-why`);
    cell.classList.toggle("is-wrong", isWrong);
    if (!isWrong) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      if (why) {
        why.remove();
      }
      return;
    }
    if (!why) {
      why = document.createElement("span");
      why.id = `${field.name}-why`;
      cell.append(why);
    }
    why.className = "mark-why mark-why--short";
    why.textContent = headOf(field).dataset.accepts;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", why.id);
    if (field === document.activeElement) {
      why.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
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
          remember(cell);
        } else if (text !== "-") {
          faults.add(form.dataset.closed);
        }
      });
    });
    writeShelf();
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
      mark(event.target, true);
      remember(event.target);
      writeShelf();
      tell();
    }
  });

  form.addEventListener("change", (event) => {
    if (event.target.dataset.row) {
      mark(event.target);
      tell();
    }
  });

  form.addEventListener("submit", () => {
    noteSent();
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

  /* ---------------------------------------------------------- what was typed and not saved */

  /* What is typed waits on this machine until it is saved: a closed browser, a cut line or an
     ended session loses nothing. Name of the field -> [what was stored then, what was typed,
     when]. No word says who typed it. It is dropped once it is stored, and after a week. */
  const SHELF = `tidtam:${form.dataset.shelf}`;
  const SENT = `${SHELF}:sent`;
  const A_WEEK = 7 * 24 * 60 * 60 * 1000;
  const shelf = readShelf();

  function readShelf() {
    try {
      const found = Object.entries(JSON.parse(window.localStorage.getItem(SHELF) || "{}"));
      return new Map(found.filter(([, [, , when]]) => Date.now() - when < A_WEEK));
    } catch {
      return new Map();
    }
  }

  function writeShelf() {
    try {
      if (shelf.size) {
        window.localStorage.setItem(SHELF, JSON.stringify(Object.fromEntries(shelf)));
      } else {
        window.localStorage.removeItem(SHELF);
      }
    } catch {
      /* No room or not allowed: everything else works all the same. */
    }
  }

  function remember(field) {
    if (isDirty(field)) {
      shelf.set(field.name, [field.dataset.kept, field.value, Date.now()]);
    } else {
      shelf.delete(field.name);
    }
  }

  function noteSent() {
    try {
      const names = fields.filter(isDirty).map((field) => field.name);
      window.sessionStorage.setItem(SENT, JSON.stringify(names));
    } catch {
      /* Then nothing comes back by itself; it is offered instead. */
    }
  }

  function takeSent() {
    try {
      const names = JSON.parse(window.sessionStorage.getItem(SENT) || "[]");
      window.sessionStorage.removeItem(SENT);
      return names;
    } catch {
      return [];
    }
  }

  function putBack(field) {
    const [kept, value] = shelf.get(field.name);
    field.value = value;
    if (plain(kept) !== plain(field.dataset.kept)) {
      sawThen(field, kept);
    }
    mark(field);
    remember(field);
  }

  /* Somebody stored another value meanwhile: say so to the server, which shows both. */
  function sawThen(field, kept) {
    const own = form.elements.namedItem(`seen-${field.name}`);
    if (own) {
      own.value = kept;
      return;
    }
    const all = form.elements.namedItem("seen");
    const seen = JSON.parse(all.value || "{}");
    seen[field.name] = [0, kept];
    all.value = JSON.stringify(seen);
  }

  const waiting = (field) =>
    shelf.has(field.name) && !isDirty(field) && plain(shelf.get(field.name)[1]) !== plain(field.value);

  function forget() {
    for (const field of fields) {
      if (shelf.has(field.name) && !isDirty(field) && !waiting(field)) {
        shelf.delete(field.name);
      }
    }
    writeShelf();
  }

  /* A save that ended at the sign-in page comes back by itself; the rest is offered. */
  function bringBack() {
    const sent = new Set(takeSent());
    if (form.dataset.saved !== undefined) {
      sent.forEach((name) => shelf.delete(name));
    } else {
      fields.filter((field) => sent.has(field.name) && waiting(field)).forEach(putBack);
    }
    forget();
    offer(fields.filter(waiting));
  }

  function offer(found) {
    const place = document.getElementById("marks-kept");
    if (!found.length || !place) {
      return;
    }
    const words = place.querySelector("p");
    words.textContent = words.textContent.replace("{n}", String(found.length));
    place.hidden = false;
    place.addEventListener("click", (event) => {
      const act = event.target.dataset.keptAct;
      if (!act) {
        return;
      }
      for (const field of found.filter(waiting)) {
        if (act === "back") {
          putBack(field);
        } else {
          shelf.delete(field.name);
        }
      }
      writeShelf();
      place.hidden = true;
      found[0].focus();
      tell();
    });
  }

  /* ---------------------------------------------------------- the first wrong cell */

  /* The summary over the grid is read first; the hand then stands where the work is. */
  window.addEventListener("load", () => {
    const wrong = form.querySelector(".mark-cell [aria-invalid]");
    if (wrong && !window.location.hash) {
      wrong.focus();
      wrong.scrollIntoView({ block: "center", inline: "nearest" });
    }
  });

  /* ---------------------------------------------------------- the name of the office */

  const visited = new WeakSet();
  form.addEventListener("focusin", (event) => visited.add(event.target));

  /* At the cursor; at the end where no cursor was set; with room to the words around it. */
  function insert(field, text) {
    const end = field.value.length;
    const [from, to] = visited.has(field) ? [field.selectionStart, field.selectionEnd] : [end, end];
    const before = from > 0 && !/\s/.test(field.value[from - 1]) ? " " : "";
    const after = to < end && /\s/.test(field.value[to]) ? "" : " ";
    field.setRangeText(`${before}${text}${after}`, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  for (const button of form.querySelectorAll("[data-inserts]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => {
      insert(document.getElementById(button.dataset.into), button.dataset.inserts);
    });
  }

  bringBack();
  tell();
})();
