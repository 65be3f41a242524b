"use strict";
/* Keys of the page of one review. Single keys work where nobody types, by their place on the
   keyboard (a Thai layout has no 1 on that key), and can be turned off for this device. */

(() => {
  const help = document.getElementById("review-keys");
  if (!help) {
    return;
  }
  const { words } = window.Tidtam;
  const STORE = `tidtam:keys:${help.dataset.person}`;
  const box = help.querySelector("[data-keys-on]");
  const read = () => {
    try {
      return localStorage.getItem(STORE) !== "off";
    } catch {
      return true;
    }
  };
  box.checked = read();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(STORE, box.checked ? "on" : "off");
    } catch {
      /* Holds for this page only. */
    }
    const live = document.querySelector("[data-workspace-status]");
    if (live) {
      live.textContent = words(box.checked ? "keys-on" : "keys-off");
    }
  });

  const isTyping = (target) =>
    target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])") !== null;
  const press = (selector) => {
    const found = document.querySelector(selector);
    if (found) {
      found.click();
    }
    return Boolean(found);
  };
  const isConfirmed = () => document.querySelector("#mark[data-confirmed]") !== null;
  const sayConfirmed = () => document.dispatchEvent(new Event("review:confirmed")); // reviewing.js
  /* A figure is typed: a digit goes to its box, and V leads there. */
  function toFigure(digit = "") {
    const figure = document.querySelector("#mark [data-part=figure]");
    if (!figure) {
      return false;
    }
    figure.focus();
    figure.select();
    if (digit) {
      figure.setRangeText(digit, 0, figure.value.length, "end");
      figure.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return true;
  }
  function choose(level) {
    if (isConfirmed()) {
      sayConfirmed();
      return true;
    }
    const radio = document.querySelector(`#mark input[data-part=mark][value="${level}"]`);
    if (!radio) {
      return toFigure(level);
    }
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  const SINGLE = {
    KeyN: () => press("[data-key-next]"),
    KeyP: () => press("[data-key-previous]"),
    KeyC: () => {
      const comment = document.getElementById("comment");
      if (document.activeElement !== comment) {
        comment.focus();
        comment.setSelectionRange(comment.value.length, comment.value.length);
      }
      comment.scrollIntoView({ block: "nearest" });
      return true;
    },
    KeyV: () => !isConfirmed() && toFigure(),
  };

  function single(event) {
    if (!box.checked || isTyping(event.target)) {
      return false;
    }
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
    if (digit && !event.shiftKey) {
      return choose(digit[1]);
    }
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) {
      return press("[data-opens=review-keys]");
    }
    const act = SINGLE[event.code];
    return Boolean(act) && !event.shiftKey && act();
  }

  document.addEventListener("keydown", (event) => {
    const { altKey, ctrlKey, metaKey, code, target } = event;
    if (event.isComposing || event.repeat || document.querySelector("dialog[open]")) {
      return;
    }
    let done = false;
    if (altKey && !ctrlKey && !metaKey) {
      done = (code === "PageDown" && press("[data-key-next]")) || (code === "PageUp" && press("[data-key-previous]"));
    } else if ((ctrlKey || metaKey) && !altKey && code === "Enter") {
      if (isConfirmed()) {
        sayConfirmed();
      }
      done = press("[data-key-finish]") || isConfirmed();
    } else if (code === "Escape" && isTyping(target)) {
      target.blur();
    } else if (!ctrlKey && !metaKey && !altKey) {
      done = single(event);
    }
    if (done) {
      event.preventDefault();
    }
  });
})();
