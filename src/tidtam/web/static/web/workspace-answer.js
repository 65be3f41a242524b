"use strict";
/* One answer on the page: what it holds, what is shown of it, and the buttons in it. How it is saved
   is in workspace-saving.js, which builds on this. */

(() => {
  const shared = window.Tidtam.workspace;
  if (!shared) {
    return;
  }
  const { words } = window.Tidtam;
  const { Inputs, STILL, announce, columnOf, columnsOf, element, holdStill, rowValue } = shared;

  class Answer {
    constructor(root) {
      this.root = root;
      this.url = root.dataset.saveUrl;
      this.edit = Number(root.dataset.edit) || 0;
      this.copiedFrom = root.dataset.copiedFrom || "";
      this.inputs = new Inputs(root);
      this.status = root.querySelector("[data-answer-status], [data-status]");
      this.problem = root.querySelector("[data-answer-problem], [data-error]");
      this.firstStatus = this.status.textContent;
      this.status.removeAttribute("role"); // the page speaks for all of its answers
      if (this.inputs.rows) {
        this.inputs.buildRowTools();
        this.inputs.number();
      }
      // What the server gave back as not saved is not saved, though it stands in the field.
      this.acknowledged = root.classList.contains("field--error") ? "" : this.content();
      this.attempt = null; // what was sent and whose fate is not known
      this.sending = false;
      this.stopped = ""; // "", "refused", "conflict", "closed" or "signed-out"
      this.waitsSince = 0;
      this.removesAgainAt = 0;
      this.failures = 0;
      this.orphans = []; // drafts of closed tabs that wait for their turn
      this.adopted = []; // keys of those taken into the field that could not be kept anew
      this.isStored = true;
      this.showParts();
      this.listen();
    }

    get isReadOnly() {
      return "closed" in this.root.dataset;
    }

    content() {
      const state = this.inputs.text("state") || "answered";
      const isOpen = state === "answered" || state === "blank";
      return JSON.stringify({
        state: isOpen ? "answered" : state,
        value: isOpen ? this.inputs.value : null,
        reason: isOpen ? "" : this.inputs.text("reason"),
        copied_from: this.copiedFrom,
      });
    }

    get hasAnswer() {
      const { state, value } = JSON.parse(this.content());
      const parts = Array.isArray(value) ? value.flatMap(Object.values) : Object.values(value || {}).flat();
      return state !== "answered" || (typeof value === "string" ? [value] : parts).some((part) => part.trim());
    }

    put(content) {
      this.isPutting = true;
      this.forgetRow();
      this.inputs.put("state", content.state === "blank" ? "answered" : content.state);
      if (content.value !== null && content.value !== undefined) {
        this.inputs.value = content.value;
      } else if (content.state === "answered" || content.state === "blank") {
        this.inputs.value = null;
      }
      this.inputs.put("reason", content.reason || "");
      this.copiedFrom = content.copied_from || "";
      this.isPutting = false;
      this.showParts();
      this.countPercent();
    }

    get isDirty() {
      return this.content() !== this.acknowledged;
    }

    /* ---------------------------------- what is shown */

    say(name, values = {}) {
      if (!this.status) {
        return;
      }
      this.status.textContent = name ? words(name, values) : "";
      this.status.dataset.tone =
        { saved: "good", "saved-blank": "idle", typing: "idle", saving: "idle", "": "idle" }[name] || "warn";
      this.status.dataset.status = name;
    }

    note(text) {
      const place = this.root.querySelector("[data-answer-note]");
      if (place) {
        place.textContent = text;
        place.hidden = !text;
      }
    }

    /* Stands until the next paste, or until evidence was attached. */
    tellLost(n) {
      if (!this.lost) {
        this.lost = element("p", "answer-lost");
        this.lost.setAttribute("role", "status");
        this.status.closest("p, div").before(this.lost);
      }
      this.lost.textContent = n ? words("pictures-lost", { n: String(n) }) : "";
      announce(this.lost.textContent);
    }

    complain(text, path = []) {
      for (const input of this.root.querySelectorAll("[aria-invalid]")) {
        input.removeAttribute("aria-invalid");
      }
      if (this.problem) {
        this.problem.textContent = text;
        this.problem.hidden = !text;
      }
      this.root.classList.toggle("field--error", Boolean(text));
      if (text) {
        this.wrongInputs([].concat(path || [])).forEach((input) => input.setAttribute("aria-invalid", "true"));
      }
    }

    wrongInputs(path) {
      if (this.inputs.shape === "rows" && path.length) {
        const row = this.inputs.rowList().filter((each) => Object.values(rowValue(each)).some(Boolean))[path[0]];
        return row ? columnsOf(row).filter((input) => path.length < 2 || columnOf(input) === path[1]) : [];
      }
      const part = typeof path[0] === "string" ? path[0] : "value";
      return this.inputs.of(part).filter((input) => !["radio", "checkbox", "hidden"].includes(input.type));
    }

    hint({ hints, percent }) {
      const list = this.root.querySelector("[data-answer-hints], [data-hints]");
      if (list && hints) {
        list.replaceChildren(
          ...hints.map((hint) => element("li", "", typeof hint === "string" ? hint : hint.text)),
        );
        list.hidden = !hints.length;
      }
      if (this.inputs.shape === "count") {
        const { n, of } = this.inputs.value;
        this.showPercent(percent, n && of ? words("percent-none") : "");
      }
    }

    showPercent(percent, none = "") {
      const shown = this.root.querySelector("[data-answer-percent], [data-percent]");
      if (shown) {
        const isBare = shown.tagName === "OUTPUT";
        const said = percent ? words("percent", { percent }) : none;
        shown.textContent = isBare ? percent || "–" : said;
      }
    }

    countPercent() {
      if (this.inputs.shape === "count") {
        this.showPercent(this.inputs.percent);
      }
    }

    showParts() {
      const state = this.inputs.text("state") || "answered";
      const isOpen = state === "answered" || state === "blank";
      for (const part of this.root.querySelectorAll("[data-when-answered], [data-value]")) {
        part.hidden = !isOpen;
      }
      for (const part of this.root.querySelectorAll("[data-when-reason], [data-reason]")) {
        part.hidden = isOpen;
      }
    }

    /* ---------------------------------- buttons of a field */

    clicked(event) {
      const { target } = event;
      const copy = target.closest("[data-copy], [data-copy-earlier]");
      if (copy && this.hasAnswer) {
        event.preventDefault();
        this.askToReplace(copy);
        return;
      }
      if (copy) {
        this.copyEarlier(copy);
        return;
      }
      if (target.closest("[data-row-add]")) {
        const row = this.inputs.addRow();
        row.querySelector("input, select, textarea").focus();
        this.changed();
        return;
      }
      const row = target.closest("[data-row]");
      if (!row) {
        return;
      }
      const rows = this.inputs.rowList();
      const place = rows.indexOf(row);
      if (target.closest("[data-row-remove]")) {
        this.removeRow(row, place);
        return;
      } else if (target.closest("[data-row-up]") && place) {
        rows[place - 1].before(row);
      } else if (target.closest("[data-row-down]") && place < rows.length - 1) {
        rows[place + 1].after(row);
      } else {
        return;
      }
      this.inputs.number();
      const button = target.closest("[data-row-up], [data-row-down]");
      if (button && !button.disabled) {
        button.focus();
      } else if (button) {
        row.querySelector("[data-row-up]:enabled, [data-row-down]:enabled").focus();
      }
      this.changed();
    }

    /* What the page holds is put in at once; else the button sends the form and the server copies. */
    copyEarlier({ dataset }) {
      if (dataset.copyEarlier) {
        this.put({ state: "answered", value: JSON.parse(dataset.copyEarlier), copied_from: dataset.round });
        this.changed();
      }
    }

    askToReplace(copy) {
      holdStill();
      if (copy.nextElementSibling && copy.nextElementSibling.matches(".replace")) {
        return;
      }
      const box = element("div", "replace");
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", words("replace-ask"));
      const row = element("div", "button-row");
      const button = (name, act, kind) => {
        const made = element("button", `button button--small${kind}`, words(name));
        made.type = "button";
        made.addEventListener("click", () => {
          holdStill();
          box.remove();
          copy.focus({ preventScroll: true });
          act();
        });
        row.append(made);
        return made;
      };
      const agree = () => (copy.form && "copy" in copy.dataset ? copy.form.requestSubmit(copy) : this.copyEarlier(copy));
      button("replace", agree, "");
      const keep = button("replace-not", () => {}, " button--quiet");
      box.append(element("p", "", words("replace-ask")), row);
      copy.after(box);
      keep.focus({ preventScroll: true });
    }

    removeRow(row, place) {
      if (performance.now() < this.removesAgainAt) {
        return; // the second press of a double click, or a key held down
      }
      this.removesAgainAt = performance.now() + STILL;
      const rows = this.inputs.rowList();
      const next = rows[place + 1] || rows[place - 1];
      const held = rowValue(row);
      if (next) {
        row.remove();
      } else {
        columnsOf(row).forEach((input) => (input.value = ""));
      }
      this.inputs.number();
      (next || row).querySelector("[data-row-remove]").focus();
      holdStill();
      this.changed();
      this.offerRow(place, () => {
        const here = this.inputs.rowList();
        if (!next) {
          columnsOf(row).forEach((input) => (input.value = held[columnOf(input)]));
        } else if (here[place]) {
          here[place].before(row);
        } else {
          here[here.length - 1].after(row);
        }
        this.inputs.number();
        row.querySelector("input, select, textarea").focus();
        this.changed();
      });
    }

    /* Until the table is edited again; changed() takes the offer away. */
    offerRow(place, bringBack) {
      const again = element("button", "button button--quiet button--small", words("row-bring-back"));
      again.type = "button";
      again.addEventListener("click", bringBack);
      this.inputs.undo.replaceChildren(words("row-removed", { n: String(place + 1) }), " · ", again);
    }

    forgetRow() {
      if (this.inputs.undo) {
        this.inputs.undo.replaceChildren();
      }
    }
  }

  shared.Answer = Answer;
})();
