"use strict";
/* What stands in the fields of an answer, whatever their kind, and how it reads as text. The
   attributes are in docs/workspace.md. */

(() => {
  const shared = window.Tidtam.workspace;
  if (!shared) {
    return;
  }
  const { words, richText } = window.Tidtam;
  const { element } = shared;

  /* Which part of the answer an input is: told by data-part, else by where it stands. */
  function partOf(input) {
    if (input.dataset.part) {
      return input.dataset.part;
    }
    if (input.closest("[data-states]")) {
      return "state";
    }
    if ("reasonInput" in input.dataset) {
      return "reason";
    }
    if ("seen" in input.dataset) {
      return "edit";
    }
    const kind = input.closest("[data-answer]").dataset.kind;
    return "input" in input.dataset ? { checklist: "items", milestones: "reached" }[kind] || "value" : input.name;
  }
  const richOf = (input) => input.tidtamEditor;

  class Inputs {
    constructor(root) {
      this.root = root;
      this.rows = root.querySelector("[data-rows]");
      const has = (part) => this.of(part).length > 0;
      this.shape = "single";
      if (this.rows) {
        this.shape = "rows";
      } else if (has("n") && has("of")) {
        this.shape = "count";
      } else if (has("items")) {
        this.shape = "items";
      } else if (has("reached")) {
        this.shape = "reached";
      }
    }

    of(part) {
      return [...this.root.querySelectorAll("input, select, textarea")].filter(
        (input) => partOf(input) === part,
      );
    }

    text(part) {
      const inputs = this.of(part);
      const chosen = inputs.find((input) => input.type !== "radio" || input.checked);
      return chosen ? chosen.value : "";
    }

    put(part, text) {
      for (const input of this.of(part)) {
        if (input.type === "radio") {
          input.checked = input.value === text;
        } else if (richOf(input)) {
          richOf(input).setHtml(text);
        } else {
          input.value = text;
        }
      }
    }

    ticked(part) {
      return this.of(part).filter((input) => input.checked).map((input) => input.value);
    }

    get value() {
      if (this.shape === "rows") {
        return this.rowList().map(rowValue).filter((row) => Object.values(row).some(Boolean));
      }
      if (this.shape === "count") {
        return { n: this.text("n"), of: this.text("of") };
      }
      if (this.shape === "single") {
        return this.text("value");
      }
      return { [this.shape]: this.ticked(this.shape) };
    }

    set value(value) {
      if (this.shape === "rows") {
        this.putRows(value || []);
      } else if (this.shape === "count") {
        this.put("n", (value && value.n) || "");
        this.put("of", (value && value.of) || "");
      } else if (this.shape === "single") {
        this.put("value", value || "");
      } else {
        const codes = (value && value[this.shape]) || [];
        for (const input of this.of(this.shape)) {
          input.checked = codes.includes(input.value);
        }
      }
    }

    get unit() {
      const shown = this.root.querySelector(".count__unit");
      return shown ? shown.textContent : "";
    }

    /* The percentage of what stands in the boxes of a count. */
    get percent() {
      return this.shape === "count" ? percentOf(this.value, this.unit) : "";
    }

    /* A content as people read it: options and columns by their labels. */
    inWords(content) {
      const { state, value } = content;
      if (!value || (state !== "answered" && state !== "blank")) {
        return textOf(content);
      }
      if (this.shape === "count") {
        const rate = percentOf(value, this.unit);
        const count = words("count-of", { n: value.n || "–", of: value.of || "–" });
        return value.n || value.of ? count + (rate && ` (${words("percent", { percent: rate })})`) : "";
      }
      if (this.shape === "rows") {
        return value.map((row, place) => this.rowInWords(row, place)).join("\n\n");
      }
      const part = this.shape === "single" ? "value" : this.shape;
      const codes = [].concat(this.shape === "single" ? value : value[part] || []);
      const named = codes.map((code) => optionName(this.of(part), code));
      return named.every(Boolean) ? named.join("\n") : textOf(content);
    }

    rowInWords(row, place) {
      const said = columnsOf(this.rowList()[0])
        .filter((input) => row[columnOf(input)])
        .map((input) => `${labelOf(input)}: ${optionName([input], row[columnOf(input)]) || row[columnOf(input)]}`);
      return [words("row-number", { n: String(place + 1) }), ...said].join("\n");
    }

    get rich() {
      return this.of("value").map(richOf).find(Boolean);
    }

    /* ---------------------------------- rows */

    rowList() {
      return [...this.rows.querySelectorAll("[data-row]")];
    }

    /* A new row is made from the server's template (__n__ stands for its place), else from the
       last row. */
    addRow() {
      const rows = this.rowList();
      const last = rows[rows.length - 1];
      const number = String(Math.max(-1, ...rows.map((row) => Number(row.dataset.row))) + 1);
      const template = this.root.querySelector("template[data-row-template]");
      const row = (template ? template.content.querySelector("[data-row]") : last).cloneNode(true);
      const old = template ? "__n__" : `-${last.dataset.row}-`;
      for (const part of [row, ...row.querySelectorAll("*")]) {
        for (const { name, value } of [...part.attributes]) {
          if (value.includes(old)) {
            part.setAttribute(name, value.replaceAll(old, template ? number : `-${number}-`));
          }
        }
      }
      for (const input of columnsOf(row)) {
        input.value = "";
        input.removeAttribute("aria-invalid");
      }
      row.dataset.row = number;
      if (last) {
        last.after(row);
      } else {
        (this.rows.tBodies ? this.rows.tBodies[0] : this.rows).append(row);
      }
      this.buildToolsOf(row);
      this.number();
      return row;
    }

    /* What only works with scripts is made by them, where the page has not brought it. */
    buildRowTools() {
      this.rowList().forEach((row, place) => {
        row.dataset.row = String(place);
        this.buildToolsOf(row);
      });
      if (!this.root.querySelector("[data-row-add]")) {
        const add = element("button", "button button--quiet button--small", words("row-add"));
        add.type = "button";
        add.setAttribute("data-row-add", "");
        this.rows.after(add);
      }
      this.undo = element("p", "row-undo");
      this.undo.setAttribute("role", "status");
      this.rows.after(this.undo);
      const more = this.root.querySelector("[data-more-rows]");
      if (more) {
        more.hidden = true;
      }
    }

    buildToolsOf(row) {
      if (row.querySelector("[data-row-remove]")) {
        return;
      }
      const tools = element("div", "row-tools");
      for (const act of ["up", "down", "remove"]) {
        const button = element("button", "button button--quiet button--small", words(`row-${act}`));
        button.type = "button";
        button.setAttribute(`data-row-${act}`, "");
        tools.append(button);
      }
      (row.tagName === "TR" ? row.appendChild(document.createElement("td")) : row).append(tools);
    }

    putRows(values) {
      const rows = this.rowList();
      values.forEach((value, place) => {
        const row = rows[place] || this.addRow();
        for (const input of columnsOf(row)) {
          input.value = value[columnOf(input)] || "";
        }
      });
      rows.slice(Math.max(values.length, 1)).forEach((row) => row.remove());
      if (!values.length && rows[0]) {
        columnsOf(rows[0]).forEach((input) => (input.value = ""));
      }
      this.number();
    }

    number() {
      const rows = this.rowList();
      rows.forEach((row, place) => {
        const number = String(place + 1);
        const legend = row.querySelector("legend");
        if (legend && !legend.querySelector("[data-row-number]")) {
          legend.textContent = words("row-number", { n: number });
        }
        for (const shown of row.querySelectorAll("[data-row-number]")) {
          shown.textContent = number;
        }
        for (const button of row.querySelectorAll(".row-tools button")) {
          const what = button.firstChild.textContent.trim();
          button.setAttribute("aria-label", `${what} ${words("row-number", { n: number })}`);
        }
        const set = (selector, off) => {
          const button = row.querySelector(selector);
          if (button) {
            button.disabled = off;
          }
        };
        set("[data-row-up]", place === 0);
        set("[data-row-down]", place === rows.length - 1);
      });
      const add = this.root.querySelector("[data-row-add]");
      if (add && this.rows.dataset.most) {
        add.disabled = rows.length >= Number(this.rows.dataset.most);
      }
    }
  }

  /* -------------------------------------------------- figures */

  const THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙";
  const WHOLE = /^\+?(\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?$/;

  /* A count as tidtam.forms reads it, exact; null where it is none. */
  function wholeOf(text, unit = "") {
    const plain = (part) => part.replace(/[๐-๙]/g, (digit) => THAI_DIGITS.indexOf(digit)).replace(/\s/g, "");
    const name = plain(unit);
    let typed = plain(text);
    if (name && typed.endsWith(name)) {
      typed = typed.slice(0, -name.length);
    } else if (name && typed.startsWith(name)) {
      typed = typed.slice(name.length);
    }
    const digits = WHOLE.test(typed) ? typed.replace(/\.0+$/, "").replace(/[+,]/g, "").replace(/^0+(?=\d)/, "") : "";
    return digits && digits.length <= 15 ? BigInt(digits) : null;
  }

  /* With two decimals, half up, as the server rounds; "" where it cannot be computed. */
  function percentOf({ n, of }, unit) {
    const [part, whole] = [wholeOf(n, unit), wholeOf(of, unit)];
    if (part === null || !whole) {
      return "";
    }
    const hundredths = String((20000n * part + whole) / (2n * whole)).padStart(3, "0");
    return `${hundredths.slice(0, -2)}.${hundredths.slice(-2)}`;
  }

  /* -------------------------------------------------- names of what is chosen */

  const labelOf = (input) =>
    (input.labels && input.labels[0] ? input.labels[0].textContent : input.getAttribute("aria-label") || columnOf(input)).trim();

  function optionName(inputs, code) {
    const box = inputs.find((input) => ["radio", "checkbox"].includes(input.type) && input.value === code);
    const select = inputs.find((input) => input.tagName === "SELECT");
    const option = select && [...select.options].find(({ value }) => value === code);
    return box ? labelOf(box) : option ? option.textContent.trim() : "";
  }

  const columnOf = (input) => input.dataset.column || input.name;
  const columnsOf = (row) => [...row.querySelectorAll("input, select, textarea")];
  const rowValue = (row) =>
    Object.fromEntries(columnsOf(row).map((input) => [columnOf(input), input.value]));

  /* -------------------------------------------------- texts */

  const richHtml = (html) => (richText.parse ? richText.htmlOf(richText.parse(html)) : "");

  function isSame(mine, theirs, inputs) {
    const state = (content) => (content.state === "blank" ? "answered" : content.state);
    if (state(mine) !== state(theirs) || mine.reason !== theirs.reason) {
      return false;
    }
    if (inputs.rich) {
      return richHtml(mine.value || "") === richHtml(theirs.value || "");
    }
    return JSON.stringify(mine.value || null) === JSON.stringify(theirs.value || null);
  }

  /* A content as text that can be read and copied. */
  function textOf({ state, value, reason }) {
    if (state !== "answered" && state !== "blank") {
      return `${words(`state-${state}`)} ${reason || ""}`.trim();
    }
    if (typeof value === "string") {
      if (!/^\s*</.test(value)) {
        return value;
      }
      const template = document.createElement("template");
      template.innerHTML = value.replace(/<br>/g, "\n").replace(/<\/(p|li|tr)>/g, "$&\n").replace(/<\/t[dh]>/g, "$& | ");
      return template.content.textContent.trim();
    }
    if (Array.isArray(value)) {
      return value.map((row, place) => `${place + 1}. ${Object.values(row).filter(Boolean).join("; ")}`).join("\n");
    }
    return Object.values(value || {}).flat().filter(Boolean).join(", ");
  }

  Object.assign(shared, { Inputs, percentOf, richOf, columnOf, columnsOf, rowValue, richHtml, isSame, textOf });
})();
