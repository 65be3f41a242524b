"use strict";
/* The director's words stay on this device while they are written, under
   tidtam:words:<person>:<round>/<office>: a closed tab, a lost session or a report that moved
   costs none of them. They are over when the return was accepted; leaving.js clears them too. */

(() => {
  const root = document.querySelector("[data-review]");
  if (!root || !root.dataset.person) {
    return;
  }
  const key = `tidtam:words:${root.dataset.person}:${root.dataset.review}`;
  const boxes = [...document.querySelectorAll("textarea")].filter(
    ({ form }) => form && form.id === "return",
  );
  let isOver = false; // the person has signed out: nothing more is written

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key) || "{}");
    } catch {
      return {}; // a device that keeps nothing has no drafts
    }
  };
  const write = (words) => {
    try {
      if (Object.keys(words).length) {
        localStorage.setItem(key, JSON.stringify(words));
      } else {
        localStorage.removeItem(key);
      }
    } catch {
      /* The words are still in their boxes. */
    }
  };
  const keep = (box) => {
    if (isOver) {
      return;
    }
    const words = read(); // another tab may have written at another item
    if (box.value.trim()) {
      words[box.name] = box.value;
    } else {
      delete words[box.name];
    }
    write(words);
  };
  const tell = (name) => {
    for (const each of root.querySelectorAll("p")) {
      each.hidden = !(name in each.dataset);
    }
    root.hidden = false;
  };

  document.addEventListener("tidtam:left", () => (isOver = true));
  if ("reviewTaken" in root.dataset) {
    write({});
    return;
  }
  const words = read();
  let restored = 0;
  for (const box of boxes) {
    const kept = words[box.name];
    if (kept && !box.value.trim()) {
      box.value = kept;
      restored += 1;
      const around = box.closest("details");
      if (around) {
        around.open = true;
      }
    } else if (box.value.trim()) {
      keep(box);
    }
    box.addEventListener("input", () => keep(box));
  }
  if (restored) {
    tell("reviewRestored");
  } else if (!boxes.length && Object.keys(words).length) {
    tell("reviewWaiting");
  }
})();
