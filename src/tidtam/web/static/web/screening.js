"use strict";
/* What a screener ticks and writes stays on this device until it is sent, under
   tidtam:words:<person>:screening/<report>, with what a closed tab or the Back button would lose.
   Only what the page still asks for is brought back; leaving.js clears it at signing out. */

(() => {
  const root = document.querySelector("[data-screening]");
  if (!root || !root.dataset.person) {
    return;
  }
  const key = `tidtam:words:${root.dataset.person}:screening/${root.dataset.screening}`;
  const form = document.getElementById("screening-form");
  let isOver = false; // the person has signed out: nothing more is written

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key) || "{}");
    } catch {
      return {}; // a device that keeps nothing has no drafts
    }
  };
  const write = (held) => {
    try {
      if (Object.keys(held).length) {
        localStorage.setItem(key, JSON.stringify(held));
      } else {
        localStorage.removeItem(key);
      }
    } catch {
      /* What was written is still in its boxes. */
    }
  };

  document.addEventListener("tidtam:left", () => (isOver = true));
  if (!form) {
    write({}); // found complete: nothing is returned any more
    return;
  }

  const boxes = [...form.querySelectorAll("textarea, input[type=checkbox]")];
  const nameOf = (box) => (box.type === "checkbox" ? `${box.name}=${box.value}` : box.name);
  const isNote = (box) => box.name === "note"; // the page brings what is stored of it

  function keep(box) {
    if (isOver) {
      return;
    }
    const held = read(); // another tab may have written at another item
    if (box.type === "checkbox" ? box.checked : isNote(box) ? box.value !== box.defaultValue : box.value.trim()) {
      held[nameOf(box)] = isNote(box) ? { text: box.value, over: box.defaultValue } : box.value;
    } else {
      delete held[nameOf(box)];
    }
    write(held);
  }

  function bringBack() {
    const [held, left] = [read(), {}];
    let restored = 0;
    for (const box of boxes) {
      const kept = held[nameOf(box)];
      const isStale = kept === undefined || (isNote(box) && kept.over !== box.defaultValue);
      if (isStale) {
        continue;
      }
      left[nameOf(box)] = kept;
      const text = isNote(box) ? kept.text : kept;
      restored += box.type === "checkbox" ? !box.checked : box.value !== text;
      if (box.type === "checkbox") {
        box.checked = true;
      } else {
        box.value = text;
      }
    }
    write(left);
    root.querySelector("[data-restored]").hidden = !restored;
  }

  /* Nothing that would be sent stands in a closed fold, wherever it came from. */
  function openFilled() {
    for (const fold of form.querySelectorAll("details")) {
      const isFilled = (box) => (box.type === "checkbox" ? box.checked : box.value.trim());
      if ([...fold.querySelectorAll("textarea, input[type=checkbox]")].some(isFilled)) {
        fold.open = true;
      }
    }
  }

  bringBack();
  openFilled();
  form.addEventListener("input", ({ target }) => boxes.includes(target) && keep(target));
  window.addEventListener("pageshow", () => {
    boxes.forEach(keep);
    openFilled();
  });
  form.addEventListener("submit", openFilled);
})();
